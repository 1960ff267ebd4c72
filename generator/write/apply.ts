import { dirname, join } from 'node:path';
import { codeOf, describeError, Failure } from '../failure.ts';
import { foldersAbove } from '../folders-above.ts';
import type { FileChange } from '../model/outputs.ts';
import { inParallel } from '../parallel.ts';
import { temporaryPrefix } from './disk.ts';
import { type FileSystem, realFileSystem } from './file-system.ts';
import { replaceFile } from './files.ts';
import { isEmpty, type Plan } from './plan.ts';

export interface ApplyOptions {
  /** Ends the run as long as nothing is in its place yet; what comes after that is a matter of milliseconds. */
  readonly signal?: AbortSignal;
  readonly files?: FileSystem;
}

/** Where all files are written before the first one is renamed: a folder, so that what a killed run leaves is one thing. */
const staging = `out/${temporaryPrefix}`;

const atOnce = 16;

/**
 * Carries out a plan that has no problems. First everything is written beside `out/`'s files, and only when the disk has
 * taken it all, each file is renamed to its place: a full disk leaves `out/` as it was. A run that is killed at any moment
 * leaves whole files only, old or new, and the next one completes the rest. There is no fsync: it would cost seconds, and
 * what a power failure cuts short, `planChanges` knows for ours. Throws a `Failure` where the disk does not take it, or the
 * signal came.
 */
export const applyChanges = async (root: string, plan: Plan, options: ApplyOptions = {}): Promise<void> => {
  const files = options.files ?? realFileSystem;
  const { changes, leftOvers } = plan;
  if (isEmpty(plan)) return;
  const place: Place = { root, files };
  await assertFolders(place, changes);
  for (const path of leftOvers) await step('remove', path, () => files.removeAll(join(root, path)).catch(unlessMount));
  const written = changes.flatMap(({ path, content }) => (content === undefined ? [] : [{ path, content }]));
  await stage(place, written, options.signal);
  await inParallel(written, atOnce, ({ path, content }, index) =>
    step('write', path, () => put(place, temporary(index), path, content), incomplete),
  );
  await remove(
    place,
    changes.flatMap(({ path, action }) => (action === 'remove' ? [path] : [])),
  );
};

/** The empty folder on which something is mounted stays; it does no harm. */
const unlessMount = (error: unknown): void => {
  if (codeOf(error) !== 'EBUSY') throw error;
};

interface Place {
  readonly root: string;
  readonly files: FileSystem;
}

const temporary = (index: number): string => `${staging}/${index}`;

const unharmed = 'nothing was changed';
const incomplete = 'the next run completes what is left';

/** A failing disk in words, with what it means for `out/`. */
const step = async <T>(verb: string, path: string, work: () => Promise<T>, consequence = unharmed): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`cannot ${verb} ${path}: ${describeError(error)}; ${consequence}`);
  }
};

/** What can be known beforehand: that every folder on the way is one, no link, and that it takes files. */
const assertFolders = async ({ root, files }: Place, changes: readonly FileChange[]): Promise<void> => {
  const all = [...new Set(changes.flatMap(({ path }) => foldersAbove(path)))].sort();
  const direct = new Set(['out', ...changes.map(({ path }) => dirname(path))]);
  await inParallel(all, atOnce, (folder) =>
    step('write into', folder, async () => {
      const kind = await files.kind(join(root, folder));
      if (kind === 'absent') return;
      if (kind !== 'folder') throw new Failure(`cannot write into ${folder}: it is no folder; ${unharmed}`);
      if (direct.has(folder)) await files.assertWritable(join(root, folder));
    }),
  );
};

/** Writes all files to the staging folder and makes the folders that they go to, or leaves everything as it was. */
const stage = async (
  { root, files }: Place,
  written: readonly { readonly path: string; readonly content: string }[],
  signal: AbortSignal | undefined,
): Promise<void> => {
  if (written.length === 0) return;
  const made: string[] = [];
  const makeFolder = (path: string): Promise<void> =>
    step('make', path, async () => {
      if ((await files.kind(join(root, path))) !== 'absent') return;
      await files.makeFolder(join(root, path));
      made.push(path);
    });
  try {
    await makeFolder('out');
    await makeFolder(staging);
    await inParallel(written, atOnce, async ({ path, content }, index) => {
      // Nobody else gets a turn while files are written.
      if (index % 256 === 0) await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted === true) throw new Failure(`interrupted; ${unharmed}`);
      await step('write', path, () => files.write(join(root, temporary(index)), content, false));
    });
    for (const folder of [...new Set(written.flatMap(({ path }) => foldersAbove(path)))].sort())
      await makeFolder(folder);
  } catch (error) {
    await files.removeAll(join(root, staging)).catch(() => undefined);
    for (const folder of made.reverse()) await files.removeFolder(join(root, folder)).catch(() => undefined);
    throw error;
  }
};

/** Where a folder below `out/` is a mount of its own, nothing can be renamed into it: the file is written anew beside its place. */
const put = async ({ root, files }: Place, from: string, to: string, content: string): Promise<void> => {
  try {
    await files.rename(join(root, from), join(root, to));
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    await replaceFile(files, join(root, to), content, false);
  }
};

/** Removes files, the staging folder, and folders that are empty then, since Git knows none. `out` itself stays. */
const remove = async ({ root, files }: Place, paths: readonly string[]): Promise<void> => {
  await step('remove', staging, () => files.removeAll(join(root, staging)), incomplete);
  await inParallel(paths, atOnce, (path) => step('remove', path, () => files.removeFile(join(root, path)), incomplete));
  const folders = [...new Set(paths.flatMap(foldersAbove))].filter((folder) => folder !== 'out').sort();
  // Some of them still hold something.
  for (const folder of folders.reverse()) await files.removeFolder(join(root, folder)).catch(() => undefined);
};
