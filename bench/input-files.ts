import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastGlob from 'fast-glob';

/** Everything that a run reads beside `out/`: inputs, lock, charts and contracts. Sorted. */
export const inputFiles = (root: string): Promise<readonly string[]> => filesOf(root, ['out/**']);

/** Everything under `out/`, sorted. */
export const outputFiles = async (root: string): Promise<readonly string[]> =>
  (await filesOf(join(root, 'out'), [])).map((path) => `out/${path}`);

const filesOf = async (root: string, ignore: string[]): Promise<readonly string[]> =>
  (await fastGlob('**/*', { cwd: root, dot: true, ignore })).sort();

/** In bytes. */
export const sizeOf = async (root: string, paths: readonly string[]): Promise<number> => {
  let size = 0;
  for (const path of paths) size += (await readFile(join(root, path))).length;
  return size;
};
