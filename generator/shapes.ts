import { type Shape, type ShapeOf, shapeFrom } from './diff/shape.ts';
import type { ObjectName, SideObject } from './model/comparison.ts';
import { definitionsOf } from './validate/objects/definitions.ts';
import { kubernetesSchema } from './validate/objects/kubernetes-schemas.ts';

/** The shapes of kinds, as they are asked for. */
export interface Shapes {
  /** To be awaited before objects of a kind are compared. */
  readonly load: (objects: readonly SideObject[]) => Promise<void>;
  readonly of: ShapeOf;
}

/** How items are told apart has not changed from version to version. */
const newest = '1.99';

/** Shapes by what Kubernetes says of its own kinds, the repository of its clusters' others, and projects of theirs. */
export const shapesFrom = (definitions: readonly object[]): Shapes => {
  const known = new Map<string, Shape | undefined>();
  const keyOf = ({ group, version, kind }: Pick<ObjectName, 'group' | 'version' | 'kind'>): string =>
    `${group === '' ? '' : `${group}/`}${version}/${kind}`;
  return {
    load: async (objects) => {
      const missing = objects.filter(({ name }) => !known.has(keyOf(name)));
      const rendered = missing.map(({ object }) => ({ rendered: { object } }));
      const custom = await definitionsOf({ objects: rendered }, definitions);
      for (const { name } of missing) {
        const key = keyOf(name);
        if (known.has(key)) continue;
        const text = await kubernetesSchema(newest, key.slice(0, key.lastIndexOf('/')), name.kind);
        const schema =
          text === undefined
            ? customSchema(custom.get(`${name.group}/${name.kind}`)?.object, name.version)
            : JSON.parse(text);
        known.set(key, schema && shapeFrom(schema));
      }
    },
    of: (name) => known.get(keyOf(name)),
  };
};

interface CustomResourceDefinition {
  readonly spec?: {
    readonly versions?: readonly { readonly name?: string; readonly schema?: { readonly openAPIV3Schema?: object } }[];
  };
}

const customSchema = (definition: object | undefined, version: string): object | undefined =>
  (definition as CustomResourceDefinition | undefined)?.spec?.versions?.find(({ name }) => name === version)?.schema
    ?.openAPIV3Schema;
