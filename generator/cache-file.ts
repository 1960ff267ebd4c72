import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './failure.ts';

/** Puts a file into the cache, for its owner's eyes only: whole or not at all, whoever else does the same meanwhile. */
export const putCacheFile = async (path: string, content: Uint8Array | string): Promise<void> => {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await makeFolder(dirname(path));
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
};

/** Not by `recursive`, with which Node 20 never comes back from where nothing can be made, such as below /proc. */
const makeFolder = async (path: string, isLast = false): Promise<void> => {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || isLast) throw error;
    await makeFolder(dirname(path));
    await makeFolder(path, true);
  }
};
