import type { Step } from '../model/comparison.ts';
import type { Json, JsonObject } from '../model/values.ts';
import type { Shape } from './shape.ts';
import { isMap, isScalar } from './structure.ts';

/** What names the items of lists that no schema knows, the likeliest first. */
const usual = ['name', 'id', 'uid', 'key', 'job_name', 'alert', 'record', 'title', 'path', 'host'];

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
  const found = usual.find((key) =>
    [before, after].every((items) => items.every(hasOwn(key)) && hasKeys(items, [key])),
  );
  return found === undefined || before.length + after.length === 0 ? undefined : [found];
};

const hasOwn =
  (key: string) =>
  (item: Json): boolean =>
    isMap(item) && Object.hasOwn(item, key) && isScalar(item[key] ?? null) && item[key] !== null;

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
  keys.map((key) => String((Object.hasOwn(item, key) ? item[key] : undefined) ?? defaults[key] ?? '')).join('/');
