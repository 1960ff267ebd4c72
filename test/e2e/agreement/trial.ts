import type { ClusterObject } from '../../../generator/model/rendered.ts';
import { textOf } from '../../../generator/validate/objects/fields.ts';
import type { Api, ApiObject, Reference } from '../api.ts';
import { condition } from '../apply.ts';
import { until } from '../until.ts';
import { refusalOf } from './refusal.ts';

/** What an API server says of an object: nothing where it takes it. */
export interface Answer {
  readonly refusal?: string;
  /** Whether it serves no such kind. */
  readonly isUnknown?: true;
}

const kindOf = ({ rendered: { object } }: ClusterObject): string => textOf(object, 'kind') ?? '';

/** Kinds that others of a release need to be there when they are tried, in the order in which they are made. */
const needed = ['CustomResourceDefinition', 'Namespace', 'PriorityClass', 'ServiceAccount'];

/**
 * Tries the creation of each object of a chart in its namespace. What the others need is made, once it was tried: definitions, these ones too, are gone
 * again at the end, so that the next chart can bring its own.
 */
export const tryAll = async (
  api: Api,
  objects: readonly ClusterObject[],
  definitions: readonly ApiObject[],
): Promise<ReadonlyMap<ClusterObject, Answer>> => {
  const answers = new Map<ClusterObject, Answer>();
  const tried = async (some: readonly ClusterObject[]): Promise<readonly ApiObject[]> => {
    const taken: ApiObject[] = [];
    for (const one of some) {
      const object = inNamespace(one);
      const answer = await answerOf(api, object);
      answers.set(one, answer);
      if (answer.refusal === undefined) taken.push(object);
    }
    return taken;
  };
  const made: ApiObject[] = [];
  try {
    const own = await tried(objects.filter((object) => kindOf(object) === needed[0]));
    for (const definition of byName([...definitions, ...own])) made.push(await define(api, definition));
    const namespaces = await tried(objects.filter((object) => kindOf(object) === needed[1]));
    for (const namespace of namespaces) await makeNamespace(api, namespace.metadata.name);
    for (const { namespace } of objects) await makeNamespace(api, namespace);
    for (const kind of needed.slice(2))
      for (const object of await tried(objects.filter((one) => kindOf(one) === kind))) await api.apply(object);
    await tried(objects.filter((object) => !needed.includes(kindOf(object))));
  } finally {
    for (const { apiVersion, kind, metadata } of made) await api.delete({ apiVersion, kind, ...metadata });
    for (const { apiVersion, kind, metadata } of made)
      await until(`CRD ${metadata.name}`, undefined, () => api.get({ apiVersion, kind, ...metadata }));
  }
  return answers;
};

const inNamespace = ({ rendered, namespace }: ClusterObject): ApiObject => {
  const object = rendered.object as ApiObject;
  return { ...object, metadata: { ...object.metadata, namespace: object.metadata?.namespace ?? namespace } };
};

const answerOf = async (api: Api, object: ApiObject): Promise<Answer> => {
  const { status, message } = (await refusalOf(api, object)) ?? {};
  // A name that is taken is looked for last.
  if (message === undefined || status === 409) return {};
  return { refusal: message, ...(status === 404 ? { isUnknown: true } : {}) };
};

/** Later ones count. */
const byName = (definitions: readonly ApiObject[]): readonly ApiObject[] => [
  ...new Map(definitions.map((definition) => [definition.metadata.name, definition])).values(),
];

/** Makes a definition and waits until its kind is served. Nobody is there who would convert between its versions. */
const define = async (api: Api, definition: ApiObject): Promise<ApiObject> => {
  const { conversion: _, ...spec } = definition.spec as Readonly<Record<string, unknown>>;
  const { apiVersion, kind, metadata } = definition;
  const { namespace: __, ...named } = metadata;
  await api.apply({ ...definition, metadata: named, spec });
  const { group, names, versions } = spec as {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
  await until(`CRD ${metadata.name}`, 'True', async () =>
    condition(await api.get({ apiVersion, kind, ...named }), 'Established'),
  );
  for (const { name } of versions.filter(({ served }) => served))
    await until(
      `${names.kind} of ${group}/${name}`,
      0,
      async () => (await api.list(`${group}/${name}`, names.kind)).length,
    );
  return { ...definition, metadata: named };
};

const makeNamespace = async (api: Api, name: string): Promise<void> => {
  const reference: Reference = { apiVersion: 'v1', kind: 'Namespace', name };
  if (name === '' || (await api.get(reference)) !== undefined) return;
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  // Pods are refused until their namespace has an account for them.
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', name: 'default', namespace: name };
  await until(`service account of ${name}`, 'default', async () => (await api.get(account))?.metadata.name);
};
