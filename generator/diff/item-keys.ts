import type { Step } from '../model/comparison.ts';
import type { Json, JsonObject } from '../model/values.ts';
import { canonical, isMap, isScalar } from '../structure.ts';
import type { Shape } from './shape.ts';

/** What names the items of lists of which nothing else is known, the likeliest first. */
const usual = [
  'name',
  'metadata.name',
  'uid',
  'id',
  'key',
  'job_name',
  'alert',
  'record',
  'title',
  'refId',
  'path',
  'host',
] as const;

/** The items of a list by what tells them apart. */
export type Keyed = ReadonlyMap<string, { readonly item: Json; readonly step: Step }>;

/** The keys by which the items of two lists are told apart; none for a set of scalars. Undefined where they cannot be. */
export const itemKeys = (
  before: readonly Json[],
  after: readonly Json[],
  said: Shape['list'],
): readonly string[] | undefined => {
  if (said === 'set')
    return [before, after].every((items) => items.every(isScalar) && isUnique(items.map(String))) ? [] : undefined;
  if (typeof said === 'object') return [before, after].every((items) => hasKeys(items, said)) ? said : undefined;
  // One that is atomic to the server is replaced as a whole, and its items have names all the same.
  const possible = usual.filter((key) =>
    [before, after].every((items) => items.every((item) => isName(valueAt(item, key))) && hasKeys(items, [key])),
  );
  const [first, ...others] = before.length + after.length === 0 ? [] : possible;
  if (first === undefined) return undefined;
  if (others.length === 0 || before.length + after.length > most) return [first];
  // Numbers that are given anew each time, and texts that somebody edits, name nothing.
  const alike = possible.map((key) => ({ key, count: alikeBy(key, before, after) }));
  return [alike.reduce((best, one) => (one.count > best.count ? one : best)).key];
};

/** Of both lists together: in longer ones, the likeliest name is taken. */
const most = 2000;

const isName = (value: Json | undefined): boolean => value !== undefined && value !== null && isScalar(value);

/** How many fields are the same in the items that a key brings together. */
const alikeBy = (key: string, before: readonly Json[], after: readonly Json[]): number => {
  const now = new Map(after.map((item) => [idOf(item as JsonObject, [key]), item as JsonObject]));
  return (before as readonly JsonObject[]).reduce((sum, item) => {
    const other = now.get(idOf(item, [key]));
    if (other === undefined) return sum;
    return sum + Object.keys(item).filter((field) => isAlike(item[field], other[field])).length;
  }, 0);
};

const isAlike = (before: Json | undefined, after: Json | undefined): boolean =>
  before !== undefined && after !== undefined && canonical(before) === canonical(after);

/** Whether they make every item another one; what a key lacks is the server's default. */
const hasKeys = (items: readonly Json[], keys: readonly string[]): boolean =>
  items.every(isMap) && isUnique(items.map((item) => idOf(item, keys)));

const isUnique = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;

export const keyedItems = (items: readonly Json[], keys: readonly string[]): Keyed => {
  const [first = ''] = keys;
  const isFirstEnough = keys.length > 1 && isUnique(items.map((item) => idOf(item as JsonObject, [first])));
  const by = isFirstEnough ? [first] : keys;
  return new Map(
    items.map((item) => {
      const id = keys.length === 0 ? String(item) : idOf(item as JsonObject, keys);
      const is = keys.length === 0 ? String(item) : idOf(item as JsonObject, by);
      return [id, { item, step: { by: by.join('+'), is } }] as const;
    }),
  );
};

/** Fields that keys name, and that may be left out. */
const defaults: Readonly<Record<string, string>> = { protocol: 'TCP' };

const idOf = (item: JsonObject, keys: readonly string[]): string =>
  keys.map((key) => String(valueAt(item, key) ?? defaults[key] ?? '')).join('/');

const valueAt = (item: Json, key: string): Json | undefined =>
  key === 'metadata.name' ? ownAt(ownAt(item, 'metadata'), 'name') : ownAt(item, key);

const ownAt = (item: Json | undefined, key: string): Json | undefined =>
  isMap(item) && Object.hasOwn(item, key) ? item[key] : undefined;
