import type { ClusterObject } from '../../../generator/model/rendered.ts';
import { textOf } from '../../../generator/object-fields.ts';
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
    made.push(...(await define(api, byName([...definitions, ...own]))));
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

/** Makes definitions and waits until their kinds are served. */
const define = async (api: Api, definitions: readonly ApiObject[]): Promise<readonly ApiObject[]> => {
  const all = definitions.map(tryable);
  for (const definition of all) await api.apply(definition);
  for (const { apiVersion, kind, metadata, spec } of all) {
    await until(`CRD ${metadata.name}`, 'True', async () =>
      condition(await api.get({ apiVersion, kind, ...metadata }), 'Established'),
    );
    const { group, names, versions } = spec as {
      readonly group: string;
      readonly names: { readonly kind: string };
      readonly versions: readonly { readonly name: string; readonly served: boolean }[];
    };
    for (const { name } of versions.filter(({ served }) => served))
      await until(
        `${names.kind} of ${group}/${name}`,
        0,
        async () => (await api.list(`${group}/${name}`, names.kind)).length,
      );
  }
  return all;
};

/**
 * Nobody is there who would convert between versions. And what is known of other projects has no prose, and so nothing of who approved of a group of
 * Kubernetes' own.
 */
const tryable = (definition: ApiObject): ApiObject => {
  const { conversion: _, ...spec } = definition.spec as Readonly<Record<string, unknown>>;
  const { namespace: __, ...metadata } = definition.metadata;
  const annotations = { 'api-approved.kubernetes.io': 'unapproved', ...metadata.annotations };
  return { ...definition, metadata: { ...metadata, annotations }, spec };
};

const makeNamespace = async (api: Api, name: string): Promise<void> => {
  const reference: Reference = { apiVersion: 'v1', kind: 'Namespace', name };
  if (name === '' || (await api.get(reference)) !== undefined) return;
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  // Pods are refused until their namespace has an account for them.
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', name: 'default', namespace: name };
  await until(`service account of ${name}`, 'default', async () => (await api.get(account))?.metadata.name);
};
