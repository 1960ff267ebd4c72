import type { Position } from '../../generator/model/problems.ts';
import type { Entry, Json, MapTree, Tree } from '../../generator/model/values.ts';

export const nowhere: Position = { file: 'generated.yaml', line: 1, column: 1 };

export const scalar = (value: string | number | boolean | null): Tree => ({ kind: 'scalar', at: nowhere, value });
export const list = (items: readonly Tree[]): Tree => ({ kind: 'list', at: nowhere, items });
export const map = (entries: Iterable<readonly [string, Tree]>): MapTree => ({
  kind: 'map',
  at: nowhere,
  entries: new Map([...entries].map(([key, value]): [string, Entry] => [key, { key: nowhere, value }])),
});

export const mapOf = (json: { readonly [key: string]: Json }): MapTree =>
  map(Object.entries(json).map(([key, value]) => [key, treeOf(value)]));

const treeOf = (json: Json): Tree => {
  if (json === null || typeof json !== 'object') return scalar(json);
  return Array.isArray(json) ? list(json.map(treeOf)) : mapOf(json as { readonly [key: string]: Json });
};

export const isNull = (tree: Tree | undefined): boolean => tree?.kind === 'scalar' && tree.value === null;

/** The map with a value at the end of some keys; what stands in the way gives way. */
export const withValue = (tree: MapTree, [key, ...rest]: readonly string[], value: Tree): MapTree => {
  if (key === undefined) return tree;
  const old = tree.entries.get(key)?.value;
  const inside = rest.length === 0 ? value : withValue(old?.kind === 'map' ? old : map([]), rest, value);
  return { ...tree, entries: new Map(tree.entries).set(key, { key: nowhere, value: inside }) };
};

/** One text that is JSON and that Go's YAML reads alike: what YAML doesn't print is escaped. */
export const textOf = (tree: Tree): string => {
  if (tree.kind === 'list') return `[${tree.items.map(textOf).join(', ')}]`;
  if (tree.kind === 'map')
    return `{${[...tree.entries].map(([key, { value }]) => `${quote(key)}: ${textOf(value)}`).join(', ')}}`;
  if (Object.is(tree.value, -0)) return '-0.0';
  return typeof tree.value === 'string' ? quote(tree.value) : JSON.stringify(tree.value);
};

const unprintable = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
const quote = (text: string): string =>
  JSON.stringify(text).replace(unprintable, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Equal values have equal texts: keys sorted, numbers exact, a negative zero told from zero. */
export const canonical = (json: Json): string => {
  if (json === null || typeof json !== 'object') return Object.is(json, -0) ? '-0' : JSON.stringify(json);
  if (Array.isArray(json)) return `[${json.map(canonical).join(',')}]`;
  const entries = Object.entries(json as { readonly [key: string]: Json }).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`).join(',')}}`;
};

export const canonicalTree = (tree: Tree): string => canonical(JSON.parse(textOf(tree)) as Json);
