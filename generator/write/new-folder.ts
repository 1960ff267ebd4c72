import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, Failure } from '../failure.ts';

/** Writes files into a folder that is new or empty: nothing of anybody's is overwritten. Their paths do not leave it. */
export const writeNewFolder = async (folder: string, files: ReadonlyMap<string, string>): Promise<void> => {
  const there = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  if (there.length > 0) throw new Failure(`${folder} is not empty: name a new folder, or remove it first`);
  await mkdir(folder, { recursive: true });
  for (const [path, text] of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
  }
};
