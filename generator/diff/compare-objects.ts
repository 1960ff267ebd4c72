import { isSecretData } from '../credential-names.ts';
import { isCredentialFlag, isCredentialUnder, isReference, lastApplied } from '../masked.ts';
import type { FieldChange, Step } from '../model/comparison.ts';
import type { Json, JsonObject } from '../model/values.ts';
import { canonical, isList, isMap } from '../structure.ts';
import { align } from './align.ts';
import { embedded } from './embedded.ts';
import { itemKeys, type Keyed, keyedItems } from './item-keys.ts';
import { likenessOf } from './likeness.ts';
import { type Kind, kindOf, orderCounts } from './list-order.ts';
import { meansSame } from './same-meaning.ts';
import type { Shape } from './shape.ts';
import { type Hiding, hidesStep, toldChange } from './told-change.ts';

/** Deeper than any kind goes; below it, values are compared as a whole. */
const deepest = 64;

/**
 * The changes between two states of one object: the deepest fields that differ, in the order of their paths. What is secret is masked in them; that
 * it differs is told.
 */
export const compareObjects = (
  before: JsonObject,
  after: JsonObject,
  shape: Shape | undefined,
): readonly FieldChange[] => {
  const found: FieldChange[] = [];
  compare({ before, after, path: [], shape, kind: kindOf(after), hiding: undefined }, found);
  return found;
};

/** One place in both. */
interface Spot {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly path: readonly Step[];
  readonly shape: Shape | undefined;
  readonly kind: Kind;
  readonly hiding: Hiding | undefined;
}

const compare = (spot: Spot, found: FieldChange[]): void => {
  const { before, after, path } = spot;
  if (before === after) return;
  if (path.length >= deepest) {
    if (before === undefined || after === undefined || canonical(before) !== canonical(after)) tell(spot, found);
  } else if (isMap(before) && isMap(after)) compareMaps(before, after, spot, found);
  else if (isList(before) && isList(after)) compareLists(before, after, spot, found);
  else if (!meansSame(before, after, spot)) compareTexts(spot, found);
};

const tell = ({ path, before, after, hiding }: Spot, found: FieldChange[]): void => {
  found.push(
    toldChange(
      { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) },
      hiding,
    ),
  );
};

const compareTexts = (spot: Spot, found: FieldChange[]): void => {
  const { before, after, path, hiding } = spot;
  const inside = hiding === undefined || hiding === 'nothing' ? embedded(before, after, path) : undefined;
  if (inside === undefined || before === undefined || after === undefined) {
    tell(spot, found);
    return;
  }
  const length = found.length;
  const deeper = { ...spot, path: [...path, { inside: inside.language }], shape: undefined, kind: 'document' } as const;
  compare({ ...deeper, before: inside.before, after: inside.after }, found);
  if (found.length === length)
    found.push(toldChange({ path, before, after, ...(inside.isSame() ? { reordered: true } : {}) }, hiding));
};

const compareMaps = (before: JsonObject, after: JsonObject, spot: Spot, found: FieldChange[]): void => {
  for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
    const [was, is] = [before, after].map((map) => (Object.hasOwn(map, key) ? map[key] : undefined));
    // The API server drops a field that is null; values have a meaning for it.
    if (spot.kind !== 'document' && (was ?? null) === (is ?? null)) continue;
    const below = { ...spot, before: was, after: is, path: [...spot.path, key], shape: spot.shape?.property(key) };
    compare({ ...below, hiding: spot.hiding ?? hidingUnder(key, before, after, below) }, found);
  }
};

const hidingUnder = (key: string, mapBefore: JsonObject, mapAfter: JsonObject, spot: Spot): Hiding | undefined => {
  // What a definition says of a field called `password` is no password.
  if (key === 'openAPIV3Schema' && spot.kind === 'built-in') return 'nothing';
  if (key === lastApplied) return 'all';
  const maps = [mapBefore, mapAfter];
  if (isSecretData(key) && maps.some(({ kind }) => kind === 'Secret')) return 'all';
  const { before, after, path } = spot;
  if (path.length === 2 && path[0] === 'binaryData') return 'bytes';
  if (!maps.some((map) => isCredentialUnder(key, (name) => map[name]))) return undefined;
  return [before, after].every((value) => value === undefined || isReference(key, value)) ? undefined : 'credential';
};

const compareLists = (before: readonly Json[], after: readonly Json[], spot: Spot, found: FieldChange[]): void => {
  const { path, shape, hiding } = spot;
  // What tells credentials apart may be one.
  const keys = hiding === undefined || hiding === 'nothing' ? itemKeys(before, after, shape?.list) : undefined;
  const [old, now] = keys === undefined ? [] : [keyedItems(before, keys), keyedItems(after, keys)];
  if (
    old === undefined ||
    now === undefined ||
    [...old.values(), ...now.values()].some(({ step }) => hidesStep(step))
  ) {
    compareAligned(before, after, spot, found);
    return;
  }
  for (const id of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const [was, is] = [old.get(id), now.get(id)];
    const step = (was ?? is)?.step;
    if (step !== undefined)
      compare({ ...spot, before: was?.item, after: is?.item, path: [...path, step], shape: shape?.item() }, found);
  }
  const [order, other] = [inBoth(old, now), inBoth(now, old)];
  if (order.join('\n') !== other.join('\n'))
    tellOrder({ ...spot, before: [...old.keys()], after: [...now.keys()] }, true, found);
};

const inBoth = (one: Keyed, other: Keyed): readonly string[] => [...one.keys()].filter((id) => other.has(id));

const tellOrder = (
  { path, before, after, kind, shape, hiding }: Spot & { before: Json; after: Json },
  isKeyed: boolean,
  found: FieldChange[],
): void => {
  const counts = orderCounts(path, kind, isKeyed || shape?.list === 'set');
  found.push(toldChange({ path, before, after, reordered: true, ...(counts ? { orderCounts: true } : {}) }, hiding));
};

const compareAligned = (before: readonly Json[], after: readonly Json[], spot: Spot, found: FieldChange[]): void => {
  const [old, now] = [before.map(canonical), after.map(canonical)];
  if ([...old].sort().join('\n') === [...now].sort().join('\n')) {
    if (old.join('\n') !== now.join('\n')) tellOrder({ ...spot, before, after }, false, found);
    return;
  }
  for (const [i, j] of align(old, now, (i, j) => likenessOf(before[i], after[j])))
    compare(
      {
        ...spot,
        before: i === undefined ? undefined : before[i],
        after: j === undefined ? undefined : after[j],
        path: [...spot.path, { index: j ?? i ?? 0 }],
        shape: spot.shape?.item(),
        hiding: spot.hiding ?? (isBehindFlag(before, i) || isBehindFlag(after, j) ? 'credential' : undefined),
      },
      found,
    );
};

const isBehindFlag = (items: readonly Json[], index: number | undefined): boolean =>
  index !== undefined && isCredentialFlag(items[index - 1]);
