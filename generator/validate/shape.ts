import type { Json, JsonObject, KubernetesObject } from '../model.ts';

/** Gives two objects the same shape only where no schema can tell them apart. */
export type ShapeOf = (object: KubernetesObject) => KubernetesObject;

/** By name, as kubeconform finds them: the texts of JSON schemas. */
export type SchemaTexts = ReadonlyMap<string, string>;

/**
 * Puts a constant in place of what the schema of an object's kind does not look into: free-form values, and texts of
 * which it wants nothing but that they are texts. A thousand Applications then have a handful of shapes, which kubeconform
 * judges in the place of all. What is wrong with a shape is wrong with the object, at the same path, and the other way
 * round: wherever a schema says more than this knows, the value stays as it is.
 */
export const shapes = (schemas: SchemaTexts): ShapeOf => {
  const byKind = new Map<string, Schema>();
  for (const text of schemas.values()) {
    const schema = JSON.parse(text) as Schema;
    const { apiVersion, kind } = schema.properties ?? {};
    for (const version of apiVersion?.enum ?? [])
      for (const name of kind?.enum ?? []) byKind.set(`${version} ${name}`, schema);
  }
  return (object) => {
    const schema = byKind.get(`${object.apiVersion} ${object.kind}`);
    return schema === undefined ? object : (shapeOf(object, schema, schema) as KubernetesObject);
  };
};

/** What this knows of JSON Schema, and what it only has to notice. */
interface Schema {
  readonly $ref?: string;
  readonly definitions?: { readonly [name: string]: Schema };
  readonly type?: Json;
  readonly properties?: { readonly [key: string]: Schema };
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly enum?: readonly Json[];
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** Keywords that say nothing of a value, or that still say the same of its shape. */
const understood: ReadonlySet<string> = new Set([
  ...['type', 'properties', 'additionalProperties', 'items', 'required', 'minLength', 'maxLength'],
  ...['definitions', 'default', 'description'],
]);

const shapeOf = (value: Json, asked: Schema, root: Schema): Json => {
  const schema = resolved(asked, root);
  if (schema === undefined || !isUnderstood(schema)) return value;
  if (typeof value === 'string') return hasLength(value, schema) ? 'x'.repeat(schema.minLength ?? 0) : value;
  if (isList(value)) {
    const { items } = schema;
    return items === undefined ? [] : value.map((item) => shapeOf(item, items, root));
  }
  return typeof value === 'object' && value !== null ? shapeOfMap(value, schema, root) : value;
};

const shapeOfMap = (map: JsonObject, schema: Schema, root: Schema): Json => {
  const { properties, additionalProperties } = schema;
  if (isFree(schema)) return {};
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => {
      const property =
        properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
      return [key, typeof property === 'object' ? shapeOf(value, property, root) : value];
    }),
  );
};

/** Whether any map does. */
const isFree = (schema: Schema): boolean =>
  Object.keys(schema).every((keyword) => keyword === 'type' || keyword === 'default' || keyword === 'description');

const isUnderstood = (schema: Schema): boolean => {
  const known = understoodSchemas.get(schema);
  if (known !== undefined) return known;
  const answer = Object.keys(schema).every((keyword) => understood.has(keyword));
  understoodSchemas.set(schema, answer);
  return answer;
};

const understoodSchemas = new WeakMap<Schema, boolean>();

/** JSON Schema counts characters, not UTF-16 units. */
const hasLength = (text: string, { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema): boolean => {
  const length = [...text].length;
  return length >= minLength && length <= maxLength;
};

/** Follows references within the schema; undefined where one leads elsewhere. */
const resolved = (schema: Schema, root: Schema): Schema | undefined => {
  let found: Schema | undefined = schema;
  for (let steps = 0; found?.$ref !== undefined && steps < 10; steps += 1) {
    const name: string | undefined = /^#\/definitions\/([^/~%]+)$/.exec(found.$ref)?.[1];
    found = name === undefined || Object.keys(found).length > 1 ? undefined : root.definitions?.[name];
  }
  return found?.$ref === undefined ? found : undefined;
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
