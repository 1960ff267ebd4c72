import type { Json, JsonObject } from '../model/values.ts';
import { isMap } from '../structure.ts';

const isText = (value: Json): boolean => typeof value === 'string';

/** Keywords that nothing depends on, with what they hold: a schema in which they hold something else is refused, and stays so. */
const prose: ReadonlyMap<string, (value: Json) => boolean> = new Map<string, (value: Json) => boolean>([
  ['title', isText],
  ['description', isText],
  ['$comment', isText],
  ['examples', (value) => Array.isArray(value)],
  ['default', () => true],
]);

/** Keywords of all drafts whose value is a schema, or a list of schemas. */
const schemas: ReadonlySet<string> = new Set([
  'additionalItems',
  'additionalProperties',
  'allOf',
  'anyOf',
  'contains',
  'contentSchema',
  'else',
  'if',
  'items',
  'not',
  'oneOf',
  'prefixItems',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
]);

/** Keywords of all drafts whose value has schemas by names, which are no keywords. */
const named: ReadonlySet<string> = new Set([
  '$defs',
  'definitions',
  'dependencies',
  'dependentSchemas',
  'patternProperties',
  'properties',
]);

/** A JSON Schema of any draft that takes the same values, without titles, descriptions, examples, comments and defaults. */
export const withoutProse = (schema: Json): Json => (isReferredTo(schema) ? schema : stripped(schema));

const stripped = (schema: Json): Json => {
  if (Array.isArray(schema)) return schema.map(stripped);
  return isMap(schema)
    ? mapped(schema, (key, value) => {
        if (prose.get(key)?.(value)) return undefined;
        if (schemas.has(key)) return stripped(value);
        return named.has(key) && isMap(value) ? mapped(value, (_, each) => stripped(each)) : value;
      })
    : schema;
};

const mapped = (map: JsonObject, to: (key: string, value: Json) => Json | undefined): JsonObject =>
  Object.fromEntries(
    Object.entries(map).flatMap(([key, value]) => {
      const made = to(key, value as Json);
      return made === undefined ? [] : [[key, made] as const];
    }),
  );

/** Whether a reference leads into prose, as to a schema among `examples`. */
const isReferredTo = (json: Json): boolean => {
  if (typeof json !== 'object' || json === null) return false;
  return Object.entries(json).some(([key, value]) =>
    typeof value === 'string' ? key.endsWith('$ref') && leadsIntoProse(value) : isReferredTo(value as Json),
  );
};

const leadsIntoProse = (reference: string): boolean => {
  const parts = reference.split('#').at(-1)?.split('/') ?? [];
  return parts.some((part, index) => prose.has(decoded(part)) && !named.has(parts[index - 1] ?? ''));
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
