import { maskedJson } from '../masked.ts';
import type { Json } from '../model/values.ts';
import { mask } from '../secret-text.ts';

/** In UTF-16 units: a cause names a value, and shows no document. */
const longest = 60;

/** A value in a line, but for one that is a credential by what leads to it, or that has one in it. */
export const shownValue = (value: Json | undefined, isCredential: boolean = false): string => {
  if (value === undefined) return 'not set';
  if (isCredential) return mask;
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? `${value.length} items` : `${Object.keys(value).length} keys`;
  const text = String(value);
  if (text.includes('\n')) return 'a text';
  if (maskedJson(text).masked) return mask;
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
};
