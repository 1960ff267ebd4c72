import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Problem } from './model/problems.ts';

/** In bytes; what is larger is not quoted. */
const largest = 4 * 1024 * 1024;

/** The texts that a report may quote, with those of further files that problems point into, such as a chart's. */
export const withQuoted = async (
  root: string,
  texts: ReadonlyMap<string, string>,
  problems: readonly Problem[],
): Promise<ReadonlyMap<string, string>> => {
  const places = problems.flatMap(({ at, related = [] }) =>
    [at?.file ?? [], ...related.map((one) => one.at.file)].flat(),
  );
  const missing = [...new Set(places)].filter((file) => !texts.has(file));
  const found = await Promise.all(missing.map(async (file) => [file, await textOf(resolve(root, file))] as const));
  return new Map([...texts, ...found.flatMap(([file, text]) => (text === undefined ? [] : [[file, text] as const]))]);
};

/** Undefined where there is nothing to quote from, such as an archive: the place alone has to do then. */
const textOf = async (path: string): Promise<string | undefined> => {
  try {
    const status = await stat(path);
    return status.isFile() && status.size <= largest ? await readFile(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
};
