import { Failure } from '../../failure.ts';
import type { Connections } from './connections.ts';
import { type Answer, type Ask, send } from './send.ts';
import { shown, WireError } from './wire-error.ts';

/** Statuses that another attempt may get over. */
const passing: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** How long a server may ask to be left alone before it is asked again. In milliseconds. */
const longestPause = 30_000;

/**
 * Gets one thing, with several attempts where the failure may pass, all in the time that one thing may take. Throws a
 * `WireError`, and a `Failure` when the run is interrupted.
 */
export const fetchAnswer = async (ask: Omit<Ask, 'progress'>, connections: Connections): Promise<Answer> => {
  const { limits, access } = connections;
  if (access.signal.aborted) throw interrupted();
  const end = new AbortController();
  const late = new WireError('repository-unreachable', `${shown(ask.url)} takes too long.`, {
    fix: 'Try again later, or see docs/charts.md for work without a network.',
  });
  const timer = setTimeout(() => end.abort(late), limits.total);
  const stop = (): void => end.abort(interrupted());
  access.signal.addEventListener('abort', stop, { once: true });
  try {
    return await attempts({ ...ask, progress: progressOf(ask.url, connections) }, connections, end.signal);
  } finally {
    clearTimeout(timer);
    access.signal.removeEventListener('abort', stop);
  }
};

const interrupted = (): Failure => new Failure('interrupted; nothing was written');

const attempts = async (ask: Ask, connections: Connections, signal: AbortSignal): Promise<Answer> => {
  const { limits } = connections;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await send(ask, connections, signal);
      if (!passing.has(answer.status)) return answer;
      throw inTrouble(answer);
    } catch (error) {
      const isLast = attempt >= limits.attempts;
      if (isLast || !(error instanceof WireError) || error.details.isPassing !== true) throw error;
      await pause(error.details.pause ?? limits.pause * 2 ** (attempt - 1), signal);
    }
  }
};

const inTrouble = ({ status, headers, url }: Answer): WireError => {
  const seconds = Number(headers['retry-after']);
  return new WireError('repository-unreachable', `${url.host} answers ${status} (${shown(url)}).`, {
    isPassing: true,
    fix: 'Try again later, or see docs/charts.md for work without a network.',
    ...(seconds > 0 ? { pause: Math.min(seconds * 1000, longestPause) } : {}),
  });
};

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });

/** Says once a mebibyte how far a long download is. */
const progressOf = (url: URL, { access }: Connections): ((bytes: number) => Promise<void>) => {
  let told = 0;
  return async (bytes) => {
    const mebibytes = Math.floor(bytes / 1024 / 1024);
    if (mebibytes === told) return;
    told = mebibytes;
    await access.step(`downloading ${shown(url)}: ${mebibytes} MiB…`);
  };
};
