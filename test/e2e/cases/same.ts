import assert from 'node:assert/strict';
import type { Api, ApiObject } from '../api.ts';
import type { Case } from '../case.ts';
import { expectRendered } from '../rendered.ts';
import { expectSettled } from '../target.ts';

const namespace = 'same';

/** Made by controllers of Kubernetes out of what was deployed, or by Helm and Flux for themselves. */
const notDeployed = new Set([
  'Event',
  'Endpoints',
  'EndpointSlice',
  'Pod',
  'ReplicaSet',
  'ServiceAccount',
  'HelmRelease',
  'HelmChart',
]);

/** The closed list of docs/controllers.md. */
const added = {
  argocd: { annotations: ['argocd.argoproj.io/tracking-id'], labels: [] },
  flux: {
    annotations: ['meta.helm.sh/release-name', 'meta.helm.sh/release-namespace'],
    labels: ['helm.toolkit.fluxcd.io/name', 'helm.toolkit.fluxcd.io/namespace', 'app.kubernetes.io/managed-by'],
  },
} as const;

export const same: Case = {
  name: 'same',
  about: 'one environment gives equal objects on an Argo CD and on a Flux cluster',
  run: async ({ bootstrap, planes, repository, tell }) => {
    const targets = await Promise.all([bootstrap('same-argocd'), bootstrap('same-flux')]);
    await Promise.all(
      targets.flatMap((target) => ['web', 'local', 'root'].map((service) => expectSettled(target, service))),
    );
    const ofArgoCd = await deployed(planes.argocd.api);
    const ofFlux = await deployed(planes.flux.api);
    assert.deepEqual(
      [...ofArgoCd.keys()],
      ['ConfigMap/local', 'ConfigMap/web', 'Deployment/web', 'Namespace/same', 'Service/web'],
    );
    assert.deepEqual([...ofFlux.keys()], [...ofArgoCd.keys()]);
    for (const [name, object] of ofArgoCd) {
      const other = ofFlux.get(name);
      assert(other !== undefined);
      assert.deepEqual(comparable(object, 'argocd'), comparable(other, 'flux'), name);
    }
    for (const target of targets)
      tell(
        `${target.controller}: ${await expectRendered(repository, target)} objects are what \`espalier render\` shows`,
      );
    tell(`${ofArgoCd.size} objects are equal but for ${JSON.stringify(added)} and the Namespace's own`);
  },
};

/** All that lies in the namespace, and itself, by kind and name. */
const deployed = async (api: Api): Promise<ReadonlyMap<string, ApiObject>> => {
  const found = new Map<string, ApiObject>();
  for (const { apiVersion, kind, namespaced } of await api.resources()) {
    if (!namespaced || notDeployed.has(kind)) continue;
    for (const object of await api.list(apiVersion, kind, namespace)) {
      const isOthers = object.metadata.name === 'kube-root-ca.crt' || String(object.type ?? '').startsWith('helm.sh/');
      // The text of values is Flux's own way of sending them.
      if (!isOthers && !/-values-[0-9a-f]{10}$/.test(object.metadata.name))
        found.set(`${kind}/${object.metadata.name}`, object);
    }
  }
  const itself = await api.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  if (itself !== undefined) found.set(`Namespace/${namespace}`, itself);
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** An object without what an API server gives to each, and without what its controller is known to add. */
const comparable = ({ metadata, status: _, ...rest }: ApiObject, controller: 'argocd' | 'flux'): unknown => {
  const keep = (all: Readonly<Record<string, string>> | undefined, drop: readonly string[]): Record<string, string> =>
    Object.fromEntries(Object.entries(all ?? {}).filter(([key]) => !drop.includes(key)));
  const { labels, annotations, name, namespace: where } = metadata;
  return {
    ...withoutAddresses(rest),
    name,
    where,
    labels: keep(labels, [...added[controller].labels, ...ofNamespace.labels]),
    annotations: keep(annotations, [...added[controller].annotations, ...ofKubernetes, ...ofNamespace.annotations]),
  };
};

const ofKubernetes = ['deployment.kubernetes.io/revision'];
const ofNamespace = {
  labels: ['kustomize.toolkit.fluxcd.io/name', 'kustomize.toolkit.fluxcd.io/namespace'],
  annotations: ['argocd.argoproj.io/sync-options', 'kustomize.toolkit.fluxcd.io/prune'],
};

/** Each API server hands out its own. */
const withoutAddresses = (object: Record<string, unknown>): Record<string, unknown> => {
  if (object.kind !== 'Service') return object;
  const { clusterIP: _ip, clusterIPs: _ips, ...spec } = object.spec as Record<string, unknown>;
  return { ...object, spec };
};
