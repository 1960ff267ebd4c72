import { HelmError, type Rendering, type RenderRequest } from 'helm-wasm';
import type { Position } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import type { CauseOf, ClusterObject } from '../model/rendered.ts';
import type { Json, JsonObject, Tree } from '../model/values.ts';
import { fieldOf } from '../object-fields.ts';
import { plainJson } from '../plain.ts';
import { splitPointer } from '../pointer.ts';
import { identity } from './identity.ts';
import { requestOf } from './render-release.ts';

type RenderOf = (release: Release) => (request: RenderRequest) => Promise<Rendering>;

/** What a run renders at most to find the values behind fields, and what for one field. */
const limits = { run: 40, field: 4 };

/**
 * Finds the value behind a field of an object by changing one that looks like it, and looking whether the field changes along. Values that look like it
 * have what the field has, or are called as it is.
 */
export const causes = (renderOf: RenderOf): CauseOf => {
  let left = limits.run;
  const known = new Map<string, Promise<Position | undefined>>();
  const find = async (object: ClusterObject, path: string): Promise<Position | undefined> => {
    const { release, rendered } = object;
    const before = fieldOf(rendered.object, ...splitPointer(path));
    for (const candidate of candidatesFor(release.values, path, before)) {
      if (left === 0) return undefined;
      left -= 1;
      const values = changed(plainJson(release.values), candidate.keys, candidate.tree) as JsonObject;
      const after = await renderedAnew(renderOf(release), requestOf(release, values), object);
      if (after !== 'failed' && JSON.stringify(fieldOf(after, ...splitPointer(path))) !== JSON.stringify(before))
        return candidate.at;
    }
    return undefined;
  };
  return (object, path) => {
    const { release, rendered } = object;
    const key = JSON.stringify([
      release.cluster.name,
      release.service,
      rendered.template,
      identity(rendered.object),
      path,
    ]);
    const finding = known.get(key) ?? find(object, path);
    known.set(key, finding);
    return finding;
  };
};

interface Candidate {
  readonly keys: readonly string[];
  readonly tree: Tree;
  readonly at: Position;
  readonly likeness: number;
}

const candidatesFor = (values: Tree, path: string, before: unknown): readonly Candidate[] => {
  const names = splitPointer(path).filter((key) => !/^\d+$/.test(key));
  const found: Candidate[] = [];
  const visit = (tree: Tree, keys: readonly string[], at: Position): void => {
    const likeness = likenessOf(tree, keys, names, before);
    if (likeness > 1 && keys.length > 0) found.push({ keys, tree, at, likeness });
    if (tree.kind === 'map')
      for (const [key, { key: place, value }] of tree.entries) visit(value, [...keys, key], place);
    if (tree.kind === 'list')
      for (const [index, item] of tree.items.entries()) visit(item, [...keys, String(index)], item.at);
  };
  visit(values, [], values.at);
  return found.sort((a, b) => b.likeness - a.likeness || b.keys.length - a.keys.length).slice(0, limits.field);
};

/** Two for the same value, and one for each name that both have at their ends. */
const likenessOf = (tree: Tree, keys: readonly string[], names: readonly string[], before: unknown): number => {
  const own = keys.filter((key) => !/^\d+$/.test(key));
  let shared = 0;
  while (shared < own.length && own.at(-1 - shared) === names.at(-1 - shared)) shared += 1;
  const isSame =
    before !== undefined &&
    (tree.kind === 'scalar'
      ? tree.value !== null && isIn(String(tree.value), before)
      : JSON.stringify(plainJson(tree)) === JSON.stringify(before));
  return shared + (isSame ? 2 : 0);
};

/** A field may be made from several values; short ones are in everything. */
const isIn = (value: string, before: unknown): boolean =>
  value === String(before) || (typeof before === 'string' && value.length > 2 && before.includes(value));

/** The values with one of them changed: a scalar to another of its type, anything else taken out. */
const changed = (values: Json, keys: readonly string[], tree: Tree): Json => {
  const [key, ...rest] = keys;
  if (key === undefined) return tree.kind === 'scalar' ? another(tree.value) : null;
  if (Array.isArray(values))
    return values.map((item, index) => (String(index) === key ? changed(item, rest, tree) : item));
  const map = values as JsonObject;
  return { ...map, [key]: changed(map[key] ?? null, rest, tree) };
};

const another = (value: string | number | boolean | null): Json => {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (value === null) return 1;
  // A number stays one, also with a unit behind it.
  return /\d/.test(value) ? value.replace(/\d/, (digit) => String((Number(digit) % 9) + 1)) : `${value}x`;
};

/** The object as it is then, undefined if it is no more. */
const renderedAnew = async (
  render: (request: RenderRequest) => Promise<Rendering>,
  request: RenderRequest,
  { rendered, part }: ClusterObject,
): Promise<unknown> => {
  try {
    const { objects, hooks, crds } = await render(request);
    const all = part === 'hook' ? hooks : part === 'crd' ? crds : objects;
    return all.find(({ object }) => identity(object) === identity(rendered.object))?.object;
  } catch (error) {
    if (error instanceof HelmError) return 'failed';
    throw error;
  }
};
