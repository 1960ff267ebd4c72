import { credentialFlag, credentialKey, credentialName, isSecretData } from './credential-names.ts';
import type { Json, JsonObject } from './model/values.ts';
import { mask, mayHoldSecret, withoutSecret } from './secret-text.ts';
import { isList, isMap } from './structure.ts';

const isCredential = new RegExp(`${credentialKey}$`, 'i');
const isNamed = new RegExp(`^${credentialName}$`, 'i');

export interface Masked {
  readonly value: Json;
  readonly masked: boolean;
}

/**
 * Whether a key of a map says that it holds a credential, or what else is in the map: what it has as `name`, where the key is `value`, or that
 * it is a Secret.
 */
export const isCredentialUnder = (key: string, fieldOf: (name: 'name' | 'kind') => Json | undefined): boolean => {
  if (isSecretData(key)) return fieldOf('kind') === 'Secret';
  if (key !== 'value') return isCredential.test(key);
  const name = fieldOf('name');
  return typeof name === 'string' && isNamed.test(`name: ${name}`);
};

const isFlag = new RegExp(`^${credentialFlag}$`, 'i');

/** Whether the argument behind this one is a credential. */
export const isCredentialFlag = (argument: Json | undefined): boolean =>
  typeof argument === 'string' && isFlag.test(argument);

/** Any value without the credentials in it, by the keys and names inside of it. */
export const maskedJson = (value: Json): Masked => {
  const found = { masked: false };
  return { value: cleaned(value, found), masked: found.masked };
};

/** A credential: its keys may be told. What is empty, or true or false, or refers to a variable, is none. */
export const maskedCredential = (value: Json): Masked => {
  const found = { masked: false };
  return { value: hidden(value, found), masked: found.masked };
};

/** What Kubernetes' kinds say of a credential that lies elsewhere, such as of `secret` in a volume. */
const referring = new Set(
  'audience defaultMode expirationSeconds group items key kind name namespace optional path secretName'.split(' '),
);

export const isReference = (key: string, value: Json): boolean =>
  !isSecretData(key) &&
  isMap(value) &&
  ['secretName', 'name', 'path'].some((key) => Object.hasOwn(value, key)) &&
  Object.keys(value).every((key) => referring.has(key));

interface Found {
  masked: boolean;
}

const hidden = (value: Json, found: Found): Json => {
  if (isMap(value)) return mapped(value, (part) => hidden(part, found));
  if (isList(value)) return value.map((item) => hidden(item, found));
  if (value === null || value === '' || typeof value === 'boolean') return value;
  if (typeof value === 'string' && value.startsWith('${')) return value;
  found.masked = true;
  return mask;
};

const cleaned = (value: Json, found: Found): Json => {
  if (isList(value))
    return value.map((item, index) =>
      isCredentialFlag(value[index - 1]) ? hidden(item, found) : cleaned(item, found),
    );
  if (isMap(value))
    return mapped(value, (part, key) => {
      const isOne = key === lastApplied || (isCredentialUnder(key, (name) => value[name]) && !isReference(key, part));
      return isOne ? hidden(part, found) : cleaned(part, found);
    });
  if (typeof value !== 'string') return value;
  if (!mayHoldSecret(value)) return value;
  const told = cleanedDocument(value) ?? cleanedText(value);
  if (told !== value) found.masked = true;
  return told;
};

/** In UTF-16 units. */
const longestDocument = 1 << 20;

/** JSON without the credentials in it; undefined for what is none, or has none. */
const cleanedDocument = (text: string): string | undefined => {
  if (text.length > longestDocument || !/^\s*[[{]/.test(text)) return undefined;
  try {
    const { value, masked } = maskedJson(JSON.parse(text) as Json);
    return masked ? JSON.stringify(value, null, text.includes('\n') ? 2 : undefined) : undefined;
  } catch {
    return undefined;
  }
};

const cleanedText = (text: string): string => {
  const lines = text
    .replace(/-----BEGIN ([A-Z0-9 ]{1,40})-----[\s\S]*?(?:-----END \1-----|$)/g, `-----BEGIN $1-----\n${mask}`)
    .split('\n');
  return lines.map((line, index) => withoutSecret(lines, index)?.text ?? line).join('\n');
};

/** A Secret with its keys, and without what they hold, once more in what was last applied of it; any other object as it is. */
export const withoutData = (object: JsonObject): JsonObject => {
  if (object.kind !== 'Secret') return object;
  const masked = { ...object };
  for (const field of ['data', 'stringData'] as const) {
    const data = object[field];
    if (data !== undefined && data !== null) masked[field] = isMap(data) ? mapped(data, () => mask) : mask;
  }
  const { metadata } = object;
  if (isMap(metadata) && isMap(metadata.annotations) && Object.hasOwn(metadata.annotations, lastApplied))
    masked.metadata = { ...metadata, annotations: { ...metadata.annotations, [lastApplied]: mask } };
  return masked;
};

export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

const mapped = (value: JsonObject, change: (part: Json, key: string) => Json): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([key, part]) => [key, change(part, key)]));
