import assert from 'node:assert/strict';
import { type Api, ApiError, type ApiObject, type Reference } from '../api.ts';
import { condition } from '../apply.ts';
import type { Case } from '../case.ts';
import { type ServerChange, serverChanges } from '../dangers/changes.ts';
import { NotReached, pause, stays, until } from '../until.ts';

const namespace = 'dangers';

export const dangers: Case = {
  name: 'dangers',
  about: 'what `diff` calls refused is refused by an API server, what is lost is lost, and their neighbours are not',
  run: async ({ planes, tell }) => {
    const { api } = planes.argocd;
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    await until(
      'service account',
      'default',
      async () =>
        (await api.get({ apiVersion: 'v1', kind: 'ServiceAccount', name: 'default', namespace }))?.metadata.name,
    );
    await refusals(api, tell);
    await definition(api);
    await namespaces(api);
    await Promise.all([claims(api, 'Delete'), claims(api, 'Retain')]);
    await evictions(api);
    await restarts(api);
  },
};

const refusals = async (api: Api, tell: (line: string) => void): Promise<void> => {
  const wrong: string[] = [];
  const count = { taken: 0, refused: 0 };
  for (const change of serverChanges()) {
    const refusal = await refusalOf(api, change);
    const { name, before, isTaken } = change;
    if ((refusal === undefined) !== isTaken)
      wrong.push(`${before.kind}: ${name}: meant to be ${isTaken ? 'taken' : 'refused'}, the server says ${refusal}`);
    else count[isTaken ? 'taken' : 'refused'] += 1;
  }
  if (wrong.length > 0) throw new NotReached(wrong.join('\n'));
  tell(`${count.refused} changes are refused, ${count.taken} are taken`);
};

const refusalOf = async (api: Api, { given, before, after }: ServerChange): Promise<string | undefined> => {
  const there = [...given, before].map(inNamespace);
  try {
    for (const object of given) await api.apply(inNamespace(object));
    // Admission looks at classes and volumes through a cache.
    if (given.length > 0) await pause(1000);
    await api.apply(inNamespace(before));
    await untilReady(api, inNamespace(before), given);
    try {
      await api.apply(inNamespace(after));
    } catch (error) {
      if (error instanceof ApiError && error.status === 422) return error.message;
      if (error instanceof ApiError && error.status === 403) return error.message;
      throw error;
    }
    return undefined;
  } finally {
    for (const object of there.toReversed()) await gone(api, referenceOf(object));
  }
};

/** What is cluster-scoped is asked for without: the client leaves the namespace out. */
const inNamespace = (object: ApiObject): ApiObject => ({ ...object, metadata: { ...object.metadata, namespace } });

const referenceOf = ({ apiVersion, kind, metadata }: ApiObject): Reference => ({
  apiVersion,
  kind,
  name: metadata.name,
  namespace: metadata.namespace ?? namespace,
});

const untilReady = async (api: Api, object: ApiObject, given: readonly ApiObject[]): Promise<void> => {
  if (object.kind === 'CustomResourceDefinition')
    await until('definition', 'True', async () => condition(await api.get(referenceOf(object)), 'Established'));
  if (given.some(({ kind }) => kind === 'PersistentVolume'))
    await until('claim', 'Bound', async () => {
      const { phase } = ((await api.get(referenceOf(object)))?.status ?? {}) as { readonly phase?: string };
      return phase;
    });
};

const gone = async (api: Api, reference: Reference): Promise<void> => {
  await api.delete(reference).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  });
  await until(`${reference.kind} ${reference.name} is there`, false, () => isThere(api, reference));
};

const isThere = async (api: Api, reference: Reference): Promise<boolean> => (await api.get(reference)) !== undefined;

/** `definition-removed`: with the definition goes every object, and it does not come back with it. */
const definition = async (api: Api): Promise<void> => {
  const kind = serverChanges().find(({ before }) => before.kind === 'CustomResourceDefinition')?.before;
  assert(kind !== undefined);
  const widget = { apiVersion: 'dangers.example.com/v1', kind: 'Widget', metadata: { name: 'a', namespace } };
  const established = (): Promise<void> => untilReady(api, kind, []);
  await api.apply(kind);
  await established();
  await until('a widget', 'a', async () => (await api.apply(widget)).metadata.name);
  // Its neighbour: a change of the definition.
  await api.apply({ ...kind, metadata: { ...kind.metadata, labels: { a: 'b' } } });
  assert(await isThere(api, referenceOf(widget)), 'the widget went with a label');
  await gone(api, referenceOf(kind));
  await api.apply(kind);
  await established();
  await until('widgets', [], async () => api.list(widget.apiVersion, widget.kind, namespace));
  await gone(api, referenceOf(kind));
};

/** `namespace-removed`: everything in it goes, whoever made it. */
const namespaces = async (api: Api): Promise<void> => {
  const metadata = { name: 'dangers-full' };
  const full = { apiVersion: 'v1', kind: 'Namespace', metadata };
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'a', namespace: metadata.name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };
  await api.apply(full);
  await api.apply(claim);
  await gone(api, { ...full, ...metadata });
  assert(!(await isThere(api, referenceOf(claim))), 'the claim outlived its namespace');
};

/** `claims-deleted`, and `claims-left`: a StatefulSet shrinks, and goes. */
const claims = async (api: Api, policy: 'Delete' | 'Retain'): Promise<void> => {
  const name = `set-${policy.toLowerCase()}`;
  const set = (replicas: number): ApiObject => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace },
    spec: {
      replicas,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: policy, whenScaled: policy },
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'a', image: 'registry.k8s.io/pause:3.10' }] },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  });
  const ofSet = async (kind: string): Promise<readonly string[]> =>
    (await api.list('v1', kind, namespace))
      .map(({ metadata }) => metadata.name)
      .filter((one) => one.includes(name))
      .sort();
  const [first, second] = [`data-${name}-0`, `data-${name}-1`];
  await api.apply(set(2));
  await until(`pods of ${name}`, 2, async () => (await ofSet('Pod')).length);
  await until(`claims of ${name}`, [first, second], () => ofSet('PersistentVolumeClaim'));
  await api.apply(set(1));
  await until(`pods of ${name}, which shrank`, [`${name}-0`], () => ofSet('Pod'));
  const left = policy === 'Delete' ? [first] : [first, second];
  await until(`claims of ${name}, which shrank`, left, () => ofSet('PersistentVolumeClaim'));
  await gone(api, referenceOf(set(1)));
  await until(`pods of ${name}, which is gone`, [], () => ofSet('Pod'));
  if (policy === 'Delete') await until(`claims of ${name}, which is gone`, [], () => ofSet('PersistentVolumeClaim'));
  else await stays(`claims of ${name}, which is gone`, left, () => ofSet('PersistentVolumeClaim'), 3);
};

const deployment = (name: string, spec: object, image = 'a:1', readyAfter = '0'): ApiObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: {
    ...spec,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name }, annotations: { 'e2e/ready-after': readyAfter } },
      spec: { containers: [{ name: 'a', image }] },
    },
  },
});

const podsOf = async (api: Api, name: string): Promise<readonly ApiObject[]> =>
  (await api.list('v1', 'Pod', namespace)).filter(({ metadata }) => metadata.labels?.app === name);

const available = async (api: Api, object: ApiObject): Promise<unknown> =>
  ((await api.get(referenceOf(object)))?.status as { readonly availableReplicas?: number } | undefined)
    ?.availableReplicas;

/** `quorum-lost`, for a PodDisruptionBudget: no pod can be evicted once there are just as many as it asks for. */
const evictions = async (api: Api): Promise<void> => {
  const name = 'budgeted';
  const evict = async (): Promise<number> => {
    const [pod] = await podsOf(api, name);
    assert(pod !== undefined);
    const path = `/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}`;
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod.metadata.name, namespace } };
    return api.send('POST', `${path}/eviction?dryRun=All`, { ...eviction, deleteOptions: { dryRun: ['All'] } }).then(
      () => 201,
      (error: unknown) => (error instanceof ApiError ? error.status : Promise.reject(error)),
    );
  };
  const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name, namespace } };
  await api.apply(deployment(name, { replicas: 3 }));
  await api.apply({ ...budget, spec: { minAvailable: 2, selector: { matchLabels: { app: name } } } });
  await until('three pods', 3, () => available(api, deployment(name, {})));
  await until('an eviction of three', 201, evict);
  await api.apply(deployment(name, { replicas: 2 }));
  await until('two pods', 2, async () => (await podsOf(api, name)).length);
  await until('an eviction of two', 429, evict);
  await stays('an eviction of two', 429, evict, 2);
  await gone(api, referenceOf(deployment(name, {})));
};

/** `restart-at-once`: with Recreate, no new pod comes before all old ones are gone; with a rolling update, some always run. */
const restarts = async (api: Api): Promise<void> => {
  for (const [type, fewest] of [
    ['Recreate', 0],
    ['RollingUpdate', 2],
  ] as const) {
    const name = `restarts-${type.toLowerCase()}`;
    const spec = { replicas: 2, strategy: { type } };
    await api.apply(deployment(name, spec));
    await until(`pods of ${name}`, 2, () => available(api, deployment(name, spec)));
    let least = 2;
    await api.apply(deployment(name, spec, 'a:2', '2'));
    await until(`new pods of ${name}`, [2, 2], async () => {
      const pods = await podsOf(api, name);
      least = Math.min(least, pods.filter(({ status }) => (status as { phase?: string }).phase === 'Running').length);
      const images = pods.map((pod) => (pod.spec as { containers: { image: string }[] }).containers[0]?.image);
      return [pods.length, images.filter((image) => image === 'a:2').length];
    });
    assert.equal(least, fewest, `${least} pods of ${name} ran at some time`);
    await gone(api, referenceOf(deployment(name, {})));
  }
};
