import type { FieldChange, Step } from '../model/comparison.ts';
import type { Json, JsonObject } from '../model/values.ts';
import { nanosOf } from '../quantity.ts';
import { align } from './align.ts';
import { embedded } from './embedded.ts';
import { itemKeys, type Keyed, keyedItems } from './item-keys.ts';
import type { Shape } from './shape.ts';

/** Deeper than any kind goes; below it, values are compared as a whole. */
const deepest = 64;

/** The changes between two states of one object: the deepest fields that differ, in the order of their paths. */
export const compareObjects = (
  before: JsonObject,
  after: JsonObject,
  shape: Shape | undefined,
): readonly FieldChange[] => {
  const found: FieldChange[] = [];
  compare({ before, after, path: [], shape }, found);
  return found;
};

interface Spot {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly path: readonly Step[];
  readonly shape: Shape | undefined;
}

const compare = (spot: Spot, found: FieldChange[]): void => {
  const { before, after, path } = spot;
  if (before === after) return;
  if (path.length < deepest && isMap(before) && isMap(after)) compareMaps(before, after, spot, found);
  else if (path.length < deepest && isList(before) && isList(after)) compareLists(before, after, spot, found);
  else if (!isSame(before, after, spot)) {
    const inside = path.length < deepest ? embedded(before, after, path) : undefined;
    if (inside === undefined)
      found.push({ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
    else {
      const length = found.length;
      const deeper = [...path, { inside: inside.language }];
      compare({ before: inside.before, after: inside.after, path: deeper, shape: undefined }, found);
      // Nothing but how it is written.
      if (found.length === length && before !== undefined && after !== undefined)
        found.push({ path, before, after, reordered: true });
    }
  }
};

const compareMaps = (before: JsonObject, after: JsonObject, { path, shape }: Spot, found: FieldChange[]): void => {
  for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort())
    compare(
      {
        before: Object.hasOwn(before, key) ? before[key] : undefined,
        after: Object.hasOwn(after, key) ? after[key] : undefined,
        path: [...path, key],
        shape: shape?.property(key),
      },
      found,
    );
};

const compareLists = (before: readonly Json[], after: readonly Json[], spot: Spot, found: FieldChange[]): void => {
  const { path, shape } = spot;
  const keys = itemKeys(before, after, shape?.list);
  if (keys === undefined) {
    compareAligned(before, after, spot, found);
    return;
  }
  const [old, now] = [keyedItems(before, keys), keyedItems(after, keys)];
  const length = found.length;
  for (const id of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(id), now.get(id)];
    const step = (was ?? is)?.step;
    if (step !== undefined)
      compare({ before: was?.item, after: is?.item, path: [...path, step], shape: shape?.item() }, found);
  }
  const isMoved = found.length === length && !isSameOrder(old, now);
  if (isMoved) found.push({ path, before: [...old.keys()], after: [...now.keys()], reordered: true });
};

const isSameOrder = (old: Keyed, now: Keyed): boolean => [...old.keys()].join('\n') === [...now.keys()].join('\n');

const compareAligned = (
  before: readonly Json[],
  after: readonly Json[],
  { path, shape }: Spot,
  found: FieldChange[],
): void => {
  const [old, now] = [before.map(canonical), after.map(canonical)];
  if ([...old].sort().join('\n') === [...now].sort().join('\n')) {
    if (old.join('\n') !== now.join('\n'))
      found.push({ path, before, after, ...(isOrdered(path) ? {} : { reordered: true }) });
    return;
  }
  for (const [i, j] of align(old, now))
    compare(
      {
        before: i === undefined ? undefined : before[i],
        after: j === undefined ? undefined : after[j],
        path: [...path, { index: j ?? i ?? 0 }],
        shape: shape?.item(),
      },
      found,
    );
};

/** Lists of which the order means something, though nothing says so. */
const isOrdered = (path: readonly Step[]): boolean => {
  const last = path.findLast((step) => typeof step === 'string');
  return (
    last !== undefined &&
    /^(?:command|args|initContainers|rules|steps|pipeline_stages|.*relabel.*|routes?)$/i.test(last)
  );
};

const canonical = (value: Json): string =>
  JSON.stringify(value, (_, inside: unknown) =>
    isMap(inside as Json)
      ? Object.fromEntries(Object.entries(inside as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inside,
  );

/** Whether two that are written differently mean the same. */
const isSame = (before: Json | undefined, after: Json | undefined, { path, shape }: Spot): boolean => {
  if (before === undefined || after === undefined) return false;
  if (isScalar(before) && isScalar(after) && (shape?.isQuantity === true || isAmount(path))) {
    const [old, now] = [nanosOf(before), nanosOf(after)];
    return old !== undefined && old === now;
  }
  return false;
};

/** Where every kind has amounts, known or not. */
const isAmount = (path: readonly Step[]): boolean => {
  const [above, group] = [path.at(-2), path.at(-3)];
  return (above === 'requests' || above === 'limits') && (group === 'resources' || group === 'resourceRequirements');
};

const isScalar = (value: Json): boolean => typeof value !== 'object';
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const isMap = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
