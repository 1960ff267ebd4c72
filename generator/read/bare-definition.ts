import type { CustomResourceDefinition } from './definitions.ts';

type Json = { readonly [key: string]: unknown };

const prose = new Set(['description', 'title', 'example']);

/** A schema without what people read. What stands under `properties` are names, whatever they are. */
const bare = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(bare);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(prose.has(key) && typeof value === 'string') && key !== 'externalDocs')
      .map(([key, value]) => [
        key,
        key === 'default' || key === 'enum' ? value : key === 'properties' ? bareProperties(value) : bare(value),
      ]),
  );
};

/** What is no map of properties is left for the API server's code to refuse. */
const bareProperties = (properties: unknown): unknown =>
  typeof properties !== 'object' || properties === null || Array.isArray(properties)
    ? properties
    : Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, bare(schema)]));

/** A definition with what judges objects, and no more: the versions that are served, without prose. */
export const bareDefinition = ({
  apiVersion,
  kind,
  metadata,
  spec,
}: CustomResourceDefinition): CustomResourceDefinition => {
  const { group, scope, names, versions } = spec as Json;
  return {
    apiVersion,
    kind,
    metadata: { name: (metadata as Json | undefined)?.name },
    spec: {
      group,
      scope,
      names,
      versions: (Array.isArray(versions) ? (versions as readonly Json[]) : [])
        .filter(({ served }) => served === true)
        .map(bareVersion),
    },
  };
};

const bareVersion = ({ name, served, storage, subresources, schema }: Json): Json => {
  const { openAPIV3Schema } = (bare(schema) ?? {}) as { readonly openAPIV3Schema?: Json };
  const hasStatus = typeof subresources === 'object' && subresources !== null && 'status' in subresources;
  // The server sets a status aside on creation.
  const properties = hasStatus
    ? { ...(openAPIV3Schema?.properties as Json | undefined), status: anything }
    : openAPIV3Schema?.properties;
  return {
    name,
    served,
    storage,
    ...(hasStatus ? { subresources: { status: {} } } : {}),
    schema: { openAPIV3Schema: { ...openAPIV3Schema, ...(properties === undefined ? {} : { properties }) } },
  };
};

const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
