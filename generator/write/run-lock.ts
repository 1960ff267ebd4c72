import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { kill, pid } from 'node:process';
import { describeError, Failure } from '../failure.ts';

/** Keeps two runs apart. It names a process, so that one which outlived its process is known for what it is. */
const runLockFile = '.espalier.lock';

/**
 * Runs `work` while no other run of this repository writes. A lock whose process is gone, or whose process id now belongs
 * to another, is taken over. Throws a `Failure` where another run is at work.
 */
export const withRunLock = async <T>(root: string, work: () => Promise<T>): Promise<T> => {
  const file = join(root, runLockFile);
  const own = `${file}.${pid}`;
  const content = JSON.stringify({ pid, host: hostname(), started: await startOf(pid) });
  try {
    await writeFile(own, content);
    await take(file, own);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(`cannot write ${runLockFile}: ${describeError(error)}`);
  } finally {
    await rm(own, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
};

/** A link is made or is not: two runs that come at once cannot both have it. */
const take = async (file: string, own: string): Promise<void> => {
  if (await linked(own, file)) return;
  const found = await readFile(file, 'utf8').catch(() => undefined);
  if (found !== undefined) {
    const holder = await livingHolder(found);
    if (holder !== undefined) throw atWork(holder);
    await moveAway(file, own, found);
  }
  if (!(await linked(own, file))) throw atWork('that has just begun');
};

const atWork = (holder: string): Failure =>
  new Failure(`another run is at work in this repository (${holder}); wait for it, or remove ${runLockFile}`);

const linked = (from: string, to: string): Promise<boolean> =>
  link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );

/** Only the very lock that was found stale may go: another run may have taken it over in between. */
const moveAway = async (file: string, own: string, stale: string): Promise<void> => {
  const aside = `${own}.stale`;
  try {
    await rename(file, aside);
    if ((await readFile(aside, 'utf8')) !== stale) await linked(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    await rm(aside, { force: true });
  }
};

/** Who holds the lock, in words; undefined if nobody does any more. */
const livingHolder = async (content: string): Promise<string | undefined> => {
  const holder = parse(content);
  if (holder === undefined) return undefined;
  if (holder.host !== hostname()) return `process ${holder.pid} on ${holder.host}`;
  const lives = isRunning(holder.pid) && (await startOf(holder.pid)) === holder.started;
  return lives ? `process ${holder.pid}` : undefined;
};

const parse = (content: string): { pid: number; host: string; started: string } | undefined => {
  try {
    const { pid: id, host, started } = JSON.parse(content) as Record<string, unknown>;
    const isWhole =
      Number.isSafeInteger(id) && Number(id) > 0 && typeof host === 'string' && typeof started === 'string';
    return isWhole ? { pid: Number(id), host: host, started: started } : undefined;
  } catch {
    return undefined;
  }
};

const isRunning = (id: number): boolean => {
  try {
    kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** When a process started, in ticks since boot: Linux says it (proc(5), field 22); elsewhere the id has to do. */
const startOf = async (id: number): Promise<string> => {
  const status = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
  return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
};
