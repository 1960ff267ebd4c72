import { resolve } from 'node:path';
import { Failure } from './failure.ts';
import { subfolderOf } from './read/repository-path.ts';
import { writeReport } from './write/report-file.ts';

/** A report that is wanted beside what is printed. */
export interface AskedReport<Format extends string> {
  readonly format: Format;
  /** Absent for the standard output. */
  readonly path?: string;
}

/**
 * Reads `FORMAT=FILE`, or `FORMAT=-` for the standard output, which JSON has for itself. Throws a `Failure` where that is something else.
 */
export const askedReports = <Format extends string>(
  texts: readonly string[],
  formats: readonly Format[],
  { directory, json }: { readonly directory: string; readonly json: boolean },
): readonly AskedReport<Format>[] =>
  texts.map((text) => {
    const [name = '', ...rest] = text.split('=');
    const format = formats.find((one) => one === name);
    const file = rest.join('=');
    if (format === undefined || file === '')
      throw new Failure(
        `--report ${JSON.stringify(text.slice(0, 200))} is not FORMAT=FILE, with one of ${formats.join(', ')}`,
      );
    if (file === '-' && json) throw new Failure(`--report ${text} would print into the JSON`);
    return file === '-' ? { format } : { format, path: resolve(directory, file) };
  });

/** Writes each that there is to its file, and gives what is to be printed of them. */
export const writeReports = async <Format extends string>(
  asked: readonly AskedReport<Format>[],
  print: (format: Format) => string | undefined,
): Promise<string> => {
  let printed = '';
  for (const { format, path } of asked) {
    const text = print(format);
    if (path === undefined) printed += text ?? '';
    else if (text !== undefined) await writeReport(path, text);
  }
  return printed;
};

/** Where a repository lies in its Git repository, as forges name files from that; nothing where it is the root, or there is no Git. */
export const folderInGit = async (root: string): Promise<{ readonly folder?: string }> => {
  const folder = await subfolderOf(root);
  return folder ? { folder } : {};
};
