import { createHash } from 'node:crypto';
import { constants, type Dirent, lstatSync, readFileSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, describeError, Failure } from '../failure.ts';

/** What lies under `out/` now. Paths are relative to the repository's root, with `/`, and sorted. */
export interface Disk {
  readonly files: ReadonlyMap<string, DiskFile>;
  /** Folders that hold something, `out` itself included. */
  readonly folders: ReadonlySet<string>;
  /** Links, whatever else is neither file nor folder, and files whose names are not UTF-8. */
  readonly strange: readonly string[];
  /** Temporary files and empty folders that a killed run left behind; what lies inside comes before its folder. */
  readonly leftOvers: readonly string[];
}

export interface DiskFile {
  /** Undefined where nobody asked for them, and where the file is larger than anything that we write. */
  readonly bytes?: Buffer;
  readonly isReadOnly: boolean;
}

/** How the names of files and folders begin that are being written. */
export const temporaryPrefix = '.espalier-tmp';

/** In bytes. A controller refuses objects long before. */
const largestFile = 16 << 20;

interface Found {
  readonly files: string[];
  readonly folders: Set<string>;
  readonly strange: string[];
  readonly leftOvers: string[];
}

/** Lists everything under a folder, without following links, and reads the files that are asked for. */
export const readDisk = async (root: string, folder: string, isAsked: (path: string) => boolean): Promise<Disk> => {
  const found: Found = { files: [], folders: new Set(), strange: [], leftOvers: [] };
  const kind = await kindOf(join(root, folder), folder);
  if (kind === 'strange') found.strange.push(folder);
  else if (kind === 'file') found.files.push(folder);
  else if (kind === 'folder') await visit(root, folder, found);
  const files = new Map<string, DiskFile>();
  for (const path of found.files.sort()) files.set(path, { isReadOnly: false });
  for (const path of found.files) if (isAsked(path)) files.set(path, readOne(root, path));
  return { files, folders: found.folders, strange: found.strange.sort(), leftOvers: found.leftOvers };
};

/** `sha256:` and 64 hex digits, over all that a plan is made from. */
export const digestOfDisk = ({ files, strange, leftOvers }: Disk): string => {
  const hash = createHash('sha256').update(JSON.stringify([strange, leftOvers]));
  for (const [path, { bytes, isReadOnly }] of files) {
    hash.update(`\0${path}\0${isReadOnly}\0${bytes?.length}\0`);
    if (bytes !== undefined) hash.update(bytes);
  }
  return `sha256:${hash.digest('hex')}`;
};

/** Whether anything but leftovers was found. */
const visit = async (root: string, folder: string, found: Found): Promise<boolean> => {
  let holdsSomething = false;
  for (const entry of await list(root, folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.name.startsWith(temporaryPrefix)) found.leftOvers.push(path);
    // Someone may keep out/ as a repository of its own: what Git has there is not ours to look at.
    else if (entry.name === '.git') holdsSomething = true;
    else if (entry.isDirectory()) {
      if (await visit(root, path, found)) holdsSomething = true;
      else found.leftOvers.push(path);
    } else {
      // The name of a file that is not UTF-8 comes with a replacement character, and leads nowhere.
      (entry.isFile() && !entry.name.includes('\ufffd') ? found.files : found.strange).push(path);
      holdsSomething = true;
    }
  }
  if (holdsSomething) found.folders.add(folder);
  return holdsSomething;
};

const list = async (root: string, path: string): Promise<readonly Dirent[]> => {
  try {
    return await readdir(join(root, path), { withFileTypes: true });
  } catch (error) {
    throw new Failure(`cannot read ${path}: ${describeError(error)}`);
  }
};

const kindOf = async (path: string, told: string): Promise<'absent' | 'file' | 'folder' | 'strange'> => {
  try {
    const status = await lstat(path);
    return status.isDirectory() ? 'folder' : status.isFile() ? 'file' : 'strange';
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'absent';
    throw new Failure(`cannot read ${told}: ${describeError(error)}`);
  }
};

/** At once: a promise for each of thousands of small files takes four times as long as reading it. */
const readOne = (root: string, path: string): DiskFile => {
  try {
    const { size, mode } = lstatSync(join(root, path));
    const isReadOnly = (mode & constants.S_IWUSR) === 0;
    return size > largestFile ? { isReadOnly } : { bytes: readFileSync(join(root, path)), isReadOnly };
  } catch (error) {
    throw new Failure(`cannot read ${path}: ${describeError(error)}`);
  }
};
