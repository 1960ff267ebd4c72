import type { Json, Tree } from './model/values.ts';

/** A tree without its places. The order of keys that look like numbers is lost, as in any JavaScript object. */
export const plainJson = (tree: Tree): Json => {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plainJson);
  // Unlike an assignment, fromEntries makes `__proto__` a key like any other.
  return Object.fromEntries([...tree.entries].map(([key, entry]) => [key, plainJson(entry.value)]));
};
