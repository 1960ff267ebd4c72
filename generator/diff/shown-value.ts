import { credentialKey } from '../credential-names.ts';

const isCredential = new RegExp(`${credentialKey}$`, 'i');

/** In UTF-16 units: a cause names a value, and shows no document. */
const longest = 60;

/** A value in a line, without what reads like a credential by one of the keys that lead to it. */
export const shownValue = (keys: readonly string[], value: unknown): string => {
  if (value === undefined) return 'not set';
  if (keys.some((key) => isCredential.test(key))) return '***';
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? `${value.length} items` : `${Object.keys(value).length} keys`;
  const text = String(value);
  if (/\n|:\/\/[^\s/]*:[^\s/]*@|\b(?:bearer|basic)\s/i.test(text)) return text.includes('\n') ? 'a text' : '***';
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
};
