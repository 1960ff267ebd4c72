import { credentialKey, credentialName } from '../../credential-names.ts';
import type { Json } from '../../model/values.ts';
import { mask, withoutSecret } from '../secrets.ts';
import { below, effectiveValue, type Spot } from './spot.ts';

const isCredential = new RegExp(`${credentialKey}$`, 'i');
const isNamed = new RegExp(`^${credentialName}$`, 'i');

/**
 * The value at a path without the credentials in it, be it one itself because of what leads to it, or hold some. What is
 * empty, or true or false, or refers to a variable, is none. From the root, since a key or a name above says what it is.
 */
export const withoutCredentials = (
  root: Spot,
  keys: readonly string[],
): { readonly value: Json; readonly masked: boolean } => {
  const found = { masked: false };
  const { spot, isOne } = keys.reduce(
    (above, key) => ({
      spot: below(above.spot, key),
      isOne: above.isOne || isCredentialUnder(key, () => effectiveValue(below(above.spot, 'name'))),
    }),
    { spot: root, isOne: false },
  );
  const value = effectiveValue(spot);
  return { value: isOne ? hidden(value, found) : cleaned(value, found), masked: found.masked };
};

/** Whether a key of a map says so, or what the map has as `name`, where the key is `value`. */
const isCredentialUnder = (key: string, nameOf: () => Json | undefined): boolean => {
  if (key !== 'value') return isCredential.test(key);
  const name = nameOf();
  return typeof name === 'string' && isNamed.test(`name: ${name}`);
};

/** Any value without the credentials in it, by the keys and names inside of it. */
export const maskedJson = (value: Json): { readonly value: Json; readonly masked: boolean } => {
  const found = { masked: false };
  return { value: cleaned(value, found), masked: found.masked };
};

/** Whether what lies behind some keys is a credential; an item of a list stands there as `name=ITS_NAME`. */
export const isCredentialAt = (keys: readonly string[]): boolean =>
  keys.some((key, index) => {
    const above = keys[index - 1] ?? '';
    return isCredentialUnder(key, () => (above.startsWith('name=') ? above.slice('name='.length) : undefined));
  });

interface Found {
  masked: boolean;
}

/** All of it is a credential; its keys may be told. */
const hidden = (value: Json, found: Found): Json => {
  if (isMap(value)) return mapped(value, (part) => hidden(part, found));
  if (isList(value)) return value.map((item) => hidden(item, found));
  if (value === null || value === '' || typeof value === 'boolean') return value;
  if (typeof value === 'string' && value.startsWith('${')) return value;
  found.masked = true;
  return mask;
};

const cleaned = (value: Json, found: Found): Json => {
  if (isList(value)) return value.map((item) => cleaned(item, found));
  if (isMap(value))
    return mapped(value, (part, key) =>
      isCredentialUnder(key, () => value.name) ? hidden(part, found) : cleaned(part, found),
    );
  if (typeof value !== 'string') return value;
  const lines = value.split('\n');
  const told = lines.map((line, index) => withoutSecret(lines, index)?.text ?? line).join('\n');
  if (told !== value) found.masked = true;
  return told;
};

type JsonMap = { readonly [key: string]: Json };

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isMap = (value: Json): value is JsonMap => typeof value === 'object' && value !== null && !isList(value);

const mapped = (value: JsonMap, change: (part: Json, key: string) => Json): Json =>
  Object.fromEntries(Object.entries(value).map(([key, part]) => [key, change(part, key)]));
