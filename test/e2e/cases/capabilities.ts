import assert from 'node:assert/strict';
import { type Api, ApiError } from '../api.ts';
import type { Case } from '../case.ts';
import { dataOf, expect, expectSettled, steering, type Target } from '../target.ts';

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
        if (cluster === 'capabilities-argocd') await learnOfThings(target);
        const namespace = cluster.startsWith('pinned') ? 'pinned' : 'capabilities';
        return heard(await dataOf(target.api, namespace, 'capabilities'));
      }),
    );
    assert(open !== undefined && pinned !== undefined && flux !== undefined);
    for (const [name, one] of Object.entries({ 'Argo CD': open, 'Argo CD, pinned': pinned, Flux: flux }))
      tell(`${name}: Kubernetes ${one.kubeVersion}, Helm ${one.helmVersion}, ${one.apiVersions.size} apiVersions`);
    const listed = new Set(await pinnedList(planes.argocd.api));
    // Argo CD gives Helm no cluster but lists, to which Helm adds every version that it was built with, served or not.
    const builtIn = without(pinned.apiVersions, listed);
    assert.deepEqual(
      builtIn.filter((each) => each.split('/').length > 2),
      [],
    );
    tell(`only by Helm's own list on Argo CD: ${without(new Set(builtIn), flux.apiVersions).join(' ')}`);
    const isOthers = isOneOf([...crdsOfArgoCd, ...crdsOfFlux, ...crdsOfOthers, ...builtIn]);
    assert.deepEqual(without(open.apiVersions, flux.apiVersions).filter(isNot(isOthers)), []);
    // Argo CD names the kinds that it could watch; Helm, which Flux lets ask, also those of reviews and sub-resources.
    const watched = await watchable(planes.flux.api);
    const onlyOnFlux = without(flux.apiVersions, open.apiVersions).filter(isNot(isOthers));
    tell(`only on Flux: ${onlyOnFlux.join(' ')}`);
    assert.deepEqual(
      onlyOnFlux.filter((each) => watched.has(each)),
      [],
    );
    // What is pinned is what Kubernetes serves by default, and what the cluster's file adds.
    assert.deepEqual(without(listed, flux.apiVersions), []);
    assert.deepEqual(
      without(flux.apiVersions, listed)
        .filter(isNot(isOthers))
        .filter((each) => watched.has(each)),
      [],
    );
    const served = Object.entries(flux.has).filter(
      ([key]) => !builtIn.includes(key.slice('has.'.length).replace('_', '/')),
    );
    for (const [key, answer] of served) {
      assert.equal(open.has[key], answer, key);
      assert.equal(pinned.has[key], answer, key);
    }
    assert(served.length > 4, 'hardly anything is asked for');
    assert.equal(pinned.kubeVersion, open.kubeVersion);
  },
};

/** What an API server serves and lets watch, as groups and versions and with their kinds. */
const watchable = async (api: Api): Promise<ReadonlySet<string>> => {
  const { groups } = (await api.send('GET', '/apis')) as {
    groups: readonly { versions: readonly { groupVersion: string }[] }[];
  };
  const found = new Set<string>();
  for (const version of ['v1', ...groups.flatMap(({ versions }) => versions.map((one) => one.groupVersion))]) {
    const { resources } = (await api
      .send('GET', version === 'v1' ? '/api/v1' : `/apis/${version}`)
      .catch(whileItComes)) as {
      resources: readonly { kind: string; verbs: readonly string[] }[];
    };
    for (const { kind } of resources.filter(({ verbs }) => verbs.includes('watch')))
      found.add(version).add(`${version}/${kind}`);
  }
  return found;
};

/** Another case makes CRDs: a group is named a little before it is served. */
const whileItComes = (error: unknown): { resources: readonly never[] } => {
  if (error instanceof ApiError && error.status === 404) return { resources: [] };
  throw error;
};

/** What the pinned Application itself lists. */
const pinnedList = async (api: Api): Promise<readonly string[]> => {
  const target: Target = { cluster: 'pinned-argocd', controller: 'argocd', api };
  const { spec } = ((await api.get(steering(target, 'capabilities'))) ?? {}) as {
    spec?: { source: { helm: { apiVersions?: readonly string[] } } };
  };
  return spec?.source.helm.apiVersions ?? [];
};

const crdsOfArgoCd = ['argoproj.io/'];
/** Of other cases, which make them at their own time. */
const crdsOfOthers = [
  'e2e.example.com/v1/Gadget',
  ...['agreement', 'dangers', 'rendered'].map((of) => `${of}.example.com/`),
];
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

const isOneOf =
  (beginnings: readonly string[]) =>
  (apiVersion: string): boolean =>
    beginnings.some((beginning) => apiVersion.startsWith(beginning));

const isNot =
  (rule: (apiVersion: string) => boolean) =>
  (apiVersion: string): boolean =>
    !rule(apiVersion);

/** Argo CD hears of a new kind while it works on other things, and renders again when it is told to. */
const learnOfThings = (target: Target): Promise<void> =>
  expect(target, 'the new kind is known', true, async () => {
    const { apiVersions } = heard(await dataOf(target.api, 'capabilities', 'capabilities'));
    if (apiVersions.has('e2e.example.com/v1/Thing')) return true;
    await target.api.patch(steering(target, 'capabilities'), {
      metadata: { annotations: { 'argocd.argoproj.io/refresh': 'hard' } },
    });
    return false;
  });

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
