import { isCredentialUnder, isReference } from '../masked.ts';
import type { ReleasePair, SideObject } from '../model/comparison.ts';
import type { Json, JsonObject } from '../model/values.ts';
import { plainJson } from '../plain.ts';
import { mask } from '../secret-text.ts';
import { isList, isMap } from '../structure.ts';

/** Texts that values and Secrets have under the key of a credential. A chart may put them anywhere, under any name. */
export type KnownCredentials = ReadonlySet<string>;

/** What is shorter may be any word. In UTF-16 units. */
const shortest = 6;
/** What is shorter may well be a part of something else. */
const shortestInside = 12;

/** Those of a release, on both sides. */
export const knownCredentials = ({ before, after, objectsBefore, objectsAfter }: ReleasePair): KnownCredentials => {
  const found = new Set<string>();
  for (const release of [before, after]) if (release !== undefined) collect(plainJson(release.values), found, false);
  for (const { object } of [...objectsBefore, ...objectsAfter].filter(isSecret)) {
    if (isMap(object.stringData)) collect(object.stringData, found, false);
    if (isMap(object.data)) collect(decodedData(object.data), found, false);
  }
  return found;
};

const isSecret = ({ object }: SideObject): boolean => object.kind === 'Secret';

const decodedData = (data: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, typeof value === 'string' ? decoded(value) : value]),
  );

const decoded = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');

const collect = (value: Json, found: Set<string>, isCredential: boolean): void => {
  if (typeof value === 'string') {
    if (isCredential && value.length >= shortest && !value.startsWith('${')) found.add(value);
  } else if (isList(value)) for (const item of value) collect(item, found, isCredential);
  else if (isMap(value))
    for (const [key, part] of Object.entries(value))
      collect(part, found, isCredential || (isCredentialUnder(key, (name) => value[name]) && !isReference(key, part)));
};

/** A field that names something else, such as a Secret: what it says is no credential. */
const naming = /^(?:name|key|[a-z]+Name)$/;

/** A value without known credentials; the same one where there are none in it. `key` is what leads to it. */
export const withoutKnown = (value: Json, known: KnownCredentials, key = ''): Json => {
  if (known.size === 0) return value;
  if (typeof value === 'string') return naming.test(key) ? value : hidden(value, known);
  if (isList(value)) {
    const items = value.map((item) => withoutKnown(item, known, key));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(([name, part]) => [name, withoutKnown(part, known, name)] as const);
  return entries.every(([name, part]) => part === value[name]) ? value : Object.fromEntries(entries);
};

const hidden = (text: string, known: KnownCredentials): string => {
  if (text.length < shortest) return text;
  if (known.has(text) || (/^[A-Za-z0-9+/]+={0,2}$/.test(text) && known.has(decoded(text)))) return mask;
  let told = text;
  for (const one of known) if (one.length >= shortestInside) told = told.replaceAll(one, mask);
  return told;
};
