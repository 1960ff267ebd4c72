import * as promises from 'node:fs/promises';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { describeError, Failure } from '../failure.ts';
import { temporaryPrefix } from './disk.ts';

/** What the writer does to the disk; tests put a failing one in its place. */
export type FileSystem = Pick<typeof promises, 'mkdir' | 'writeFile' | 'rename' | 'rm' | 'rmdir'>;

export const realFileSystem: FileSystem = promises;

let count = 0;

/**
 * Writes a file so that it is whole or absent at any moment: into a temporary file beside it, then renamed. No fsync: what
 * is lost when the power fails is written again by the next run. Throws a `Failure` when the disk does not take it.
 */
export const writeFileAtomically = async (
  root: string,
  path: string,
  content: string,
  files: FileSystem = realFileSystem,
): Promise<void> => {
  const folder = join(root, dirname(path));
  count += 1;
  const temporary = join(folder, `${temporaryPrefix}${count}-${basename(path)}`.slice(0, 200));
  try {
    await files.mkdir(folder, { recursive: true });
    await assertInside(root, folder, path);
    await files.writeFile(temporary, content, { flag: 'w' });
    await files.rename(temporary, join(root, path));
  } catch (error) {
    if (error instanceof Failure) throw error;
    await files.rm(temporary, { force: true }).catch(() => undefined);
    throw new Failure(`cannot write ${path}: ${describeError(error)}`);
  }
};

/** A folder on the way may be a link; what it leads to must still lie in the repository. */
const assertInside = async (root: string, folder: string, path: string): Promise<void> => {
  const [realRoot, realFolder] = await Promise.all([realpath(root), realpath(folder)]);
  if (realFolder !== realRoot && !realFolder.startsWith(realRoot + sep))
    throw new Failure(`${path} is not written: a symbolic link on its way leaves the repository`);
};
