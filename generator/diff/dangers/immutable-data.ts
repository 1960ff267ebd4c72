import { Buffer } from 'node:buffer';
import type { JsonObject } from '../../model/values.ts';
import { mapOf } from '../../object-fields.ts';

interface Sides {
  readonly before: JsonObject;
}

/** A field of what has said that it stays: here, unlike elsewhere, an empty one is not an absent one. */
export const frozenField =
  (field: string) =>
  (object: JsonObject, { before }: Sides): unknown =>
    before.immutable === true && object[field] !== undefined
      ? { is: object[field] ?? 'nothing', has: true }
      : undefined;

/** What a Secret says in clear goes over what it says in base64. */
export const frozenSecret = (object: JsonObject, { before }: Sides): unknown => {
  if (before.immutable !== true) return undefined;
  const clear = Object.entries(mapOf(object, 'stringData')).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString('base64'),
  ]);
  return { ...mapOf(object, 'data'), ...Object.fromEntries(clear) };
};
