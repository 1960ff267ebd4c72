import { groupedBy } from '../grouped.ts';
import type { ObjectName, SideObject } from '../model/comparison.ts';
import type { Json, JsonObject } from '../model/values.ts';
import { isList, isMap } from '../structure.ts';
import { withoutHash } from './noise.ts';

/** Of each kind in a namespace, on each side: where more come and go, only the same content, or name but for a hash, is recognised. */
const mostCompared = 64;

/** In leaves. What is larger is compared by the first of them, what is smaller has nothing to be recognised by. */
const mostLeaves = 2000;
const fewestLeaves = 5;

/** Of the leaves of the larger one. */
const likeEnough = 0.8;

/**
 * What was renamed, by what it is now: a namespace that one side alone says, a name that is the same but for a hash of the content at its end, the same
 * content, or most of it in the same kind and namespace.
 */
export const renames = (
  removed: readonly SideObject[],
  added: readonly SideObject[],
): ReadonlyMap<SideObject, SideObject> => {
  const found = new Map<SideObject, SideObject>();
  const taken = new Set<SideObject>();
  const take = (one: SideObject, was: SideObject): void => {
    found.set(one, was);
    taken.add(was);
  };
  for (const [one, was] of placed(removed, added)) take(one, was);
  for (const likeness of [hashedKey, contentKey]) {
    const candidates = groupedBy(
      removed.filter((one) => !taken.has(one)),
      likeness,
    );
    const next = new Map<string, number>();
    for (const one of added) {
      const key = likeness(one);
      const place = next.get(key) ?? 0;
      const was = found.has(one) || key === '' ? undefined : candidates.get(key)?.[place];
      if (was === undefined) continue;
      next.set(key, place + 1);
      take(one, was);
    }
  }
  const rest = groupedBy(
    removed.filter((one) => !taken.has(one)),
    ({ name }) => kindOf(name),
  );
  for (const [kind, now] of groupedBy(
    added.filter((one) => !found.has(one)),
    ({ name }) => kindOf(name),
  ))
    for (const [one, was] of mostAlike(now, rest.get(kind) ?? [])) take(one, was);
  return found;
};

/** Objects of kinds that are not built in, and of which one side leaves the namespace to the release: they are where they were. */
const placed = (
  removed: readonly SideObject[],
  added: readonly SideObject[],
): readonly (readonly [SideObject, SideObject])[] => {
  const [old, now] = [removed, added].map((side) =>
    groupedBy(side, ({ name }) => JSON.stringify([kindOf({ ...name, namespace: '' }), name.name])),
  );
  return [...(now ?? [])].flatMap(([key, [one, ...others]]) => {
    const [was, ...more] = old?.get(key) ?? [];
    if (was === undefined || others.length + more.length > 0) return [];
    return (was.name.namespace === '') === (one.name.namespace === '') ? [] : [[one, was] as const];
  });
};

const kindOf = ({ group, kind, namespace }: ObjectName): string => JSON.stringify([group, kind, namespace]);

/** Empty where there is no hash. */
const hashedKey = ({ name }: SideObject): string => {
  const stem = withoutHash(name.name);
  return stem === undefined ? '' : `${kindOf(name)} ${stem}`;
};

/** Without the name wherever it stands; empty for what has nothing to tell it by. */
const contentKey = ({ name, object }: SideObject): string => {
  const { metadata: _metadata, ...rest } = object;
  const text = JSON.stringify(rest);
  if (name.name === '' || text.length < 120) return '';
  return `${kindOf({ ...name, namespace: '' })} ${text.replaceAll(name.name, '\u0000')}`;
};

/** Pairs of one kind, the most alike first. */
const mostAlike = (
  added: readonly SideObject[],
  removed: readonly SideObject[],
): readonly (readonly [SideObject, SideObject])[] => {
  if (added.length > mostCompared || removed.length > mostCompared) return [];
  const old = removed.map((one) => ({ one, leaves: leavesOf(one) }));
  const likely = added.flatMap((now) => {
    const leaves = leavesOf(now);
    return old
      .map((was) => ({ now, was: was.one, likeness: likenessOf(leaves, was.leaves) }))
      .filter(({ likeness }) => likeness >= likeEnough);
  });
  const pairs = new Map<SideObject, SideObject>();
  const taken = new Set<SideObject>();
  for (const { now, was } of likely.sort((a, b) => b.likeness - a.likeness)) {
    if (pairs.has(now) || taken.has(was)) continue;
    pairs.set(now, was);
    taken.add(was);
  }
  return [...pairs];
};

const likenessOf = (one: ReadonlySet<string>, other: ReadonlySet<string>): number => {
  if (Math.min(one.size, other.size) < fewestLeaves) return 0;
  const both = [...one].filter((leaf) => other.has(leaf)).length;
  return both / Math.max(one.size, other.size);
};

/** Keys with their values, and lines of texts, without the name wherever it stands and without metadata. */
const leavesOf = ({ name, object }: SideObject): ReadonlySet<string> => {
  const { apiVersion: _version, kind: _kind, metadata: _metadata, ...rest } = object;
  const leaves = new Set<string>();
  const add = (value: Json, path: string): void => {
    if (leaves.size >= mostLeaves) return;
    if (isList(value)) for (const item of value) add(item, path);
    else if (isMap(value)) for (const [key, part] of Object.entries(value)) add(part, `${path}/${key}`);
    else
      for (const line of String(value).split('\n', mostLeaves))
        leaves.add(`${path} ${name.name === '' ? line : line.replaceAll(name.name, '\u0000')}`);
  };
  add(rest satisfies JsonObject, '');
  return leaves;
};
