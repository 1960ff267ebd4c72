import { dirname, join } from 'node:path';
import { describeError, Failure } from '../failure.ts';
import { type FileSystem, realFileSystem, writeFileAtomically } from './files.ts';
import type { Plan } from './plan.ts';

export interface ApplyOptions {
  /** Ends the run between two files. */
  readonly signal?: AbortSignal;
  readonly files?: FileSystem;
}

/**
 * Carries out a plan. A run that is killed at any moment leaves whole files only, and the next one completes what is left.
 * Throws a `Failure` when the disk does not take it or the signal comes.
 */
export const applyChanges = async (root: string, plan: Plan, options: ApplyOptions = {}): Promise<void> => {
  const files = options.files ?? realFileSystem;
  for (const path of plan.temporary) await remove(root, path, files);
  for (const { path, content } of plan.changes) {
    if (options.signal?.aborted === true) throw new Failure('interrupted: the next run completes what is left');
    if (content === undefined) await remove(root, path, files);
    else await writeFileAtomically(root, path, content, files);
  }
};

const remove = async (root: string, path: string, files: FileSystem): Promise<void> => {
  try {
    await files.rm(join(root, path), { force: true });
    await removeEmptyFolders(root, dirname(path), files);
  } catch (error) {
    throw new Failure(`cannot remove ${path}: ${describeError(error)}`);
  }
};

/** Git knows no empty folders, so we leave none; `out` itself stays. */
const removeEmptyFolders = async (root: string, folder: string, files: FileSystem): Promise<void> => {
  for (let path = folder; path.startsWith('out/'); path = dirname(path)) {
    try {
      await files.rmdir(join(root, path));
    } catch {
      return;
    }
  }
};
