import type { ErrorObject } from 'ajv';
import type { Position, Problem } from '../model/problems.ts';
import type { Tree } from '../model/values.ts';
import { nearest } from '../nearest.ts';
import { joinPointer, splitPointer } from '../pointer.ts';
import { type ProblemCode, problem, problemCodes } from '../problem.ts';
import { find } from './find.ts';

/** What the schemas of the input files may say beside JSON Schema. */
interface Annotated {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly errorMessage?: string;
  readonly patternErrorMessage?: string;
  readonly 'x-code'?: string;
  readonly examples?: readonly unknown[];
}

const annotations = (error: ErrorObject): Annotated => (error.parentSchema ?? {}) as Annotated;

/** These only say that an error elsewhere matters. */
const echoes: ReadonlySet<string> = new Set(['if', 'propertyNames']);

/** More mistakes than this in one file are one mistake: it is another kind of file. */
const most = 200;

/** One located problem for each mistake that ajv found in `root`. */
export const schemaProblems = (all: readonly ErrorObject[], root: Tree): readonly Problem[] => {
  const errors = all.slice(0, most);
  const told = errors.filter((error) => !echoes.has(error.keyword) && !isConsequence(error, errors));
  const seen = new Set<string>();
  return told
    .map((error) => ({ error, found: toProblem(error, root) }))
    .sort((a, b) => byPlace(a.found, b.found))
    .filter(({ error, found }) => {
      if (error.keyword !== 'not') return true;
      // A rule about several keys of one map is told once, at the first of them.
      const rule = `${error.instancePath.replace(/\/[^/]*$/, '')} ${found.message}`;
      const isFirst = !seen.has(rule);
      seen.add(rule);
      return isFirst;
    })
    .map(({ found }) => found);
};

const byPlace = (a: Problem, b: Problem): number =>
  (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0);

/** Whether another error already says what is to be done. */
const isConsequence = (error: ErrorObject, errors: readonly ErrorObject[]): boolean =>
  errors.some((other) => {
    if (other === error) return false;
    // In a map that must not be there, nothing else matters.
    if (other.keyword === 'not' && `${error.instancePath}/`.startsWith(`${other.instancePath}/`)) return true;
    if (other.instancePath !== error.instancePath) return false;
    if (error.keyword === 'required')
      return other.keyword === 'additionalProperties' && meant(other) === missing(error);
    const onValue = !['additionalProperties', 'required'].includes(error.keyword) && error.propertyName === undefined;
    return onValue && error.keyword !== 'type' && other.keyword === 'type';
  });

const missing = (error: ErrorObject): string => String(error.params.missingProperty);
const unknown = (error: ErrorObject): string => String(error.params.additionalProperty);

/** The key that an unknown one most likely stands for: a known one that isn't there yet. */
const meant = (error: ErrorObject): string | undefined => {
  const present = (error.data ?? {}) as object;
  const known = Object.keys(annotations(error).properties ?? {});
  return nearest(
    unknown(error),
    known.filter((key) => !Object.hasOwn(present, key)),
  );
};

const toProblem = (error: ErrorObject, root: Tree): Problem => {
  const { instancePath: path, propertyName } = error;
  if (error.keyword === 'additionalProperties') return unknownKey(error, root);
  if (error.keyword === 'required') return missingKey(error, root);
  if (propertyName !== undefined && error.keyword === 'enum')
    return notAllowed({ ...error, data: propertyName }, keyAt(root, path, propertyName), root);
  if (propertyName !== undefined) {
    const message = annotations(error).patternErrorMessage ?? `\`${propertyName}\` cannot be a key here.`;
    return problem(codeOf(error), message, {
      at: keyAt(root, path, propertyName),
      path: joinPointer(path, propertyName),
      fix: example(error) ?? 'Rename it.',
    });
  }
  if (error.keyword === 'type') return wrongType(error, root);
  return invalidValue(error, root);
};

const codeOf = (error: ErrorObject): ProblemCode => {
  const code = annotations(error)['x-code'];
  if (code === undefined) return 'invalid-value';
  if (!(code in problemCodes)) throw new Error(`A schema names the code ${code}, which does not exist.`);
  return code as ProblemCode;
};

/** What a value could be, from the schema's own examples. */
const example = (error: ErrorObject): string | undefined => {
  const [first] = annotations(error).examples ?? [];
  return typeof first === 'string' ? `For example: ${first}` : undefined;
};

/** Where a key of the map at `path` stands. */
const keyAt = (root: Tree, path: string, key: string): Position => {
  const map = find(root, path)?.tree ?? root;
  return (map.kind === 'map' ? map.entries.get(key)?.key : undefined) ?? map.at;
};

const unknownKey = (error: ErrorObject, root: Tree): Problem => {
  const key = unknown(error);
  const suggestion = meant(error);
  const known = Object.keys(annotations(error).properties ?? {});
  return problem('unknown-key', `There is no key \`${key}\` here.`, {
    at: keyAt(root, error.instancePath, key),
    path: joinPointer(error.instancePath, key),
    fix: suggestion === undefined ? `Known here: ${known.sort().join(', ')}.` : `Did you mean \`${suggestion}\`?`,
  });
};

const missingKey = (error: ErrorObject, root: Tree): Problem => {
  const key = missing(error);
  const found = find(root, error.instancePath);
  const described = annotations(error).properties?.[key] as { description?: string } | undefined;
  return problem('missing-key', `${label(error.instancePath, root)} lacks the key \`${key}\`.`, {
    at: found?.key ?? found?.tree.at ?? root.at,
    path: error.instancePath,
    fix: described?.description === undefined ? 'Add it.' : `Add it. ${described.description}`,
  });
};

/** How a message names a value: by its key, or as an item. */
const label = (path: string, root: Tree): string => {
  const last = splitPointer(path).at(-1);
  if (last === undefined) return 'This file';
  return find(root, path)?.key === undefined ? 'This item' : `\`${last}\``;
};

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  array: 'a list',
};

const nameOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'boolean' ? 'a boolean' : (typeNames[typeof value] ?? 'something else');
};

const wrongType = (error: ErrorObject, root: Tree): Problem => {
  const { instancePath: path, data } = error;
  const wanted = [error.params.type as string | string[]].flat();
  const names = wanted.flatMap((type) => typeNames[type] ?? []).join(' or ');
  const found = find(root, path);
  return problem('wrong-type', `${label(path, root)} must be ${names}; it is ${nameOf(data)}.`, {
    at: found?.tree.at ?? root.at,
    path,
    fix:
      cure(wanted, found?.tree, found?.key === undefined ? '' : `${splitPointer(path).at(-1)}: `) ??
      example(error) ??
      `Write ${names}.`,
  });
};

const cure = (wanted: readonly string[], tree: Tree | undefined, key: string): string | undefined => {
  if (tree?.kind !== 'scalar') return undefined;
  if (tree.value === null) return 'Give it a value, or remove the line.';
  const written = tree.source ?? String(tree.value);
  if (wanted.includes('string') && typeof tree.value !== 'string') return `Quote it: ${key}"${written}".`;
  if (wanted.includes('array')) return `Write a list: ${key}[${written}].`;
  const unquoted =
    (wanted.includes('integer') && /^[0-9]+$/.test(written)) ||
    (wanted.includes('number') && /^[0-9]+(\.[0-9]+)?$/.test(written)) ||
    (wanted.includes('boolean') && /^(true|false)$/.test(written));
  return unquoted ? `Remove the quotes: ${key}${written}.` : undefined;
};

const invalidValue = (error: ErrorObject, root: Tree): Problem => {
  const { instancePath: path } = error;
  const found = find(root, path);
  const { errorMessage, patternErrorMessage } = annotations(error);
  // What must not be there at all is removed with its key.
  const at = (error.keyword === 'not' ? found?.key : undefined) ?? found?.tree.at ?? root.at;
  if (error.keyword === 'enum') return notAllowed(error, at, root);
  if (error.keyword === 'uniqueItems') return itemTwice(error, root);
  if (error.keyword === 'minProperties') {
    const known = Object.keys(annotations(error).properties ?? {}).map((key) => `\`${key}\``);
    const message = `${label(path, root)} needs ${known.join(' or ')}.`;
    return problem('missing-key', message, { at: found?.key ?? at, path, fix: 'Add it.' });
  }
  if (error.keyword === 'minLength')
    return problem('invalid-value', `${label(path, root)} is empty.`, {
      at,
      path,
      fix: 'Fill it, or remove the line.',
    });
  const message = errorMessage ?? patternErrorMessage ?? `${label(path, root)} ${error.message ?? 'is not allowed'}.`;
  const fix = error.keyword === 'not' ? 'Remove it.' : (example(error) ?? 'Change this value.');
  return problem(codeOf(error), message, { at, path, fix });
};

const notAllowed = (error: ErrorObject, at: Position, root: Tree): Problem => {
  const allowed = (error.params.allowedValues as readonly unknown[]).map(String);
  const suggestion = typeof error.data === 'string' ? nearest(error.data, allowed) : undefined;
  const message =
    annotations(error).errorMessage ?? `${label(error.instancePath, root)} must be ${allowed.join(' or ')}.`;
  const fix = suggestion === undefined ? `Write ${allowed.join(' or ')}.` : `Did you mean \`${suggestion}\`?`;
  return problem('invalid-value', message, { at, path: error.instancePath, fix });
};

const itemTwice = (error: ErrorObject, root: Tree): Problem => {
  const [first, second] = [Number(error.params.i), Number(error.params.j)].sort((a, b) => a - b);
  const path = joinPointer(error.instancePath, String(second));
  const earlier = find(root, joinPointer(error.instancePath, String(first)))?.tree;
  return problem('invalid-value', 'This item stands in the list for the second time.', {
    at: find(root, path)?.tree.at ?? root.at,
    path,
    fix: 'Remove one of the two.',
    ...(earlier === undefined ? {} : { related: [{ message: 'The first time', at: earlier.at }] }),
  });
};
