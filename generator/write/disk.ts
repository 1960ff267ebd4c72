import { constants, type Dirent } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError, Failure } from '../failure.ts';

/** What lies under `out/` now. Paths are relative to the repository's root, with `/`. */
export interface Disk {
  /** Texts by path, sorted. */
  readonly files: ReadonlyMap<string, DiskFile>;
  /** Links and whatever else is neither file nor folder. */
  readonly strange: readonly string[];
  /** What a killed run left behind. */
  readonly temporary: readonly string[];
}

export interface DiskFile {
  /** Undefined where the file is larger than anything that we write. */
  readonly text: string | undefined;
  readonly isReadOnly: boolean;
}

/** How the names of files begin that are being written. */
export const temporaryPrefix = '.espalier-tmp-';

const largestFile = 16 << 20;
const atOnce = 64;

/** Reads everything under a folder, without following links. */
export const readDisk = async (root: string, folder: string): Promise<Disk> => {
  const paths: string[] = [];
  const strange: string[] = [];
  const temporary: string[] = [];
  const visit = async (path: string): Promise<void> => {
    for (const entry of await list(root, path)) {
      const inside = `${path}/${entry.name}`;
      if (entry.isDirectory()) await visit(inside);
      else if (entry.name.startsWith(temporaryPrefix)) temporary.push(inside);
      else (entry.isFile() ? paths : strange).push(inside);
    }
  };
  if (await isLink(join(root, folder))) strange.push(folder);
  else await visit(folder);
  paths.sort();
  const files = new Map<string, DiskFile>();
  for (let start = 0; start < paths.length; start += atOnce) {
    const batch = paths.slice(start, start + atOnce);
    const read = await Promise.all(batch.map((path) => readOne(join(root, path))));
    for (const [index, file] of read.entries()) files.set(batch[index] ?? '', file);
  }
  return { files, strange: strange.sort(), temporary: temporary.sort() };
};

const list = async (root: string, path: string): Promise<readonly Dirent[]> => {
  try {
    return await readdir(join(root, path), { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new Failure(`cannot read ${path}: ${describeError(error)}`);
  }
};

const isLink = async (path: string): Promise<boolean> =>
  lstat(path).then(
    (status) => status.isSymbolicLink(),
    () => false,
  );

const readOne = async (path: string): Promise<DiskFile> => {
  try {
    const { size, mode } = await lstat(path);
    const text = size > largestFile ? undefined : await readFile(path, 'utf8');
    return { text, isReadOnly: (mode & constants.S_IWUSR) === 0 };
  } catch (error) {
    throw new Failure(`cannot read ${path}: ${describeError(error)}`);
  }
};

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
