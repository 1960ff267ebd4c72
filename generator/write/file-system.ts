import { lstatSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { access, constants, open, rm, rmdir, unlink } from 'node:fs/promises';
import { codeOf } from '../failure.ts';

/** What the writer asks of the disk, a step each; tests put a failing one in its place. Errors carry Node's codes. */
export interface FileSystem {
  /** What stands at a path, links not followed. */
  readonly kind: (path: string) => Promise<'absent' | 'file' | 'folder' | 'other'>;
  /** Fails unless files can be made in this folder. */
  readonly assertWritable: (folder: string) => Promise<void>;
  /** One folder in one that is there; no error where it is there itself. */
  readonly makeFolder: (path: string) => Promise<void>;
  /** A new file. With `isLasting`, it's on the disk and not only on its way when this returns. */
  readonly write: (path: string, content: string | Uint8Array, isLasting: boolean) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  /** No error where nothing is. */
  readonly removeFile: (path: string) => Promise<void>;
  /** Fails unless the folder is empty. */
  readonly removeFolder: (path: string) => Promise<void>;
  /** A file, or a folder with all that is in it. No error where nothing is. */
  readonly removeAll: (path: string) => Promise<void>;
}

const unless =
  (code: string) =>
  (error: unknown): void => {
    if (codeOf(error) !== code) throw error;
  };

/** What is done thousands of times is done at once: a promise of the system's for each takes several times as long as the thing itself. */
export const realFileSystem: FileSystem = {
  kind: async (path) => {
    try {
      const status = lstatSync(path);
      return status.isDirectory() ? 'folder' : status.isFile() ? 'file' : 'other';
    } catch (error) {
      unless('ENOENT')(error);
      return 'absent';
    }
  },
  assertWritable: (folder) => access(folder, constants.W_OK | constants.X_OK),
  makeFolder: async (path) => {
    try {
      mkdirSync(path);
    } catch (error) {
      unless('EEXIST')(error);
    }
  },
  write: async (path, content, isLasting) => {
    if (!isLasting) return writeFileSync(path, content, { flag: 'wx' });
    const file = await open(path, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename: async (from, to) => renameSync(from, to),
  removeFile: (path) => unlink(path).catch(unless('ENOENT')),
  removeFolder: rmdir,
  removeAll: (path) => rm(path, { recursive: true, force: true }),
};
