import { createHash, randomUUID } from 'node:crypto';
import { lstat, open, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { codeOf, describeError, Failure } from '../failure.ts';
import { type Holder, livingHolder, ownIdentity } from './lock-holder.ts';

/** Keeps two runs apart. It names a process, so that one which outlived its process is known for what it is. */
const name = '.espalier.lock';

/** Milliseconds between two looks at a lock that somebody is just writing or taking over, and how often we look. */
const pause = 10;
const mostLooks = 100;

const largest = 4096;

/**
 * Runs `work` while no other run of this repository writes. A lock whose process is gone, or whose process id now belongs
 * to another, is taken over. Throws a `Failure` where another run is at work.
 */
export const withRunLock = async <T>(root: string, work: () => Promise<T>): Promise<T> => {
  const lock = await acquire(join(root, name));
  if ('heldBy' in lock)
    throw new Failure(`another run is at work in this repository: ${lock.heldBy}; if that is not so, remove ${name}`);
  try {
    await removeOrphans(root);
    return await work();
  } finally {
    await lock.release();
  }
};

/**
 * A run that was killed just when it had removed a stale lock leaves the one that it held for that. Nobody else can need
 * such a lock while we hold the first: it speaks of one that is gone.
 */
const removeOrphans = async (root: string): Promise<void> => {
  const names = await readdir(root).catch(() => []);
  for (const orphan of names.filter((found) => /^\.espalier\.lock(\.[0-9a-f]{12})+$/.test(found)))
    await rm(join(root, orphan), { force: true }).catch(() => undefined);
};

type Lock = { readonly release: () => Promise<void> } | { readonly heldBy: string };

const acquire = async (file: string): Promise<Lock> => {
  const own = `${JSON.stringify({ ...(await ownIdentity()), nonce: randomUUID() } satisfies Holder)}\n`;
  for (let look = 0; look < mostLooks; look += 1) {
    // Whoever took a long time between making and writing the file may have lost it.
    if ((await create(file, own)) && (await read(file)) === own) return { release: () => release(file, own) };
    const found = await read(file);
    const holder = found === undefined ? 'unknown' : await livingHolder(found);
    if (typeof holder === 'object') return { heldBy: holder.words };
    if (found !== undefined && (holder === 'gone' || look >= mostLooks / 2)) await removeStale(file, found);
    else await wait(pause);
  }
  return { heldBy: 'one of several that have just begun' };
};

/** Whether we made the file: two that come at once cannot both have made it. */
const create = async (file: string, content: string): Promise<boolean> => {
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(content);
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw new Failure(`cannot write ${basename(file)}: ${describeError(error)}`);
  }
};

const read = async (file: string): Promise<string | undefined> => {
  try {
    const status = await lstat(file);
    if (!status.isFile() || status.size > largest)
      throw new Failure(`${basename(file)} is not a lock that Espalier made; remove it`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error instanceof Failure ? error : new Failure(`cannot read ${basename(file)}: ${describeError(error)}`);
  }
};

/**
 * Removes exactly the lock that was found stale. Whoever wants to holds a lock of its own meanwhile, named after that one:
 * so nobody can remove in its place the one that another run has made since.
 */
const removeStale = async (file: string, found: string): Promise<void> => {
  const suffix = createHash('sha256').update(found).digest('hex').slice(0, 12);
  const lock = await acquire(`${file}.${suffix}`);
  if ('heldBy' in lock) return wait(pause);
  try {
    if ((await read(file)) === found) await rm(file, { force: true });
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(`cannot remove ${basename(file)}: ${describeError(error)}`);
  } finally {
    await lock.release();
  }
};

/** One that cannot be removed is out of date as soon as this process has ended. */
const release = async (file: string, own: string): Promise<void> => {
  if ((await read(file).catch(() => undefined)) === own) await rm(file, { force: true }).catch(() => undefined);
};
