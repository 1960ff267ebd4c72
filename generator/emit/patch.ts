import type { KubernetesObject, Manifest } from '../model/outputs.ts';
import type { Position } from '../model/problems.ts';
import type { Json, JsonObject, MapTree, Tree } from '../model/values.ts';
import { plainJson } from '../plain.ts';
import { joinPointer } from '../pointer.ts';
import { isMap } from '../structure.ts';

/** The places behind an object, while patches change it. */
interface Places {
  readonly origins: Map<string, Position>;
  readonly trees: Map<string, Tree>;
}

/** A manifest under JSON merge patches (RFC 7396), one after the other. What they set points to the line that sets it. */
export const patched = (manifest: Manifest, patches: readonly MapTree[] = []): Manifest => {
  if (patches.length === 0) return manifest;
  const places: Places = { origins: new Map(manifest.origins), trees: new Map(manifest.trees) };
  const object = patches.reduce<JsonObject>((under, patch) => merge(under, patch, '', places), manifest.object);
  return { object: object as KubernetesObject, at: manifest.at, ...places };
};

const merge = (under: Json | undefined, patch: MapTree, pointer: string, places: Places): JsonObject => {
  const fields = new Map<string, Json>(isMap(under) ? Object.entries(under) : []);
  for (const [key, entry] of patch.entries) {
    const at = joinPointer(pointer, key);
    const { value } = entry;
    const old = fields.get(key);
    if (value.kind !== 'map' || !isMap(old)) forget(at, places);
    if (value.kind === 'map') {
      places.origins.set(at, entry.key);
      fields.set(key, merge(old, value, at, places));
    } else if (value.kind === 'scalar' && value.value === null) fields.delete(key);
    else {
      places.trees.set(at, value);
      fields.set(key, plainJson(value));
    }
  }
  // Unlike an assignment, fromEntries makes `__proto__` a key like any other.
  return Object.fromEntries(fields);
};

/** What stood at a place is gone, and so are the places of its parts. */
const forget = (pointer: string, { origins, trees }: Places): void => {
  for (const places of [origins, trees])
    for (const known of places.keys()) if (known === pointer || known.startsWith(`${pointer}/`)) places.delete(known);
};

/** The key of the last patch that says something for the field where `keys` lead. */
export const lastPlace = (patches: readonly MapTree[] | undefined, keys: readonly string[]): Position | undefined =>
  patches?.map((patch) => keyAt(patch, keys)).findLast((place) => place !== undefined);

const keyAt = (map: MapTree, [key = '', ...rest]: readonly string[]): Position | undefined => {
  const entry = map.entries.get(key);
  if (entry === undefined || rest.length === 0) return entry?.key;
  return entry.value.kind === 'map' ? keyAt(entry.value, rest) : undefined;
};

/** With a field set that Espalier has the last word on, or taken away where the value is undefined. */
export const withField = (manifest: Manifest, keys: readonly string[], value: Json | undefined): Manifest => ({
  ...manifest,
  object: set(manifest.object, keys, value) as KubernetesObject,
});

const set = (under: Json | undefined, [key = '', ...rest]: readonly string[], value: Json | undefined): JsonObject => {
  const { [key]: old, ...others } = isMap(under) ? under : {};
  const inside = rest.length === 0 ? value : set(old, rest, value);
  const fields = isMap(under) ? { ...under, [key]: inside } : { [key]: inside };
  return inside === undefined ? others : (fields as JsonObject);
};

/** What stands where `keys` lead. */
export const fieldAt = (object: JsonObject, keys: readonly string[]): Json | undefined =>
  keys.reduce<Json | undefined>((under, key) => (isMap(under) ? under[key] : undefined), object);
