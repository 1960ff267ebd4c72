import { readFile, stat } from 'node:fs/promises';
import { codeOf, Failure } from '../failure.ts';

/** More than any contract or lock takes. In bytes. */
const largest = 32 * 1024 * 1024;

/** Undefined where there is no such file. Throws a `Failure` for what is no file, or a file of unreasonable size. */
export const readText = async (path: string): Promise<string | undefined> => {
  try {
    // A link may lead to a device, which has no end.
    const found = await stat(path);
    if (!found.isFile()) throw new Error('it is not an ordinary file');
    if (found.size > largest) throw new Error(`it is larger than ${largest / 1024 / 1024} MiB`);
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Failure(`Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
};
