import { readFileSync } from 'node:fs';
import type { Api, Reference } from '../api.ts';
import { condition } from '../apply.ts';
import type { Case } from '../case.ts';
import { expect, expectSettled, type Target } from '../target.ts';
import { stays, until } from '../until.ts';

const environment = 'environments/dangers.yaml';

export const losses: Case = {
  name: 'losses',
  about: 'what goes when a chart makes less, a service goes or moves, and which annotation keeps it from whom',
  run: async ({ bootstrap, planes, repository }) => {
    await Promise.all([planes.argocd.api, planes.flux.api].map(makeVolumes));
    const targets = await Promise.all([bootstrap('dangers-argocd'), bootstrap('dangers-flux')]);
    await Promise.all(
      targets.flatMap((target) =>
        ['less', 'leaving', 'moved', 'early', 'once', 'held'].map((service) => expectSettled(target, service, 180)),
      ),
    );
    for (const { api } of targets) for (const [plural, kind] of kinds) await makeOne(api, plural, kind);
    await repository.change('Much goes', {
      [environment]: after,
      'charts/dangers/crds/shipped.yaml': null,
      'charts/dangers/templates/handed.yaml': null,
      'charts/dangers/crds/handed.yaml': handed.replaceAll(/^\{\{.*\n/gm, ''),
      'charts/dangers/Chart.yaml': (text) => text.replace('version: 1.0.0', 'version: 1.1.0'),
    });
    await Promise.all(targets.map(afterwards));
  },
};

const web = 'chart: { repository: https://127.0.0.1:18443/charts, name: web, version: 1.0.0 }';
const elsewhere = `${web}, namespace: dangers-new, extraNamespaces: [dangers-old, dangers-new]`;

/** One makes less, one goes, two move, and two are renamed, of which one says only now that it is to be kept. */
const after = `services:
  less:
    chart: { path: charts/dangers }
    namespace: dangers
    clusterResources: [Namespace, apiextensions.k8s.io/CustomResourceDefinition]
    values: { plural: lesser, all: false }
  moved: { ${elsewhere} }
  early: { ${elsewhere}, onRemove: keep }
  again: { ${web}, namespace: dangers-old, onRemove: keep }
  twice: { ${web}, namespace: dangers-old, onRemove: keep }
`;

/** A definition that goes from the templates to crds/. */
const handed = readFileSync(new URL('../fixture/charts/dangers/templates/handed.yaml', import.meta.url), 'utf8');

const kinds = [
  ['lesser', 'Lesser'],
  ['leaving', 'Leaving'],
  ['shipped', 'Shipped'],
  ['handed', 'Handed'],
] as const;

/** Claims must be bound before a chart is ready. */
const makeVolumes = async (api: Api): Promise<void> => {
  for (const claim of ['less', 'leaving'].flatMap((name) => ['plain', 'helm', 'argocd'].map((how) => `${name}-${how}`)))
    await api.apply({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `dangers-${claim}` },
      spec: {
        storageClassName: 'dangers-static',
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteOnce'],
        claimRef: { namespace: 'dangers', name: claim },
        hostPath: { path: '/nowhere' },
      },
    });
};

const definition = (plural: string): Reference => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  name: `${plural}.dangers.example.com`,
});

const makeOne = async (api: Api, plural: string, kind: string): Promise<void> => {
  await until(`CRD ${plural}`, 'True', async () => condition(await api.get(definition(plural)), 'Established'));
  const { name, namespace, ...object } = { ...one(kind), namespace: 'dangers' };
  await until(
    `a ${kind}`,
    'a',
    async () => (await api.apply({ ...object, metadata: { name, namespace } })).metadata.name,
  );
};

const one = (kind: string): Reference => ({
  apiVersion: 'dangers.example.com/v1',
  kind,
  name: 'a',
  namespace: 'dangers',
});

const claim = (name: string): Reference => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  name,
  namespace: 'dangers',
});
const namespace = (name: string): Reference => ({ apiVersion: 'v1', kind: 'Namespace', name });
const deployment = (name: string, namespace: string): Reference => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  name,
  namespace,
});

/** What stays, on whom. All else goes on both. */
const afterwards = async (target: Target): Promise<void> => {
  const isArgocd = target.controller === 'argocd';
  const there: readonly (readonly [Reference, boolean])[] = [
    [claim('less-plain'), false],
    // Helm heeds its own annotation, and Argo CD does only where the Application goes.
    [claim('less-helm'), !isArgocd],
    [claim('less-argocd'), isArgocd],
    [claim('leaving-plain'), false],
    [claim('leaving-helm'), true],
    // What is not pruned goes with the Application all the same.
    [claim('leaving-argocd'), false],
    [namespace('dangers-of-less'), false],
    [namespace('dangers-of-leaving'), false],
    [namespace('dangers'), true],
    // Argo CD knows no definition for its own, and Helm none that a chart ships in crds/.
    [definition('lesser'), isArgocd],
    [definition('leaving'), isArgocd],
    [definition('shipped'), true],
    [one('Shipped'), true],
    // Helm deletes what its templates no longer have, and the next upgrade brings the definition back, empty.
    [one('Handed'), isArgocd],
    [deployment('moved', 'dangers-old'), false],
    [deployment('moved', 'dangers-new'), true],
    // `keep` is about what steers a service, which stays here and prunes.
    [deployment('early', 'dangers-old'), false],
    [deployment('early', 'dangers-new'), true],
    [deployment('once', 'dangers-old'), false],
    [deployment('twice', 'dangers-old'), true],
    [deployment('held', 'dangers-old'), true],
    [deployment('again', 'dangers-old'), true],
  ];
  const look = async (): Promise<readonly string[]> => {
    const found = await Promise.all(there.map(([reference]) => target.api.get(reference)));
    return there.flatMap(([{ kind, name, namespace: at }], index) =>
      found[index] === undefined ? [] : [`${kind} ${name} ${at ?? ''}`],
    );
  };
  const wanted = there.flatMap(([{ kind, name, namespace: at }, stay]) =>
    stay ? [`${kind} ${name} ${at ?? ''}`] : [],
  );
  await expect(target, 'what stays', wanted, look, 180);
  await stays(`${target.cluster}: what stays`, wanted, look, 5);
};
