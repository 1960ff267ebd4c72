import assert from 'node:assert/strict';
import type { Api } from '../api.ts';
import type { Case } from '../case.ts';
import { dataOf, expectSettled } from '../target.ts';

export const capabilities: Case = {
  name: 'capabilities',
  about:
    'what charts hear of the cluster differs between the two as the documents say, with and without pinApiVersions',
  run: async ({ bootstrap, planes, tell }) => {
    for (const { api } of [planes.argocd, planes.flux]) await serveThings(api);
    const [open, pinned, flux] = await Promise.all(
      ['capabilities-argocd', 'pinned-argocd', 'capabilities-flux'].map(async (cluster) => {
        const target = await bootstrap(cluster);
        await expectSettled(target, 'capabilities');
        const namespace = cluster.startsWith('pinned') ? 'pinned' : 'capabilities';
        return heard(await dataOf(target.api, namespace, 'capabilities'));
      }),
    );
    assert(open !== undefined && pinned !== undefined && flux !== undefined);
    for (const [name, one] of Object.entries({ 'Argo CD': open, 'Argo CD, pinned': pinned, Flux: flux }))
      tell(`${name}: Kubernetes ${one.kubeVersion}, Helm ${one.helmVersion}, ${one.apiVersions.size} apiVersions`);
    // Both ask their API server, where each has its own CRDs beside what Kubernetes serves.
    assert.deepEqual(without(open.apiVersions, flux.apiVersions).filter(isNotOf(crdsOfArgoCd)), []);
    assert.deepEqual(without(flux.apiVersions, open.apiVersions).filter(isNotOf(crdsOfFlux)), []);
    assert.deepEqual(open.has, flux.has);
    // The pinned list is what Kubernetes serves by default, and what the cluster's file adds.
    const others = isNotOf([...crdsOfArgoCd, ...crdsOfFlux, 'e2e.example.com/']);
    assert.deepEqual(without(pinned.apiVersions, open.apiVersions), compiledIn(pinned.apiVersions, open.apiVersions));
    assert.deepEqual(without(open.apiVersions, pinned.apiVersions).filter(others), []);
    assert.deepEqual(pinned.has, { ...open.has });
    assert.equal(pinned.kubeVersion, open.kubeVersion);
  },
};

const crdsOfArgoCd = ['argoproj.io/'];
const crdsOfFlux = ['source.toolkit.fluxcd.io/', 'helm.toolkit.fluxcd.io/', 'kustomize.toolkit.fluxcd.io/'];

interface Heard {
  readonly kubeVersion: string;
  readonly helmVersion: string;
  readonly apiVersions: ReadonlySet<string>;
  /** What `.Capabilities.APIVersions.Has` says of each. */
  readonly has: Readonly<Record<string, string>>;
}

const heard = (data: unknown): Heard => {
  const { kubeVersion = '', helmVersion = '', apiVersions = '[]', ...has } = data as Readonly<Record<string, string>>;
  return { kubeVersion, helmVersion, apiVersions: new Set(JSON.parse(apiVersions) as string[]), has };
};

const without = (all: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] =>
  [...all].filter((each) => !others.has(each)).sort();

const isNotOf =
  (prefixes: readonly string[]) =>
  (apiVersion: string): boolean =>
    !prefixes.some((prefix) => apiVersion.startsWith(prefix));

/** Helm itself adds old versions that it has compiled in, whatever the list says: those have no kind behind them. */
const compiledIn = (pinned: ReadonlySet<string>, open: ReadonlySet<string>): readonly string[] =>
  without(pinned, open).filter((each) => each.split('/').length < 3);

const serveThings = async (api: Api): Promise<void> => {
  const names = { kind: 'Thing', listKind: 'ThingList', plural: 'things', singular: 'thing' };
  await api.apply({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.e2e.example.com' },
    spec: {
      group: 'e2e.example.com',
      scope: 'Namespaced',
      names,
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  });
};
