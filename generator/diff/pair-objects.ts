import type { FieldChange, ObjectPair, ReleasePair, SideObject } from '../model/comparison.ts';
import { pathText } from '../steps.ts';
import { compareObjects } from './compare-objects.ts';
import { keyOf, randomKey } from './doing.ts';
import { renames } from './renames.ts';
import type { ShapeOf } from './shape.ts';

/** Objects of both sides that differ, or that only one has: by group, kind, namespace and name, whatever the version. */
export const pairObjects = (
  before: readonly SideObject[],
  after: readonly SideObject[],
  shapeOf: ShapeOf,
  random: ReadonlySet<string> = new Set(),
): readonly ObjectPair[] => {
  const old = new Map(before.map((one) => [keyOf(one.name), one]));
  const now = new Map(after.map((one) => [keyOf(one.name), one]));
  const added = [...now].filter(([key]) => !old.has(key)).map(([, one]) => one);
  const removed = [...old].filter(([key]) => !now.has(key)).map(([, one]) => one);
  const renamed = renames(removed, added);
  const pairs: ObjectPair[] = [];
  for (const [key, one] of now) {
    const was = old.get(key) ?? renamed.get(one);
    if (was === undefined) pairs.push({ after: one, changes: [] });
    else {
      const changes = changesOf(was, one, shapeOf, random);
      // Where it lies may be said by the release alone.
      if (changes.length > 0 || !old.has(key)) pairs.push({ before: was, after: one, changes });
    }
  }
  const taken = new Set(renamed.values());
  return [...pairs, ...removed.filter((one) => !taken.has(one)).map((one) => ({ before: one, changes: [] }))];
};

const changesOf = (
  before: SideObject,
  after: SideObject,
  shapeOf: ShapeOf,
  random: ReadonlySet<string>,
): readonly FieldChange[] => {
  if (before.object === after.object) return [];
  const key = keyOf(after.name);
  return compareObjects(before.object, after.object, after.part === 'values' ? undefined : shapeOf(after.name)).map(
    (change) => (random.has(randomKey(key, pathText(change.path))) ? { ...change, random: true as const } : change),
  );
};

/** What a service gave up and another of the same cluster took over is one pair, of the one that has it now. */
export const movedBetween = (releases: readonly ReleasePair[], shapeOf: ShapeOf): readonly ReleasePair[] => {
  const lost = new Map<string, { readonly release: ReleasePair; readonly pair: ObjectPair }>();
  for (const release of releases)
    for (const pair of release.pairs)
      if (pair.before !== undefined && pair.after === undefined && pair.before.part !== 'controller')
        lost.set(keyOf(pair.before.name), { release, pair });
  const gone = new Set<ObjectPair>();
  const taken = releases.map((release) => ({
    ...release,
    pairs: release.pairs.map((pair): ObjectPair => {
      const found =
        pair.before === undefined && pair.after !== undefined ? lost.get(keyOf(pair.after.name)) : undefined;
      if (pair.after === undefined || found?.pair.before === undefined || found.release.service === release.service)
        return pair;
      gone.add(found.pair);
      const { before } = found.pair;
      return {
        before,
        after: pair.after,
        changes: changesOf(before, pair.after, shapeOf, new Set()),
        from: found.release.service,
      };
    }),
  }));
  return taken.map((release) => ({ ...release, pairs: release.pairs.filter((pair) => !gone.has(pair)) }));
};
