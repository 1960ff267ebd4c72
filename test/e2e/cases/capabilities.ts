import assert from 'node:assert/strict';
import type { Api } from '../api.ts';
import type { Case } from '../case.ts';
import { dataOf, expectSettled } from '../target.ts';

export const capabilities: Case = {
  name: 'capabilities',
  about: 'what charts hear of the cluster is the same on both but for the versions, which are told',
  run: async ({ bootstrap, planes, tell }) => {
    for (const { api } of [planes.argocd, planes.flux]) await serveThings(api);
    const targets = await Promise.all([bootstrap('capabilities-argocd'), bootstrap('capabilities-flux')]);
    await Promise.all(targets.map((target) => expectSettled(target, 'capabilities')));
    const [ofArgoCd, ofFlux] = await Promise.all(
      targets.map(async ({ api }) => (await dataOf(api, 'capabilities', 'capabilities')) as Record<string, string>),
    );
    assert(ofArgoCd !== undefined && ofFlux !== undefined);
    const different = Object.keys({ ...ofArgoCd, ...ofFlux })
      .filter((key) => ofArgoCd[key] !== ofFlux[key])
      .sort();
    for (const key of different.filter((each) => each !== 'apiVersions'))
      tell(`${key}: Argo CD ${ofArgoCd[key]}, Flux ${ofFlux[key]}`);
    const [apisOfArgoCd, apisOfFlux] = [ofArgoCd, ofFlux].map(
      ({ apiVersions = '[]' }) => JSON.parse(apiVersions) as string[],
    );
    tell(`apiVersions only on Argo CD: ${without(apisOfArgoCd, apisOfFlux).join(' ')}`);
    tell(`apiVersions only on Flux: ${without(apisOfFlux, apisOfArgoCd).join(' ')}`);
    assert.deepEqual(different, ['apiVersions', 'kubeVersion']);
  },
};

const without = (all: readonly string[] = [], others: readonly string[] = []): readonly string[] =>
  all.filter((each) => !others.includes(each));

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
