import type { Position } from '../model/problems.ts';
import type { Json, MapTree, Tree } from '../model/values.ts';
import { plainJson } from '../plain.ts';

/** A value that the inputs of both sides say differently: a place in the merged layers, with the lines that say it. */
export interface ValueEdit {
  readonly keys: readonly string[];
  /** Absent where the side does not set it. */
  readonly before?: Json;
  readonly after?: Json;
  readonly was?: Position;
  readonly at?: Position;
}

/** Where the merged values of two sides differ, as deep as both have maps; lists of one length item by item. */
export const valueEdits = (before: MapTree, after: MapTree): readonly ValueEdit[] => {
  const found: ValueEdit[] = [];
  collect(before, after, [], found);
  return found;
};

const collect = (before: Tree, after: Tree, keys: readonly string[], found: ValueEdit[]): void => {
  if (before === after) return;
  if (before.kind === 'map' && after.kind === 'map') {
    for (const [key, { value, key: at }] of before.entries) {
      const other = after.entries.get(key);
      if (other !== undefined) collect(value, other.value, [...keys, key], found);
      else found.push({ keys: [...keys, key], before: plainJson(value), was: at });
    }
    for (const [key, { value, key: at }] of after.entries)
      if (!before.entries.has(key)) found.push({ keys: [...keys, key], after: plainJson(value), at });
    return;
  }
  const [old, now] = [plainJson(before), plainJson(after)];
  if (JSON.stringify(old) === JSON.stringify(now)) return;
  if (before.kind === 'list' && after.kind === 'list' && before.items.length === after.items.length) {
    for (const [index, item] of before.items.entries()) {
      const other = after.items[index];
      if (other !== undefined) collect(item, other, [...keys, String(index)], found);
    }
    return;
  }
  found.push({ keys, before: old, after: now, was: before.at, at: after.at });
};
