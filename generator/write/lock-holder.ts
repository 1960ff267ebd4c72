import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { kill, pid as ownPid } from 'node:process';

/**
 * Which process holds a lock, independent of any clock. What Linux says beyond host and process id (proc(5)) is empty
 * elsewhere: the start of the process in ticks since boot, which boot, and in whose numbering of processes.
 */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly started: string;
  readonly boot: string;
  readonly namespace: string;
  /** Tells one lock from the next of the same process. */
  readonly nonce: string;
}

export const ownIdentity = async (): Promise<Omit<Holder, 'nonce'>> => ({
  pid: ownPid,
  host: hostname(),
  started: (await statusOf(ownPid)).started,
  boot: (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim(),
  namespace: await readlink('/proc/self/ns/pid').catch(() => ''),
});

/** Who holds a lock, in words; `gone` when that process has ended, `unknown` for a text that says nothing (yet). */
export const livingHolder = async (text: string): Promise<{ readonly words: string } | 'gone' | 'unknown'> => {
  const holder = parse(text);
  if (holder === undefined) return 'unknown';
  const own = await ownIdentity();
  if (holder.host !== own.host) return { words: `process ${holder.pid} on ${JSON.stringify(holder.host)}` };
  if (holder.boot !== own.boot) return 'gone';
  if (holder.namespace !== own.namespace) return { words: `process ${holder.pid} in another container` };
  const { started, hasEnded } = await statusOf(holder.pid);
  if (hasEnded || !isRunning(holder.pid)) return 'gone';
  // Where it cannot be known, the process id has to do.
  const isAnother = started !== '' && holder.started !== '' && started !== holder.started;
  return isAnother ? 'gone' : { words: `process ${holder.pid}` };
};

const parse = (text: string): Holder | undefined => {
  try {
    const { pid, ...rest } = JSON.parse(text) as Record<keyof Holder, unknown>;
    const names = ['host', 'started', 'boot', 'namespace', 'nonce'] as const;
    if (!Number.isSafeInteger(pid) || Number(pid) <= 0) return undefined;
    if (names.some((name) => typeof rest[name] !== 'string')) return undefined;
    return { pid: Number(pid), ...(rest as Omit<Holder, 'pid'>) };
  } catch {
    return undefined;
  }
};

const isRunning = (pid: number): boolean => {
  try {
    kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code !== 'ESRCH';
  }
};

/** The name in the middle may hold anything, but ends at the last parenthesis: field 3 comes next, and 22 is the start. */
const statusOf = async (pid: number): Promise<{ readonly started: string; readonly hasEnded: boolean }> => {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  // A process that has ended still has its id until its parent asks how.
  return { started: fields[19] ?? '', hasEnded: fields[0] === 'Z' || fields[0] === 'X' };
};
