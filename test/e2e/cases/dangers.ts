import { type Api, ApiError, type ApiObject } from '../api.ts';
import { condition } from '../apply.ts';
import type { Case } from '../case.ts';
import { changes, saidToBeRefused } from '../dangers/refusals.ts';
import { NotReached, until } from '../until.ts';

const namespace = 'dangers';

export const dangers: Case = {
  name: 'dangers',
  about:
    'what `diff` calls refused is refused by an API server and nothing else; what it calls lost is lost, and its harmless neighbours are not',
  run: async ({ planes, tell }) => {
    const { api } = planes.flux;
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    // Before there are kinds of our own, which an API server takes a while to know.
    const everywhere = new Set((await api.resources()).filter(({ namespaced }) => !namespaced).map(({ kind }) => kind));
    const wrong: string[] = [];
    for (const change of changes) {
      const { name, before, after, refused } = change;
      const said = saidToBeRefused(change).length > 0;
      const refusal = await refusalOfUpdate(api, placed(before, everywhere), placed(after, everywhere));
      if ((refusal !== undefined) !== said || said !== refused.length > 0)
        wrong.push(`${name}: the rule says ${said ? 'refused' : 'taken'}, the server ${refusal ?? 'takes it'}`);
    }
    const count = changes.filter(({ refused }) => refused.length > 0).length;
    tell(`the server refuses ${count} changes and takes ${changes.length - count} harmless ones, as the rules say`);
    if (wrong.length > 0) throw new NotReached(wrong.join('\n'));
    await shrinking(api);
    await definitions(api);
    await namespaces(api);
    await claims(api, 'whenDeleted');
    await claims(api, 'whenScaled');
    await claimItself(api);
    tell('objects go with their definition and their namespace, claims with their StatefulSet where it says Delete');
  },
};

const placed = (object: object, everywhere: ReadonlySet<string>): ApiObject => {
  const given = object as ApiObject;
  return everywhere.has(given.kind) ? given : { ...given, metadata: { ...given.metadata, namespace } };
};

const refusalOfUpdate = async (api: Api, before: ApiObject, after: ApiObject): Promise<string | undefined> => {
  await api.apply(before);
  // Only what is established has names and a scope to keep.
  if (before.kind === 'CustomResourceDefinition')
    await until(before.metadata.name, 'True', async () =>
      condition(await api.get({ ...before, ...before.metadata }), 'Established'),
    );
  return refusalOf(() => api.apply(after, { dryRun: true }));
};

const refusalOf = async (work: () => Promise<unknown>): Promise<string | undefined> => {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 422 || error.status === 403)) return error.message;
    throw error;
  }
};

const expectRefusal = async (what: string, message: RegExp, work: () => Promise<unknown>): Promise<void> => {
  const refusal = await refusalOf(work);
  if (refusal === undefined || !message.test(refusal))
    throw new NotReached(`${what}: ${refusal ?? 'the server takes it'}`);
};

const claim = (name: string, storage: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'dangers', resources: { requests: { storage } } },
});

/** `volume-shrinks`: only what is bound has a size to lose, so a volume is bound first. */
const shrinking = async (api: Api): Promise<void> => {
  await api.apply({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'dangers' },
    provisioner: 'kubernetes.io/no-provisioner',
    allowVolumeExpansion: true,
  });
  await api.apply({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'dangers-shrinking' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '2Gi' },
      storageClassName: 'dangers',
      hostPath: { path: '/tmp/never' },
    },
  });
  const reference = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: 'shrinking', namespace };
  await api.apply(claim('shrinking', '2Gi'));
  await until(
    'the claim',
    'Bound',
    async () => ((await api.get(reference))?.status as { phase?: string } | undefined)?.phase,
  );
  await expectRefusal('a claim that shrinks', /storage.*can not be less than/, () =>
    api.apply(claim('shrinking', '1Gi'), { dryRun: true }),
  );
  await api.apply(claim('shrinking', '3Gi'), { dryRun: true });
};

const definition = (versions: readonly string[]): ApiObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'losses.dangers.example.com' },
  spec: {
    group: 'dangers.example.com',
    scope: 'Namespaced',
    names: { plural: 'losses', singular: 'loss', kind: 'Loss' },
    versions: versions.map((name, index) => ({
      name,
      served: true,
      storage: index === versions.length - 1,
      schema: { openAPIV3Schema: { type: 'object' } },
    })),
  },
});

/** `definition-version-dropped` and `definition-removed`. */
const definitions = async (api: Api): Promise<void> => {
  await api.apply(definition(['v1']));
  const loss = { apiVersion: 'dangers.example.com/v1', kind: 'Loss', metadata: { name: 'loss', namespace } };
  await until('an object of the new kind', true, () => api.apply(loss).then(() => true));
  await api.apply(definition(['v1', 'v2']));
  await expectRefusal('a version that is stored', /storedVersions/, () => api.apply(definition(['v2'])));
  const reference = {
    apiVersion: definition([]).apiVersion,
    kind: 'CustomResourceDefinition',
    name: 'losses.dangers.example.com',
  };
  await api.delete(reference);
  await until('the definition', undefined, () => api.get(reference));
  await api.apply(definition(['v1', 'v2']));
  await until('objects of a definition that went and came again', [], () =>
    api.list('dangers.example.com/v1', 'Loss', namespace),
  );
};

/** `namespace-removed`. */
const namespaces = async (api: Api): Promise<void> => {
  const name = 'dangers-going';
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await api.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'inside', namespace: name } });
  await api.delete({ apiVersion: 'v1', kind: 'Namespace', name });
  await until('what was in the namespace', undefined, () =>
    api.get({ apiVersion: 'v1', kind: 'ConfigMap', name: 'inside', namespace: name }),
  );
};

const statefulSet = (name: string, policy: Readonly<Record<string, string>>, replicas: number): ApiObject => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, namespace },
  spec: {
    serviceName: name,
    replicas,
    podManagementPolicy: 'Parallel',
    persistentVolumeClaimRetentionPolicy: policy,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'app', image: 'app:1' }] },
    },
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    ],
  },
});

/** `claims-deleted`, and `claims-left` as its harmless neighbour. */
const claims = async (api: Api, when: 'whenDeleted' | 'whenScaled'): Promise<void> => {
  for (const [policy, left] of [
    ['Delete', when === 'whenScaled' ? 1 : 0],
    ['Retain', 2],
  ] as const) {
    const name = `${when}-${policy}`.toLowerCase();
    const own = async (): Promise<number> =>
      (await api.list('v1', 'PersistentVolumeClaim', namespace)).filter(({ metadata }) =>
        metadata.name.startsWith(`data-${name}-`),
      ).length;
    await api.apply(statefulSet(name, { [when]: policy }, 2));
    await until(`claims of ${name}`, 2, own);
    // The controller owns claims once their pods are there.
    await until(
      `pods of ${name}`,
      2,
      async () =>
        (await api.list('v1', 'Pod', namespace)).filter(({ metadata }) => metadata.name.startsWith(`${name}-`)).length,
    );
    if (when === 'whenScaled') await api.apply(statefulSet(name, { [when]: policy }, 1));
    else await api.delete({ apiVersion: 'apps/v1', kind: 'StatefulSet', name, namespace }, 'Foreground');
    await released(api, name, when === 'whenScaled' ? 1 : 0);
    await until(`claims of ${name} after it`, left, own);
  }
};

/** There is no kubelet that would end pods, nor one that says that a claim is no longer in use. */
const released = async (api: Api, name: string, left: number): Promise<void> => {
  await until(`pods of ${name} after it`, left, async () => {
    const pods = (await api.list('v1', 'Pod', namespace)).filter(({ metadata }) =>
      metadata.name.startsWith(`${name}-`),
    );
    for (const { metadata } of pods)
      if (metadata.deletionTimestamp !== undefined)
        await api.send('DELETE', `/api/v1/namespaces/${namespace}/pods/${metadata.name}`, { gracePeriodSeconds: 0 });
    return pods.length;
  });
};

/** `claim-removed`: a claim that is deleted is gone, one that nobody deletes is not. */
const claimItself = async (api: Api): Promise<void> => {
  for (const name of ['going', 'staying']) await api.apply(claim(name, '1Gi'));
  const reference = (name: string): { apiVersion: string; kind: string; name: string; namespace: string } => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    name,
    namespace,
  });
  await api.delete(reference('going'));
  await until('the claim that went', undefined, () => api.get(reference('going')));
  if ((await api.get(reference('staying'))) === undefined) throw new NotReached('the claim beside it went, too');
};
