import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import fastGlob from 'fast-glob';
import { parseAllDocuments } from 'yaml';
import type { Outcome, Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';

/** Where the definitions of custom resources lie that a repository's clusters have from elsewhere. */
export const definitionFolder = 'schemas/crds';

/** A file with more is no definition. In bytes. */
const largest = 4 * 1024 * 1024;
const atMost = 1000;

/** A CustomResourceDefinition as it was read. */
export type CustomResourceDefinition = Readonly<Record<string, unknown>>;

/** Those of `schemas/crds/`. */
export const readDefinitions = async (root: string): Promise<Outcome<readonly CustomResourceDefinition[]>> => {
  const paths = await fastGlob(`${definitionFolder}/**/*.{json,yaml,yml}`, { cwd: root, followSymbolicLinks: false });
  const outcomes: Outcome<readonly CustomResourceDefinition[]>[] = [];
  for (const path of paths.sort().slice(0, atMost)) outcomes.push(await readOne(root, path));
  return {
    value: outcomes.flatMap(({ value }) => value),
    problems: outcomes.flatMap(({ problems }) => problems),
  };
};

const readOne = async (root: string, path: string): Promise<Outcome<readonly CustomResourceDefinition[]>> => {
  const real = await realpath(join(root, path));
  if (!real.startsWith((await realpath(root)) + sep))
    return {
      value: [],
      problems: [
        problem('file-outside-repository', `${path} lies outside the repository, by a symbolic link.`, {
          file: path,
          fix: 'Put what it points to here, in place of the link.',
        }),
      ],
    };
  return definitionsIn(path, await textOf(real));
};

const textOf = async (path: string): Promise<string | undefined> => {
  const found = await stat(path);
  return found.isFile() && found.size <= largest ? readFile(path, 'utf8') : undefined;
};

/** The definitions in a file of YAML documents, of which others are passed over. */
export const definitionsIn = (file: string, text: string | undefined): Outcome<readonly CustomResourceDefinition[]> => {
  const bad = (what: string): Outcome<readonly CustomResourceDefinition[]> => ({
    value: [],
    problems: [invalid(file, what)],
  });
  if (text === undefined) return bad('is no file of at most 4 MiB');
  try {
    const documents = parseAllDocuments(text);
    const wrong = documents.flatMap(({ errors }) => errors)[0];
    if (wrong !== undefined) return bad(`is no YAML: ${wrong.message.split('\n')[0]}`);
    const value = documents.map((document) => document.toJS({ maxAliasCount: 100 }) as unknown).filter(isDefinition);
    return value.length === 0
      ? bad('holds no CustomResourceDefinition of apiextensions.k8s.io/v1')
      : { value, problems: [] };
  } catch {
    return bad('is no YAML that can be read');
  }
};

const isDefinition = (object: unknown): object is CustomResourceDefinition => {
  const { apiVersion, kind, spec } = (object ?? {}) as CustomResourceDefinition;
  return (
    apiVersion === 'apiextensions.k8s.io/v1' &&
    kind === 'CustomResourceDefinition' &&
    typeof spec === 'object' &&
    spec !== null
  );
};

const invalid = (file: string, what: string): Problem =>
  problem('definition-invalid', `${file} ${what}.`, { file, fix: 'Take the file as the project publishes it.' });
