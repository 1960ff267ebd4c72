import assert from 'node:assert/strict';
import type { Json, MapTree, Tree } from '../generator/model/values.ts';
import { parseYaml } from '../generator/read/yaml.ts';

/** The values map of a piece of YAML, with places in a file of that name. */
export const values = (text: string, file = 'values.yaml'): MapTree => {
  const { value, problems } = parseYaml(file, text, 'strict');
  assert.deepEqual(problems, []);
  assert(value?.kind === 'map');
  return value;
};

/** A tree without its places. */
export const plain = (tree: Tree): Json => {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plain);
  return Object.fromEntries([...tree.entries].map(([key, entry]) => [key, plain(entry.value)]));
};

/** The tree at the end of some keys. */
export const at = (tree: Tree, ...keys: readonly string[]): Tree => {
  const found = keys.reduce<Tree | undefined>(
    (inside, key) => (inside?.kind === 'map' ? inside.entries.get(key)?.value : undefined),
    tree,
  );
  assert(found !== undefined, `nothing at ${keys.join('.')}`);
  return found;
};
