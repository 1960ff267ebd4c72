import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { request } from 'undici';
import type { Connections } from './connections.ts';
import { describeFailure } from './describe-failure.ts';
import { proxyFor } from './proxy.ts';
import { shown, WireError } from './wire-error.ts';

export interface Ask {
  readonly url: URL;
  readonly accept?: string;
  /** For the origin of `url` alone: a redirect to another one goes without it. */
  readonly authorization?: string | undefined;
  /** A form to post; without one, the URL is got. */
  readonly form?: URLSearchParams;
  /** The most that the body may have. In bytes. */
  readonly most: number;
  /** The server may compress what it sends. */
  readonly mayCompress?: boolean;
  /** Hears how many bytes have come. */
  readonly progress?: (bytes: number) => Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Where it came from in the end. */
  readonly url: URL;
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/** Sends a request and follows its redirects; a form, which may hold a token, goes nowhere else. Throws a `WireError` where no answer comes that could be used. */
export const send = async (ask: Ask, connections: Connections, signal: AbortSignal): Promise<Answer> => {
  let { url } = ask;
  for (let hops = 0; hops <= connections.limits.redirects; hops += 1) {
    const answer = await exchange({ ...ask, url }, ask.url.origin === url.origin, connections, signal);
    const location = answer.headers.location;
    if (!isRedirect(answer.status) || typeof location !== 'string' || ask.form !== undefined) return answer;
    url = redirected(url, location, connections);
  }
  throw new WireError('redirect-refused', `${shown(ask.url)} leads from one redirect to the next without an end.`, {
    fix: 'Ask those who run the repository.',
  });
};

const redirected = (from: URL, location: string, { trust }: Connections): URL => {
  const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const refuse = (where: string): WireError =>
    new WireError('redirect-refused', `${shown(from)} redirects to ${where}, which is not followed.`, {
      fix: 'Ask those who run the repository why it leads there.',
    });
  if (target === undefined) throw refuse('something that is no URL');
  if (!/^https?:$/.test(target.protocol)) throw refuse(`a ${target.protocol} URL`);
  if (from.protocol === 'https:' && target.protocol === 'http:' && !trust.isInsecure)
    throw refuse(`${shown(target)} without TLS`);
  if (target.username !== '' || target.password !== '') throw refuse('a URL with credentials in it');
  return target;
};

const exchange = async (
  { url, accept, authorization, form, most, mayCompress, progress }: Ask,
  isFirstOrigin: boolean,
  connections: Connections,
  signal: AbortSignal,
): Promise<Answer> => {
  const proxy = proxyFor(url, connections.access.network.environment);
  try {
    const dispatcher = connections.to(url);
    const { statusCode, headers, body } = await request(url, {
      dispatcher,
      signal,
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        'user-agent': 'espalier',
        accept: accept ?? '*/*',
        'accept-encoding': mayCompress === true ? 'gzip' : 'identity',
        ...(authorization === undefined || !isFirstOrigin ? {} : { authorization }),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === undefined ? {} : { body: form.toString() }),
    });
    const isWanted = statusCode >= 200 && statusCode < 300;
    // What an error page says is of no use, but reading a little keeps the connection.
    if (!isWanted) await body.dump({ limit: 64 * 1024 });
    const length = Number(headers['content-length'] ?? 0);
    if (isWanted && length > most) {
      body.on('error', () => undefined).destroy();
      throw tooLarge(url, most);
    }
    const isCompressed = mayCompress === true && headers['content-encoding'] === 'gzip';
    const content = isWanted ? await read(isCompressed ? unzipped(body) : body, url, most, progress) : Buffer.alloc(0);
    return { status: statusCode, headers, body: content, url };
  } catch (error) {
    // Whoever ended it knows why.
    if (signal.aborted) throw signal.reason;
    throw describeFailure(error, url, proxy);
  }
};

const unzipped = (body: Readable): Readable => pipeline(body, createGunzip(), () => undefined);

const read = async (
  body: Readable,
  url: URL,
  most: number,
  progress: ((bytes: number) => Promise<void>) | undefined,
): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early destroys the stream, and with it the connection.
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw tooLarge(url, most);
    chunks.push(chunk);
    await progress?.(size);
  }
  return Buffer.concat(chunks);
};

const tooLarge = (url: URL, most: number): WireError => {
  const size = most >= 1024 * 1024 ? `${Math.floor(most / 1024 / 1024)} MiB` : `${most} bytes`;
  return new WireError('response-too-large', `${shown(url)} is larger than ${size}, and was not read to its end.`, {
    fix: 'See docs/charts.md: an index can be cut down to the charts that you use, and given with --index.',
  });
};
