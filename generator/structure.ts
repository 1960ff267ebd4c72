import type { Json, JsonObject } from './model/values.ts';

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
export const isMap = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isScalar = (value: Json | undefined): boolean => typeof value !== 'object' || value === null;

/** A value as text that is the same whatever the order of its keys. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inside: unknown) =>
    isMap(inside as Json)
      ? Object.fromEntries(Object.entries(inside as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inside,
  );
