import { createHash } from 'node:crypto';
import { chmod, constants, type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { putCacheFile } from './cache-file.ts';
import { codeOf } from './failure.ts';
import { canonical } from './structure.ts';

/** Values from run to run, by keys that say all that they depend on. Whoever may write there could have put in anything. */
export interface Store {
  /** Undefined where there is none that can be used, whatever lies there. One that is used counts as new. */
  readonly get: <Value>(key: string, is: (value: unknown) => value is Value) => Promise<Value | undefined>;
  /** A cache that takes nothing costs the next run its time, and nobody anything else. */
  readonly put: (key: string, value: unknown) => Promise<void>;
  /** Takes the entries out that nobody has used for the longest time, until the rest is within bounds. */
  readonly prune: () => Promise<void>;
}

export interface Bounds {
  readonly bytes: number;
  readonly entries: number;
}

const usual: Bounds = { bytes: 512 << 20, entries: 5000 };

export const storeIn = (folder: string, bounds: Bounds = usual): Store => {
  let isGrown = false;
  const pathOf = (key: string): string => join(folder, `${key}.json`);
  return {
    get: (key, is) => readEntry(pathOf(key), key, is),
    put: async (key, value) => {
      const text = printEntry(key, value);
      if (Buffer.byteLength(text) > largest) return;
      isGrown = (await keep(folder, pathOf(key), text).catch(() => false)) || isGrown;
    },
    prune: async () => {
      if (isGrown) await prune(folder, bounds).catch(() => undefined);
    },
  };
};

/** A name for what a value depends on: the same for the same parts, whatever the order of their keys. */
export const keyOf = (parts: unknown): string => createHash('sha256').update(canonical(parts)).digest('hex');

/** In bytes. What is larger is made each time. */
const largest = 32 << 20;

/** Deeper than any object that a cluster takes. */
const deepest = 256;

const digestOf = (key: string, text: string): string =>
  createHash('sha256').update(`${key}\n`).update(text).digest('hex');

/** A line with a digest over key and content, then the content. */
export const printEntry = (key: string, value: unknown): string => {
  const text = JSON.stringify(value);
  return `${digestOf(key, text)}\n${text}`;
};

const readEntry = async <Value>(
  path: string,
  key: string,
  is: (value: unknown) => value is Value,
): Promise<Value | undefined> => {
  let file: FileHandle | undefined;
  try {
    // A link is not followed, and a pipe not waited for.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = await file.stat();
    const isOurs = found.uid === userInfo().uid && (found.mode & 0o022) === 0;
    if (!found.isFile() || !isOurs || found.size > largest) return undefined;
    const text = await file.readFile('utf8');
    const end = text.indexOf('\n');
    const content = text.slice(end + 1);
    if (text.slice(0, end) !== digestOf(key, content)) return undefined;
    const value: unknown = JSON.parse(content);
    if (!isShallow(value, deepest) || !is(value)) return undefined;
    const now = new Date();
    await file.utimes(now, now).catch(() => undefined);
    return value;
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
};

const isShallow = (value: unknown, left: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (left > 0 && Object.values(value).every((one) => isShallow(one, left - 1)));

const keep = async (folder: string, path: string, text: string): Promise<boolean> => {
  // Others may see what the folder is called, never what is in it: Secrets may be.
  await chmod(folder, 0o700).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
  await putCacheFile(path, text);
  return true;
};

/** What a killed run has begun to write, and left, is older than any run. In milliseconds. */
const abandoned = 3_600_000;

const prune = async (folder: string, { bytes, entries }: Bounds): Promise<void> => {
  const found = [];
  for (const name of await readdir(folder)) {
    const { size, mtimeMs } = await stat(join(folder, name));
    if (!name.endsWith('.tmp')) found.push({ name, size, mtimeMs });
    else if (Date.now() - mtimeMs > abandoned) await rm(join(folder, name), { force: true });
  }
  let total = 0;
  for (const [index, { name, size }] of found.sort((a, b) => b.mtimeMs - a.mtimeMs).entries()) {
    total += size;
    if (index >= entries || total > bytes) await rm(join(folder, name), { force: true });
  }
};
