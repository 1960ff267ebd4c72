import type { Json, JsonObject } from '../../model/values.ts';
import { mask } from '../secrets.ts';

/** A Secret with its keys, and without what they hold; any other object as it is. */
export const withoutData = (object: JsonObject): JsonObject => {
  if (object.kind !== 'Secret') return object;
  const masked = { ...object };
  for (const field of ['data', 'stringData'] as const) {
    const data = object[field];
    if (data !== undefined && data !== null) masked[field] = isMap(data) ? maskedMap(data) : mask;
  }
  return masked;
};

const maskedMap = (data: JsonObject): JsonObject => Object.fromEntries(Object.keys(data).map((key) => [key, mask]));

const isMap = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
