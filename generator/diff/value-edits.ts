import { isCredentialFlag, isCredentialUnder } from '../masked.ts';
import type { Position } from '../model/problems.ts';
import type { Json, MapTree, Tree } from '../model/values.ts';
import { plainJson } from '../plain.ts';

/** A value that the inputs of both sides say differently: a place in the merged layers, with the lines that say it. */
export interface ValueEdit {
  readonly keys: readonly string[];
  /** By one of the keys, or by what stands beside one. */
  readonly isCredential: boolean;
  /** Absent where the side does not set it. */
  readonly before?: Json;
  readonly after?: Json;
  readonly was?: Position;
  readonly at?: Position;
}

/** Where the merged values of two sides differ, as deep as both have maps; lists of one length item by item. */
export const valueEdits = (before: MapTree, after: MapTree): readonly ValueEdit[] => {
  const found: ValueEdit[] = [];
  collect(before, after, { keys: [], isCredential: false }, found);
  return found;
};

type Spot = Pick<ValueEdit, 'keys' | 'isCredential'>;

const collect = (before: Tree, after: Tree, spot: Spot, found: ValueEdit[]): void => {
  if (before === after) return;
  if (before.kind === 'map' && after.kind === 'map') {
    const below = (key: string): Spot => ({
      keys: [...spot.keys, key],
      isCredential:
        spot.isCredential ||
        [before, after].some((map) => isCredentialUnder(key, (name) => scalarOf(map.entries.get(name)?.value))),
    });
    for (const [key, { value, key: at }] of before.entries) {
      const other = after.entries.get(key);
      if (other !== undefined) collect(value, other.value, below(key), found);
      else found.push({ ...below(key), before: plainJson(value), was: at });
    }
    for (const [key, { value, key: at }] of after.entries)
      if (!before.entries.has(key)) found.push({ ...below(key), after: plainJson(value), at });
    return;
  }
  const [old, now] = [plainJson(before), plainJson(after)];
  if (JSON.stringify(old) === JSON.stringify(now)) return;
  if (before.kind === 'list' && after.kind === 'list' && before.items.length === after.items.length) {
    for (const [index, item] of before.items.entries()) {
      const other = after.items[index];
      const isCredential =
        spot.isCredential || [before, after].some(({ items }) => isCredentialFlag(scalarOf(items[index - 1])));
      if (other !== undefined) collect(item, other, { keys: [...spot.keys, String(index)], isCredential }, found);
    }
    return;
  }
  found.push({ ...spot, before: old, after: now, was: before.at, at: after.at });
};

const scalarOf = (tree: Tree | undefined): Json | undefined => (tree?.kind === 'scalar' ? tree.value : undefined);
