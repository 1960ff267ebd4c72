import { ApiError, type Reference } from '../api.ts';
import type { Case, Stage } from '../case.ts';
import { dataOf, expect, expectSettled, helmRelease, state, type Target } from '../target.ts';
import { stays } from '../until.ts';

const environment = 'environments/removal.yaml';
const times = 10;

export const removal: Case = {
  name: 'removal',
  about: 'what goes from the inputs goes from the cluster, and only that: kept services, namespaces and CRDs stay',
  run: async (stage) => {
    const targets = await Promise.all([stage.bootstrap('removal-argocd'), stage.bootstrap('removal-flux')]);
    await Promise.all(
      targets.flatMap((target) => ['deleted', 'kept', 'wide'].map((service) => expectSettled(target, service))),
    );
    await sendTextAgainAndAgain(stage, targets);
    await stage.repository.change(
      'Every service goes',
      { [environment]: 'services: {}\n' },
      { flags: ['--allow-empty'] },
    );
    await Promise.all(targets.map(afterwards));
  },
};

/** Values with a null travel as text: on Flux in a ConfigMap that has another name each time. */
const sendTextAgainAndAgain = async ({ repository }: Stage, targets: readonly Target[]): Promise<void> => {
  for (let time = 1; time <= times; time += 1) {
    const message = `time ${time}`;
    await repository.change(`Values, ${message}`, {
      [environment]: (text) =>
        text.replace(/values: \{ .*unset: null \}/, `values: { message: ${message}, unset: null }`),
    });
    for (const target of targets)
      await expect(target, `message of ${message}`, message, async () => {
        const data = await dataOf(target.api, 'removal', 'deleted');
        return (data as { message?: string } | undefined)?.message;
      });
  }
  for (const target of targets) {
    const count = target.controller === 'flux' ? 1 : 0;
    await expect(target, 'ConfigMaps of values', count, async () => {
      const maps = await target.api.list('v1', 'ConfigMap', 'removal');
      return maps.filter(({ metadata }) => metadata.name.startsWith('deleted-values-')).length;
    });
  }
};

const afterwards = async (target: Target): Promise<void> => {
  const { api, controller, cluster } = target;
  const isThere = async (reference: Reference): Promise<boolean> => (await api.get(reference)) !== undefined;
  for (const service of ['deleted', 'kept', 'wide'])
    await expect(target, `what steers ${service}`, 'absent', () => state(target, service));
  const deployment = (name: string): Reference => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name,
    namespace: 'removal',
  });
  await expect(target, 'Deployment of deleted is there', false, () => isThere(deployment('deleted')));
  for (const namespace of ['removal', 'removal-wide'])
    await expect(target, `namespace ${namespace} is there`, true, () =>
      isThere({ apiVersion: 'v1', kind: 'Namespace', name: namespace }),
    );
  await expect(target, 'left in removal-wide', [], () => leftIn(target, 'removal-wide'));
  await expect(target, 'left in removal', leftOfKept[controller], () => leftIn(target, 'removal'));
  await expect(target, 'ClusterRole is there', false, () =>
    isThere({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'removal-wide-wide' }),
  );
  await expect(target, 'CRD is there', true, () =>
    isThere({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      name: 'gadgets.e2e.example.com',
    }),
  );
  await stays(`${cluster}: Deployment of kept is there`, true, () => isThere(deployment('kept')), 3);
  if (controller === 'argocd')
    await expect(target, 'AppProjects', [`${cluster}-root`], async () => {
      const all = await api.list('argoproj.io/v1alpha1', 'AppProject', 'argocd');
      return all.map(({ metadata }) => metadata.name).filter((name) => name.startsWith(cluster));
    });
  else await expect(target, 'HelmRelease of kept is there', true, () => isThere(helmRelease('kept', 'removal')));
};

/** What a kept service leaves: on Flux its HelmRelease works on. */
const leftOfKept = {
  argocd: ['ConfigMap/kept', 'Deployment/kept', 'Service/kept'],
  flux: ['ConfigMap/kept', 'Deployment/kept', 'HelmRelease/kept', 'Secret/sh.helm.release.v1.kept.v1', 'Service/kept'],
} as const;

const ofKubernetes = new Set(['Event', 'Endpoints', 'EndpointSlice', 'Pod', 'ReplicaSet', 'ServiceAccount']);

const leftIn = async ({ api }: Target, namespace: string): Promise<readonly string[]> => {
  const left = new Set<string>();
  for (const { apiVersion, kind, namespaced } of await api.resources()) {
    if (!namespaced || ofKubernetes.has(kind)) continue;
    // Other cases take definitions away meanwhile.
    const all = await api.list(apiVersion, kind, namespace).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return [];
      throw error;
    });
    for (const { metadata } of all) if (metadata.name !== 'kube-root-ca.crt') left.add(`${kind}/${metadata.name}`);
  }
  return [...left].sort();
};
