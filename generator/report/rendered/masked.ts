import type { Json, JsonObject } from '../../model/values.ts';
import { mask } from '../secrets.ts';

/** A Secret with its keys, and without what they hold; any other object as it is. */
export const withoutData = (object: JsonObject): JsonObject => {
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1') return object;
  const masked = { ...object };
  for (const field of ['data', 'stringData'] as const) {
    const data = object[field];
    if (isMap(data)) masked[field] = Object.fromEntries(Object.keys(data).map((key) => [key, mask]));
  }
  return masked;
};

const isMap = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
