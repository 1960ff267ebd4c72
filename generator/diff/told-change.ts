import { createHash } from 'node:crypto';
import { type Masked, maskedCredential, maskedJson, withoutData } from '../masked.ts';
import type { FieldChange, Step } from '../model/comparison.ts';
import type { Json, JsonObject } from '../model/values.ts';
import { mask } from '../secret-text.ts';
import { isList, isMap } from '../structure.ts';
import { type KnownCredentials, withoutKnown } from './known-credentials.ts';

/** What is not shown of a value: all of it, what is no mere reference, or bytes that nobody reads; `nothing` where it only speaks of values. */
export type Hiding = 'all' | 'credential' | 'bytes' | 'nothing';

/** The change without what is secret in it. */
export const toldChange = (change: FieldChange, hiding: Hiding | undefined): FieldChange =>
  withoutHidden(change, (value) => masked(value, hiding));

/** The change without the credentials that are known to be some, wherever they stand. */
export const changeWithoutKnown = (change: FieldChange, known: KnownCredentials): FieldChange => {
  const key = change.path.findLast((step) => typeof step === 'string');
  return withoutHidden(change, (value) => {
    const told = withoutKnown(value, known, key);
    return { value: told, masked: told !== value };
  });
};

const withoutHidden = (change: FieldChange, hide: (value: Json) => Masked): FieldChange => {
  const before = change.before === undefined ? undefined : hide(change.before);
  const after = change.after === undefined ? undefined : hide(change.after);
  const told = { ...change, ...(before && { before: before.value }), ...(after && { after: after.value }) };
  if (before?.masked !== true && after?.masked !== true) return told;
  const isAlike = JSON.stringify(before?.value) === JSON.stringify(after?.value);
  return isAlike || before?.value === mask || after?.value === mask ? { ...told, masked: true } : told;
};

const masked = (value: Json, hiding: Hiding | undefined): Masked => {
  if (hiding === 'nothing') return { value, masked: false };
  if (hiding === 'all') return { value: withoutAny(value), masked: true };
  if (hiding === 'bytes' && typeof value === 'string') return { value: sizeOf(value), masked: false };
  return hiding === 'credential' ? maskedCredential(value) : maskedJson(value);
};

const withoutAny = (value: Json): Json => {
  if (isList(value)) return value.map(withoutAny);
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutAny(part)]));
  return mask;
};

/** Enough to see that it is another. */
const sizeOf = (base64: string): string => {
  const bytes = Buffer.from(base64, 'base64');
  return `${bytes.length} bytes, sha256 ${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`;
};

/** Whether a step would tell a credential by what it names. */
export const hidesStep = (step: Step): boolean =>
  typeof step === 'object' && 'is' in step && maskedJson(step.is).masked;

/** A whole object that comes or goes, without what is secret in it. */
export const maskedContent = (object: JsonObject): JsonObject => {
  if (object.kind === 'CustomResourceDefinition') return object;
  const { binaryData, ...rest } = object;
  const content = maskedJson(withoutData(rest)).value as JsonObject;
  if (!isMap(binaryData)) return content;
  const sizes = Object.entries(binaryData).map(([key, value]) => [
    key,
    typeof value === 'string' ? sizeOf(value) : value,
  ]);
  return { ...content, binaryData: Object.fromEntries(sizes) };
};
