import { lstat, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../failure.ts';

/** Writes a report where the user asked for it, into a folder that is there: whole, or not at all. */
export const writeReport = async (path: string, text: string): Promise<void> => {
  const folder = dirname(path);
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  // Making it would hide a typing error, and Node never ends where the system says of no parent that it is there.
  if (!isThere) throw new Failure(`there is no folder ${folder} for a report`);
  const found = await lstat(path).catch(() => undefined);
  // Who replaces a device takes it from everybody, and a link of a branch may lead anywhere.
  if (found !== undefined && !found.isFile())
    throw new Failure(`${path} is no ordinary file for a report; FORMAT=- is the standard output`);
  const unfinished = `${path}.espalier-tmp`;
  try {
    await writeFile(unfinished, text);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
};
