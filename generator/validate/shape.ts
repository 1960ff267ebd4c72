import type { KubernetesObject } from '../model/outputs.ts';
import type { Json, JsonObject } from '../model/values.ts';
import { isList } from '../structure.ts';

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
  const byKind = new Map<string, Shaper>();
  for (const text of schemas.values()) {
    const schema = JSON.parse(text) as Schema;
    const { apiVersion, kind } = schema.properties ?? {};
    const shaper = shaperOf(schema, schema);
    for (const version of apiVersion?.enum ?? [])
      for (const name of kind?.enum ?? []) byKind.set(`${version} ${name}`, shaper);
  }
  return (object) => (byKind.get(`${object.apiVersion} ${object.kind}`) ?? asItIs)(object) as KubernetesObject;
};

/** What this knows of JSON Schema. */
interface Schema {
  readonly $ref?: string;
  readonly definitions?: { readonly [name: string]: Schema };
  readonly properties?: { readonly [key: string]: Schema };
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly enum?: readonly Json[];
  readonly minLength?: number;
  readonly maxLength?: number;
}

type Shaper<Value extends Json = Json> = (value: Value) => Json;

const asItIs: Shaper = (value) => value;

/** These say nothing of a value. */
const annotations: readonly string[] = ['default', 'description', 'definitions'];

/** These still say the same of its shape. */
const understood: ReadonlySet<string> = new Set([
  ...['type', 'properties', 'additionalProperties', 'required', 'items', 'minLength', 'maxLength'],
  ...annotations,
]);

/** These are all that a schema says which every map, list or text satisfies that is of the right type. */
const free: ReadonlySet<string> = new Set(['type', ...annotations]);

const shaperOf = (asked: Schema, root: Schema): Shaper => {
  const schema = resolved(asked, root);
  if (schema === undefined || !saysOnly(schema, understood)) return asItIs;
  const [text, list, map] = [textShaper(schema), listShaper(schema, root), mapShaper(schema, root)];
  return (value) => {
    if (typeof value === 'string') return text(value);
    if (isList(value)) return list(value);
    return typeof value === 'object' && value !== null ? map(value) : value;
  };
};

const saysOnly = (schema: Schema, keywords: ReadonlySet<string>): boolean =>
  Object.keys(schema).every((keyword) => keywords.has(keyword));

const textShaper = ({ minLength, maxLength }: Schema): Shaper<string> => {
  if (minLength === undefined && maxLength === undefined) return () => '';
  const some = 'x'.repeat(minLength ?? 0);
  return (text) => {
    // JSON Schema counts characters, not UTF-16 units.
    const length = [...text].length;
    return length >= (minLength ?? 0) && length <= (maxLength ?? length) ? some : text;
  };
};

const listShaper = ({ items }: Schema, root: Schema): Shaper<readonly Json[]> => {
  if (items === undefined) return () => [];
  const item = lazily(() => shaperOf(items, root));
  return (list) => list.map((value) => item()(value));
};

const mapShaper = (schema: Schema, root: Schema): Shaper<JsonObject> => {
  if (saysOnly(schema, free)) return () => ({});
  const { properties = {}, additionalProperties } = schema;
  const other =
    typeof additionalProperties === 'object' ? lazily(() => shaperOf(additionalProperties, root)) : () => asItIs;
  const known = new Map(Object.entries(properties).map(([key, inner]) => [key, lazily(() => shaperOf(inner, root))]));
  return (map) =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [key, (known.get(key) ?? other)()(value)]));
};

/** A schema may contain itself. */
const lazily = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
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
