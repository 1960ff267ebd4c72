import type { Manifest } from '../model/outputs.ts';
import type { Position } from '../model/problems.ts';
import type { Tree } from '../model/values.ts';
import { splitPointer } from '../pointer.ts';

/** The input line behind a place in a manifest: the nearest known one at or above the JSON pointer. */
export const placeOf = (manifest: Manifest, pointer: string): Position => {
  for (const prefix of prefixes(pointer)) {
    const tree = manifest.trees.get(prefix);
    if (tree !== undefined) return placeInTree(tree, splitPointer(pointer.slice(prefix.length)));
    const origin = manifest.origins.get(prefix);
    if (origin !== undefined) return origin;
  }
  return manifest.at;
};

/** The pointer, and each one above it up to the document's. */
const prefixes = (pointer: string): readonly string[] => {
  const parts = pointer.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
};

/** Where the keys lead, as far as they lead: at the key of a map or a list, at the value of a scalar. */
const placeInTree = (tree: Tree, keys: readonly string[]): Position => {
  let place = tree.at;
  let inside: Tree | undefined = tree;
  for (const key of keys) {
    const entry: { readonly key: Position; readonly value: Tree } | undefined = step(inside, key);
    if (entry === undefined) break;
    place = entry.value.kind === 'scalar' ? entry.value.at : entry.key;
    inside = entry.value;
  }
  return place;
};

const step = (tree: Tree, key: string): { readonly key: Position; readonly value: Tree } | undefined => {
  if (tree.kind === 'map') return tree.entries.get(key);
  if (tree.kind !== 'list' || !/^\d+$/.test(key)) return undefined;
  const item = tree.items[Number(key)];
  return item === undefined ? undefined : { key: item.at, value: item };
};
