import { credentialKey, credentialName } from '../../credential-names.ts';
import type { Json } from '../../model/values.ts';
import { mask, withoutSecret } from '../secrets.ts';

const isCredential = new RegExp(`${credentialKey}$`, 'i');
const isNamed = new RegExp(`^${credentialName}$`, 'i');

/**
 * A value without the credentials in it, be it one itself because of the keys that lead to it, or hold some. What is empty,
 * or true or false, or refers to a variable, is none.
 */
export const withoutCredentials = (
  value: Json,
  keys: readonly string[],
): { readonly value: Json; readonly masked: boolean } => {
  const found = { masked: false };
  const told = keys.some((key) => isCredential.test(key)) ? hidden(value, found) : cleaned(value, found);
  return { value: told, masked: found.masked };
};

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
  if (isMap(value)) {
    const named = typeof value.name === 'string' && isNamed.test(`name: ${value.name}`);
    return mapped(value, (part, key) =>
      isCredential.test(key) || (named && key === 'value') ? hidden(part, found) : cleaned(part, found),
    );
  }
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
