import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepTooLate } from '../generator/diff/dangers/keep-too-late.ts';
import { releaseRecreated } from '../generator/diff/dangers/release-recreated.ts';
import { releasesRemoved } from '../generator/diff/dangers/releases-removed.ts';
import type { Release } from '../generator/model/releases.ts';
import { httpChart, located } from './emit-fixture.ts';
import { type ChangeSketch, clusterPair, noSettings, saidBy } from './exposure-fixture.ts';

const map = '{ apiVersion: v1, kind: ConfigMap, metadata: { name: other } }';
const maps = (count: number, kept = 0): string =>
  [...Array(count).keys()]
    .map(
      (index) =>
        `{ apiVersion: v1, kind: ConfigMap, metadata: { name: a${index}, annotations: ${index < kept ? '{ helm.sh/resource-policy: keep }' : '{}'} } }`,
    )
    .join('\n---\n');
const service = (name: string, isGone = false): ChangeSketch => ({
  service: name,
  before: map,
  ...(isGone ? {} : { after: map }),
});
for (const [what, sketches, expected] of [
  ['one of four services', [service('a', true), ...['b', 'c', 'd'].map((name) => service(name))], ['release-removed']],
  [
    'two of four',
    [service('a', true), service('b', true), service('c'), service('d')],
    ['release-removed', 'release-removed', 'many-removed'],
  ],
  ['the only one', [service('a', true)], ['release-removed', 'many-removed']],
  ['the only one, for another', [service('a', true), { service: 'b', after: map }], ['release-removed']],
  ['none', [service('a'), service('b')], []],
  [
    'a kept one of many',
    [{ ...service('a', true), release: { onRemove: 'keep' } }, service('b'), service('c'), service('d')],
    ['release-removed (note)'],
  ],
  ['most objects of one', [{ before: maps(10), after: maps(2) }], ['many-removed']],
  ['few objects of one', [{ before: maps(20), after: maps(15) }], []],
  ['most of very few', [{ before: maps(4), after: maps(1) }], []],
  ['objects that stay', [{ before: `${maps(10, 10)}`, after: '' }], []],
] as const satisfies readonly (readonly [string, readonly ChangeSketch[], readonly string[]])[])
  test(`of a cluster goes ${what}`, () =>
    assert.deepEqual(saidBy([releasesRemoved], clusterPair('eu', sketches)), expected));

test('what goes with a service is counted without what stays', () => {
  const [finding] = releasesRemoved(
    clusterPair('eu', [
      {
        before: maps(5, 2),
        parts: {
          crd: ['{ apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: { name: a } }', ''],
          hook: [maps(1), ''],
        },
      },
      service('b'),
    ]),
    noSettings,
  );
  assert.match(finding?.message ?? '', /its 3 objects with it/);
});

type Sides = Omit<ChangeSketch, 'before' | 'after'> & {
  readonly before?: Partial<Release>;
  readonly after?: Partial<Release>;
};
const namespace = { namespace: located('elsewhere', 'a.yaml', 1) };
const name = { name: 'another' };
const keep = { onRemove: 'keep' } as const;
const argocd = ['argocd', 'argocd'] as const;
const recreated = ['release-recreated'];
const late = ['keep-too-late'];
const both = [...recreated, ...late];
const cases: readonly (readonly [string, Sides, readonly string[]])[] = [
  ['nothing else', {}, []],
  ['another namespace, Flux', { after: namespace }, recreated],
  ['another namespace, Argo CD', { after: namespace, controllers: argocd }, recreated],
  ['another Helm release', { after: name }, recreated],
  ['another controller', { controllers: ['argocd', 'flux'] }, recreated],
  ['another chart version', { versions: ['1.0.0', '2.0.0'] }, []],
  ['rendered, Flux', { after: { delivery: 'rendered' } }, recreated],
  ['rendered, Argo CD', { after: { delivery: 'rendered' }, controllers: argocd }, []],
  ['kept from now on', { after: keep }, []],
  ['another namespace and kept from now on, Flux', { after: { ...namespace, ...keep } }, recreated],
  ['another Helm release and kept from now on, Flux', { after: { ...name, ...keep } }, recreated],
  // `keep` is of the Application, and of the Kustomization, which stay.
  ['another namespace, kept before', { before: keep, after: { ...namespace, ...keep } }, recreated],
  [
    'another namespace and kept from now on, Argo CD',
    { after: { ...namespace, ...keep }, controllers: argocd },
    recreated,
  ],
  ['another controller and kept from now on', { after: keep, controllers: ['argocd', 'flux'] }, both],
];
for (const [what, { before, after, ...sketch }, expected] of cases)
  test(`a release is ${what}`, () => {
    const sides = { releaseBefore: before ?? {}, releaseAfter: after ?? {} };
    const cluster = clusterPair('eu', [{ ...sketch, before: '', after: '', ...sides }]);
    assert.deepEqual(saidBy([releaseRecreated, keepTooLate], cluster), expected);
  });

test('what runs stays where a cluster is looked for elsewhere', () => {
  const pair = clusterPair('eu', [{ before: '', after: '', controllers: argocd }]);
  const [release] = pair.releases;
  assert(release?.after !== undefined);
  const destination = { server: located('https://other.example.com', 'clusters/eu.yaml', 3) };
  const after = { ...release.after, cluster: { ...release.after.cluster, destination } };
  const [finding, ...others] = releaseRecreated({ ...pair, releases: [{ ...release, after }] }, noSettings);
  assert.match(finding?.message ?? '', /what runs at the old place stays/);
  assert.deepEqual(others, []);
});

const chart = located(httpChart('shop'), 'a.yaml', 1);
const shop = { name: 'shop', namespace: located('shop', 'a.yaml', 1), chart };
const old = (own: Partial<Release> = {}): ChangeSketch => ({
  service: 'a',
  before: '',
  releaseBefore: { ...shop, ...own },
});
const fresh = (own: Partial<Release> = {}): ChangeSketch => ({
  service: 'b',
  after: '',
  releaseAfter: { ...shop, ...own },
});
for (const [what, before, after, expected] of [
  ['with its Helm release', old(), fresh(), recreated],
  ['with its Helm release, kept before', old(keep), fresh(keep), []],
  ['with its Helm release, kept from now on', old(), fresh(keep), both],
  ['with a Helm release of its own', old(), fresh(name), []],
  ['with a Helm release of its own, kept from now on', old(), fresh({ ...name, ...keep }), late],
  [
    'kept, while another chart goes',
    old({ chart: located(httpChart('other'), 'a.yaml', 1) }),
    fresh({ ...name, ...keep }),
    [],
  ],
  ['kept, while one goes elsewhere', old(namespace), fresh({ ...name, ...keep }), []],
] as const)
  test(`a service is renamed: ${what}`, () => {
    assert.deepEqual(saidBy([releaseRecreated, keepTooLate], clusterPair('eu', [before, after])), expected);
  });
