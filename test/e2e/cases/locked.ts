import assert from 'node:assert/strict';
import type { Api, ApiObject } from '../api.ts';
import { conditions } from '../apply.ts';
import type { Case } from '../case.ts';
import { fluxNamespace, lockedDown, startFlux } from '../flux.ts';
import { login } from '../server.ts';
import { dataOf, expect, readiness } from '../target.ts';

const cluster = 'locked-flux';
/** Where each service lives, and what it says. */
const services = {
  web: { namespace: 'locked', message: 'locked' },
  private: { namespace: 'locked', message: 'private' },
  local: { namespace: 'locked-other', message: 'hello' },
} as const;

export const locked: Case = {
  name: 'locked',
  about: 'Flux that forbids references across namespaces and acts as accounts without rights takes what is made for it',
  run: async ({ ground, planes, bootstrap, tell }) => {
    const { api } = planes.argocd;
    await startFlux(planes.argocd, ground, lockedDown);
    for (const object of accountsOfFlux) await api.apply(object);
    const target = await bootstrap(cluster, 'argocd');
    for (const namespace of ['locked', 'locked-other']) {
      // The namespaces come from Git; accounts and Secrets in them are for others to make.
      await expect(target, `namespace ${namespace}`, true, async () => {
        return (await api.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace })) !== undefined;
      });
      for (const object of accountsIn(namespace)) await api.apply(object);
    }
    for (const [name, { namespace, message }] of Object.entries(services)) {
      await expect(target, `${name} is ready`, 'True', () => readiness(api, `${cluster}-${name}`, namespace));
      assert.equal(((await dataOf(api, namespace, name)) as { message?: string } | undefined)?.message, message);
    }
    const labels = (await api.get({ apiVersion: 'v1', kind: 'Namespace', name: 'locked' }))?.metadata.labels ?? {};
    assert.equal(labels['e2e.example.com/team'], 'locked');
    tell(`what names another namespace's source: ${await refused(api)}`);
  },
};

/** What Flux says of what is made without `perNamespace`: the case would show nothing if that went well. */
const refused = async (api: Api): Promise<string> => {
  const across: ApiObject = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'across', namespace: 'locked' },
    spec: {
      interval: '1m',
      prune: true,
      path: './out/locked-flux/releases/web',
      serviceAccountName: 'deployer',
      sourceRef: { kind: 'GitRepository', name: cluster, namespace: fluxNamespace },
    },
  };
  await api.apply(across);
  const target = { cluster, controller: 'flux', api } as const;
  const ready = async (): Promise<{ readonly status?: string; readonly message?: string } | undefined> =>
    conditions(await api.get({ ...across, ...across.metadata })).find(({ type }) => type === 'Ready');
  await expect(target, 'a reference across namespaces is refused', 'False', async () => (await ready())?.status);
  const { message = '' } = (await ready()) ?? {};
  assert.match(message, /cross-namespace references have been blocked/);
  return message;
};

/** The account that Flux's own manifests give the controller that the root acts as. */
const accountsOfFlux: readonly ApiObject[] = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'kustomize-controller', namespace: fluxNamespace } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'kustomize-controller' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'kustomize-controller', namespace: fluxNamespace }],
  },
];

const accountsIn = (namespace: string): readonly ApiObject[] => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'deployer', namespace } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'deployer', namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'deployer', namespace }],
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'charts-credentials', namespace },
    stringData: { ...login },
  },
];
