import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import fastGlob from 'fast-glob';
import { parseAllDocuments } from 'yaml';
import { boundedText } from '../bounded-text.ts';
import type { Outcome, Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';
import { bareDefinition } from './bare-definition.ts';

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
  return definitionsIn(path, await definitionText(real));
};

/** Undefined for what is larger than any definition, or without end. */
export const definitionText = (path: string): Promise<string | undefined> => boundedText(path, largest);

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
    const read = documents.map((document) => document.toJS({ maxAliasCount: 100 }) as unknown).filter(isDefinition);
    // What goes around in a circle by its aliases is no JSON.
    const value = read.map((one) => bareDefinition(JSON.parse(JSON.stringify(one)) as CustomResourceDefinition));
    return value.length === 0
      ? bad('holds no CustomResourceDefinition of apiextensions.k8s.io/v1')
      : { value, problems: [] };
  } catch {
    return bad('is no YAML that can be read');
  }
};

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown, shape: RegExp): boolean => typeof value === 'string' && shape.test(value);

/** As far as it is used here; what the schemas say is for the API server's code to judge. */
const isDefinition = (object: unknown): object is CustomResourceDefinition => {
  if (!isMap(object) || !isMap(object.spec) || !isMap(object.spec.names)) return false;
  const { apiVersion, kind, spec } = object;
  const { group, names, versions } = object.spec;
  return (
    apiVersion === 'apiextensions.k8s.io/v1' &&
    kind === 'CustomResourceDefinition' &&
    isMap(spec) &&
    typeof group === 'string' &&
    group.split('.').every((part) => label.test(part)) &&
    isText((names as { plural?: unknown }).plural, label) &&
    isText((names as { kind?: unknown }).kind, /^[A-Za-z][A-Za-z0-9]{0,62}$/) &&
    Array.isArray(versions) &&
    versions.length > 0 &&
    versions.every((version) => isMap(version) && isText(version.name, label) && isMap(version.schema))
  );
};

const invalid = (file: string, what: string): Problem =>
  problem('definition-invalid', `${file} ${what}.`, { file, fix: 'Take the file as the project publishes it.' });
