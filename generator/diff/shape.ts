import type { ObjectName } from '../model/comparison.ts';

/** What the schema of a kind says of how its values are compared. */
export interface Shape {
  /** How the items of a list are told apart: by keys of theirs, as a set, or not at all. Undefined for what is no list. */
  readonly list: readonly string[] | 'set' | 'atomic' | undefined;
  readonly isQuantity: boolean;
  readonly property: (key: string) => Shape | undefined;
  readonly item: () => Shape | undefined;
}

/** The shape of the objects of a kind; undefined where none is known. */
export type ShapeOf = (name: Pick<ObjectName, 'group' | 'version' | 'kind'>) => Shape | undefined;

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly type?: unknown;
  readonly pattern?: string;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-patch-merge-key'?: string;
}

/** From a JSON schema with its `$defs`, of a built-in kind or of a custom resource's version. */
export const shapeFrom = (schema: object): Shape => shapeAt(schema as Schema, (schema as Schema).$defs ?? {});

const shapeAt = (schema: Schema, definitions: Readonly<Record<string, Schema>>): Shape => {
  const own = resolved(schema, definitions);
  const next = (inside: Schema | boolean | undefined): Shape | undefined =>
    typeof inside === 'object' ? shapeAt(inside, definitions) : undefined;
  return {
    list: own.items === undefined ? undefined : listOf(own),
    isQuantity: own.pattern?.includes('[KMGTPE]i') === true,
    property: (key) => {
      const { properties = {}, additionalProperties } = own;
      return next(Object.hasOwn(properties, key) ? properties[key] : additionalProperties);
    },
    item: () => next(own.items),
  };
};

/** What stands beside a reference counts too: list types stand there. */
const resolved = (schema: Schema, definitions: Readonly<Record<string, Schema>>): Schema => {
  const name = schema.$ref?.replace(/^#\/\$defs\//, '');
  if (name === undefined || !Object.hasOwn(definitions, name)) return schema;
  return { ...definitions[name], ...schema };
};

/** Where both are said, the keys of server-side apply are the finer ones. */
const listOf = (schema: Schema): Shape['list'] => {
  const type = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'];
  const mergeKey = schema['x-kubernetes-patch-merge-key'];
  if (type === 'set') return 'set';
  if (keys !== undefined && keys.length > 0) return keys;
  if (mergeKey !== undefined) return [mergeKey];
  return 'atomic';
};
