import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import fastGlob, { type Entry } from 'fast-glob';
import { Failure } from '../failure.ts';
import type { Outcome, Problem } from '../model/problems.ts';
import type { Located } from '../model/values.ts';
import { inParallel } from '../parallel.ts';
import { problem } from '../problem.ts';
import { decodeUtf8 } from './bytes.ts';

/** Files that are larger are not even opened. In bytes; the YAML reader's own limit is lower. */
const largest = 4 * 1024 * 1024;

/** How many files are read at a time. */
const atOnce = 16;

/** A file that was found, with its text unless that is the problem. */
export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text?: string;
}

/** The texts of files, by their paths. */
export const textsOf = (files: readonly SourceFile[]): ReadonlyMap<string, string> =>
  new Map(files.flatMap(({ path, text }) => (text === undefined ? [] : [[path, text]])));

/** Finds the YAML files where inputs may lie, sorted by path, and reads them. */
export const readFiles = async (root: string): Promise<Outcome<readonly SourceFile[]>> => {
  const top = await realpath(root).catch((error: unknown) => fail(root, error));
  const found = await fastGlob(['espalier.yaml', 'charts.lock.yaml', 'clusters/**/*', 'environments/**/*'], {
    cwd: top,
    objectMode: true,
    onlyFiles: false,
    followSymbolicLinks: false,
    suppressErrors: false,
  }).catch((error: unknown) => fail(root, error));
  const sorted = found.filter(mayBeInput).sort((a, b) => (a.path < b.path ? -1 : 1));
  const outcomes = await inParallel(sorted, atOnce, ({ path, dirent }) => readOne(top, path, dirent.isSymbolicLink()));
  return {
    value: outcomes.flatMap(({ value }) => value ?? []),
    problems: outcomes.flatMap(({ problems }) => problems),
  };
};

/** Reads the file that an input names, by its path from the root. */
export const readNamed = async (
  root: string,
  { value: path, at }: Located<string>,
): Promise<Outcome<SourceFile | undefined>> => {
  const top = await realpath(root).catch((error: unknown) => fail(root, error));
  const status = await lstat(join(top, path)).catch(() => undefined);
  if (status !== undefined) return readOne(top, path, status.isSymbolicLink());
  const fix = 'Write it, or name the right one.';
  return { value: undefined, problems: [problem('file-missing', `There is no file ${path}.`, { at, fix })] };
};

/** A link may hide a folder, so it counts whatever its name. */
const mayBeInput = ({ path, dirent }: Entry): boolean =>
  dirent.isSymbolicLink() || (!dirent.isDirectory() && /\.ya?ml$/i.test(path));

const readOne = async (top: string, path: string, isLink: boolean): Promise<Outcome<SourceFile | undefined>> => {
  const refused = await refuse(top, path, isLink);
  if (refused === 'ignore') return { value: undefined, problems: [] };
  if (refused !== undefined) return { value: { path }, problems: [refused] };
  const bytes = await readFile(join(top, path)).catch((error: unknown) => fail(path, error));
  const { value, problems } = decodeUtf8(path, bytes);
  return { value: { path, ...(value === undefined ? {} : { text: value }) }, problems };
};

/** What is wrong with a file before it is opened. */
const refuse = async (top: string, path: string, isLink: boolean): Promise<Problem | 'ignore' | undefined> => {
  const target = await realpath(join(top, path)).catch((error: unknown) => (isLink ? undefined : fail(path, error)));
  if (target === undefined) {
    const fix = 'Remove the link, or point it to a file of this repository.';
    return problem('file-missing', `${path} is a link to nothing.`, { file: path, fix });
  }
  if (!target.startsWith(top.endsWith(sep) ? top : `${top}${sep}`)) {
    const message = `${path} lies outside the repository, by a symbolic link.`;
    return problem('file-outside-repository', message, {
      file: path,
      fix: 'Put what it points to here, in place of the link.',
    });
  }
  const status = await stat(target).catch((error: unknown) => fail(path, error));
  if (status.isDirectory()) {
    const message = `${path} is a link to a folder, which is not followed.`;
    return problem('file-not-read', message, { file: path, fix: 'Put the folder itself here.' });
  }
  if (!/\.ya?ml$/i.test(path)) return 'ignore';
  if (!status.isFile())
    return problem('file-not-read', `${path} is not a regular file.`, { file: path, fix: 'Put a file here.' });
  if (status.size <= largest) return undefined;
  return problem('yaml-too-large', `${path} is larger than ${largest / 1024 / 1024} MiB.`, {
    file: path,
    fix: 'Split it.',
  });
};

const fail = (path: string, error: unknown): never => {
  throw new Failure(`Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
};
