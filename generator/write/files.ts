import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { codeOf, describeError, Failure } from '../failure.ts';
import { temporaryPrefix } from './disk.ts';
import { type FileSystem, realFileSystem } from './file-system.ts';

/**
 * Writes a file outside `out/` so that it is whole or absent at any moment: into a temporary one beside it, which is then
 * renamed. A link is followed to its file, as an editor would. Throws a `Failure` where the disk does not take it, and
 * where the path, or a link on its way, leaves the repository.
 */
export const writeFileAtomically = async (
  root: string,
  path: string,
  content: string | Uint8Array,
  files: FileSystem = realFileSystem,
): Promise<void> => {
  try {
    const target = await targetOf(root, path);
    await makeFolders(dirname(target), files);
    // What the user decided when locking cannot be made again as out/ can.
    await replaceFile(files, target, content, true);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`cannot write ${path}: ${describeError(error)}`);
  }
};

/** Removes a file of the repository, and the folders above it that held nothing else. No error where nothing is. */
export const removeFileAndFolders = async (
  root: string,
  path: string,
  files: FileSystem = realFileSystem,
): Promise<void> => {
  try {
    // The folder is followed, a link in place of the file is not.
    let folder = await targetOf(root, dirname(path));
    await files.removeFile(join(folder, basename(path)));
    const top = await realpath(root);
    while (folder !== top && (await removedIfEmpty(folder, files))) folder = dirname(folder);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`cannot remove ${path}: ${describeError(error)}`);
  }
};

const removedIfEmpty = async (folder: string, files: FileSystem): Promise<boolean> => {
  try {
    await files.removeFolder(folder);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return false;
    throw error;
  }
};

/** By a temporary file beside the target. With `isLasting`, not even a power failure leaves half of it. */
export const replaceFile = async (
  files: FileSystem,
  target: string,
  content: string | Uint8Array,
  isLasting: boolean,
): Promise<void> => {
  // The same name every time: what a killed run left is overwritten, not added to.
  const temporary = join(dirname(target), `${temporaryPrefix}-${basename(target).slice(0, 200)}`);
  await files.removeFile(temporary);
  try {
    await files.write(temporary, content, isLasting);
    await files.rename(temporary, target);
  } catch (error) {
    await files.removeFile(temporary).catch(() => undefined);
    throw error;
  }
};

/** Where a path leads to in the end; the last parts of it need not be there yet. */
const targetOf = async (root: string, path: string): Promise<string> => {
  const top = await realpath(root);
  const target = resolve(top, path);
  if (!isInside(top, target)) throw new Failure(`${path} is not written: it lies outside the repository`);
  let found = target;
  let real = await realpathOf(found);
  while (real === undefined) {
    found = dirname(found);
    real = await realpathOf(found);
  }
  const end = join(real, relative(found, target));
  if (end !== top && isInside(top, end)) return end;
  throw new Failure(`${path} is not written: a symbolic link on its way leaves the repository`);
};

const isInside = (top: string, path: string): boolean => path.startsWith(top.endsWith(sep) ? top : `${top}${sep}`);

const realpathOf = async (path: string): Promise<string | undefined> => {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

const makeFolders = async (folder: string, files: FileSystem): Promise<void> => {
  if ((await files.kind(folder)) !== 'absent') return;
  await makeFolders(dirname(folder), files);
  await files.makeFolder(folder);
};
