import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ChartReference } from '../model/charts.ts';
import type { Outcome, Position, Problem } from '../model/problems.ts';
import type { Located } from '../model/values.ts';
import { nearest } from '../nearest.ts';
import { problem } from '../problem.ts';
import { withoutEndSlash } from '../repository-url.ts';
import type { ParseYaml } from './chart.ts';
import { digestOf } from './digest.ts';
import { readChartFolder } from './folder.ts';
import { type RepositoryReference, sameRepository } from './references.ts';
import { maximumIndexBytes, parseIndex, type RepositoryIndex } from './repository-index.ts';

/** What is known of the charts that the inputs ask for, besides the lock. */
export interface LockSources {
  /** By path; a folder that cannot be read is absent. */
  readonly folders: ReadonlyMap<string, FolderState>;
  readonly indexes: readonly { readonly repository: string; readonly index: RepositoryIndex }[];
  readonly digests: readonly GivenDigest[];
}

export interface FolderState {
  readonly name: string;
  readonly version: string;
  readonly versionAt: Position;
  readonly digest: string;
}

/** `--digest NAME@VERSION=sha256:…`; the name may have its repository before it, with a slash between. */
export interface GivenDigest {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
}

/** Whether a given digest is meant for a reference, as far as its name says. */
export const isFor = ({ name }: GivenDigest, reference: RepositoryReference): boolean =>
  name === reference.name || name === `${withoutEndSlash(reference.repository)}/${reference.name}`;

type References = readonly Located<ChartReference>[];

export const readFolders = async (
  root: string,
  references: References,
  parse: ParseYaml,
): Promise<Outcome<ReadonlyMap<string, FolderState>>> => {
  const folders = new Map<string, FolderState>();
  const problems: Problem[] = [];
  for (const { value: reference, at } of references) {
    if (reference.kind !== 'folder') continue;
    const read = await readChartFolder(root, reference.path, parse);
    problems.push(...placed(read.problems, reference.path, at));
    if (read.value === undefined) continue;
    const { chart, digest } = read.value;
    folders.set(reference.path, { name: chart.name, version: chart.version, versionAt: chart.versionAt, digest });
  }
  return { value: folders, problems };
};

/** What is wrong with the path itself is to be mended where the path is written. */
export const placed = (problems: readonly Problem[], path: string, at: Position): readonly Problem[] =>
  problems.map((found) => (found.at === undefined && found.file === path ? { ...found, at } : found));

/** Reads `--index` arguments, `FILE` or `URL=FILE`, of which files are taken from the repository's root. */
export const readIndexes = async (
  root: string,
  texts: readonly string[],
  references: References,
): Promise<Outcome<LockSources['indexes']>> => {
  const value: LockSources['indexes'][number][] = [];
  const problems: Problem[] = [];
  const asked = references.flatMap(({ value: reference }) => (reference.kind === 'repository' ? [reference] : []));
  const repositories = [...new Set(asked.map(({ repository }) => repository))].filter((one) => /^https?:/.test(one));
  for (const text of texts) {
    const [, url, behind] = /^(https?:\/\/[^=]*)=(.+)$/.exec(text) ?? [];
    const file = behind ?? text;
    const repository = url ?? (repositories.length === 1 ? repositories[0] : undefined);
    if (repository === undefined) {
      problems.push(ambiguous(file, repositories));
      continue;
    }
    if (!repositories.some((one) => sameRepository(one, repository))) {
      problems.push(unasked(repository, repositories));
      continue;
    }
    const content = await readBounded(resolve(root, file), file);
    problems.push(...content.problems);
    if (content.value === undefined) continue;
    const names = new Set(asked.filter((one) => sameRepository(one.repository, repository)).map(({ name }) => name));
    const parsed = parseIndex(file, content.value, names);
    problems.push(...parsed.problems);
    if (parsed.value !== undefined) value.push({ repository, index: parsed.value });
  }
  return { value, problems };
};

const unasked = (repository: string, repositories: readonly string[]): Problem => {
  const likely = nearest(repository, repositories);
  const known = repositories.length === 0 ? 'They name none.' : `They name ${repositories.join(', ')}.`;
  return problem('chart-unreachable', `--index is for ${repository}, which the inputs do not name.`, {
    fix: likely === undefined ? known : `Did you mean ${likely}?`,
  });
};

const ambiguous = (file: string, repositories: readonly string[]): Problem => {
  const what = repositories.length === 0 ? 'no HTTP repository' : `${repositories.length} repositories`;
  return problem('chart-unreachable', `--index ${file} does not say whose it is, and the inputs name ${what}.`, {
    fix: `Write --index URL=${file}, with the URL of its repository.`,
  });
};

const readBounded = async (path: string, file: string): Promise<Outcome<string | undefined>> => {
  const found = await stat(path).catch(() => undefined);
  const refuse = (code: 'file-missing' | 'yaml-too-large', message: string, fix: string): Outcome<undefined> => ({
    value: undefined,
    problems: [problem(code, message, { file, fix })],
  });
  if (found === undefined || !found.isFile())
    return refuse('file-missing', `There is no file ${file}.`, 'Mend the path.');
  if (found.size > maximumIndexBytes)
    return refuse('yaml-too-large', `${file} is larger than 64 MiB.`, 'Cut it down to the charts that you use.');
  return { value: await readFile(path, 'utf8'), problems: [] };
};

/** Reads `--digest` arguments. */
export const readDigests = (texts: readonly string[]): Outcome<readonly GivenDigest[]> => {
  const value: GivenDigest[] = [];
  const problems: Problem[] = [];
  for (const text of texts) {
    const [, name, version, given = ''] = /^(.+)@([^@=]+)=(.*)$/.exec(text) ?? [];
    const digest = digestOf(given);
    if (name !== undefined && version !== undefined && digest !== undefined) value.push({ name, version, digest });
    else
      problems.push(
        problem('digest-invalid', `--digest ${JSON.stringify(text.slice(0, 200))} is not NAME@VERSION=sha256:….`, {
          fix: 'A digest is `sha256:` and 64 hexadecimal digits.',
        }),
      );
  }
  return { value, problems };
};
