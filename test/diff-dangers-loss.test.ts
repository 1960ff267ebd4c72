import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { claimRemoved } from '../generator/diff/dangers/claim-removed.ts';
import { definitionRemoved } from '../generator/diff/dangers/definition-removed.ts';
import { namespaceRemoved } from '../generator/diff/dangers/namespace-removed.ts';
import type { DangerRule } from '../generator/diff/dangers/rule.ts';
import { rulesOfLoss } from '../generator/diff/dangers/rules-of-loss.ts';
import { pairObjects } from '../generator/diff/pair-objects.ts';
import type { ReleasePair, SideObject } from '../generator/model/comparison.ts';
import type { JsonObject } from '../generator/model/values.ts';
import { located } from './emit-fixture.ts';
import { type ChangeSketch, clusterPair, noSettings, saidBy, sideOf } from './exposure-fixture.ts';
import { oddJson } from './odd-json.ts';

const argocd: ChangeSketch = { controllers: ['argocd', 'argocd'] };
const rendered: ChangeSketch = { release: { delivery: 'rendered' } };
const argocdRendered: ChangeSketch = { ...argocd, ...rendered };
const map = '{ apiVersion: v1, kind: ConfigMap, metadata: { name: other } }';
const says = (rule: DangerRule, sketch: ChangeSketch): readonly string[] => saidBy([rule], clusterPair('eu', [sketch]));

/** An object with annotations. */
type Made = (annotations?: string) => string;
const made =
  (apiVersion: string, kind: string, rest = ''): Made =>
  (annotations = '{}') =>
    `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: a, annotations: ${annotations} }${rest} }`;
const claim = made('v1', 'PersistentVolumeClaim');
const definition = made('apiextensions.k8s.io/v1', 'CustomResourceDefinition', ', spec: { names: { kind: Widget } }');
const byHelm = '{ helm.sh/resource-policy: keep }';
const byKustomize = '{ kustomize.toolkit.fluxcd.io/prune: disabled }';
const option = (text: string): string => `{ argocd.argoproj.io/sync-options: "Validate=false, ${text}" }`;

// Every pair of these differs in one thing alone. `test/e2e/cases/losses.ts` holds what the controllers do.
const keeping: readonly (readonly [string, ChangeSketch, string, 'less' | 'gone', boolean])[] = [
  ['a chart makes it no more, Flux', {}, '{}', 'less', true],
  ['a chart makes it no more, Argo CD', argocd, '{}', 'less', true],
  ['the service goes, Flux', {}, '{}', 'gone', true],
  ['the service goes, Argo CD', argocd, '{}', 'gone', true],
  ['kept for Helm, Flux', {}, byHelm, 'less', false],
  ['kept for Helm, Flux, the service goes', {}, byHelm, 'gone', false],
  ['kept for Helm, Argo CD', argocd, byHelm, 'less', true],
  ['kept for Helm, Argo CD, the service goes', argocd, byHelm, 'gone', false],
  ['kept for Helm, rendered for Argo CD', argocdRendered, byHelm, 'less', false],
  ['kept for Helm, rendered for Flux', rendered, byHelm, 'gone', false],
  ['not pruned, Argo CD', argocd, option('Prune=false'), 'less', false],
  ['pruned once confirmed, Argo CD', argocd, option('Prune=confirm'), 'less', false],
  ['not pruned, Argo CD, the service goes', argocd, option('Prune=false'), 'gone', true],
  ['not deleted, Argo CD, the service goes', argocd, option('Delete=false'), 'gone', false],
  ['not deleted, Argo CD', argocd, option('Delete=false'), 'less', true],
  ['not pruned by Argo CD, Flux', {}, option('Prune=false'), 'less', true],
  ['not pruned by Kustomize, Flux with Helm', {}, byKustomize, 'less', true],
  ['not pruned by Kustomize, rendered for Flux', rendered, byKustomize, 'less', false],
  ['not pruned by Kustomize, Argo CD', argocd, byKustomize, 'less', true],
  ['the service goes and is kept', { release: { onRemove: 'keep' } }, '{}', 'gone', false],
  ['a chart of a kept service makes it no more', { release: { onRemove: 'keep' } }, '{}', 'less', true],
];
for (const [what, sketch, annotations, how, speaks] of keeping)
  for (const [kind, object, rule, code] of [
    ['claim', claim, claimRemoved, 'claim-removed'],
    ['volume', made('v1', 'PersistentVolume'), claimRemoved, 'claim-removed'],
    ['namespace', made('v1', 'Namespace'), namespaceRemoved, 'namespace-removed'],
    ['map', made('v1', 'ConfigMap'), claimRemoved, undefined],
  ] as const)
    test(`a ${kind} goes: ${what}`, () => {
      const after = how === 'gone' ? {} : { after: '' };
      const expected = speaks && code !== undefined ? [code] : [];
      assert.deepEqual(says(rule, { ...sketch, before: object(annotations), ...after }), expected);
    });

test('what a fix says to annotate is what keeps it', () => {
  const fixOf = (sketch: ChangeSketch): string | undefined =>
    claimRemoved(clusterPair('eu', [{ ...sketch, before: claim(), after: '' }]), noSettings)[0]?.fix;
  assert.match(fixOf({}) ?? '', /helm\.sh\/resource-policy: keep/);
  assert.match(fixOf(argocdRendered) ?? '', /helm\.sh\/resource-policy: keep/);
  assert.match(fixOf(argocd) ?? '', /Prune=false,Delete=false/);
});

test('a claim that moves or is renamed goes', () => {
  const after = claim().replace('name: a', 'name: b');
  assert.deepEqual(says(claimRemoved, { before: claim(), after }), ['claim-removed']);
  const releaseAfter = { namespace: located('elsewhere', 'a.yaml', 1) };
  assert.deepEqual(says(claimRemoved, { before: claim(), after: claim(), releaseAfter }), ['claim-removed']);
  assert.deepEqual(says(claimRemoved, { before: claim(), after: claim(byHelm) }), []);
});

test('a cluster whose file goes keeps what it has', () => {
  const cluster = clusterPair('eu', [{ before: claim() }], { isRemoved: true });
  assert.deepEqual(saidBy(rulesOfLoss, cluster), ['release-removed']);
});

for (const [what, sketch, part, how, speaks] of [
  ['of a template, Flux', {}, 'object', 'less', true],
  ['of a template, Argo CD', argocd, 'object', 'less', false],
  ['of a template with its service, Flux', {}, 'object', 'gone', true],
  ['of a template with its service, rendered for Flux', rendered, 'object', 'gone', true],
  ['of a template with its service, Argo CD', argocd, 'object', 'gone', false],
  ['of crds/, Flux', {}, 'crd', 'less', false],
  ['of crds/, Argo CD', argocd, 'crd', 'less', false],
  ['of crds/ with its service, Flux', {}, 'crd', 'gone', false],
  ['of crds/ with its service, Argo CD', argocd, 'crd', 'gone', false],
  ['of crds/, rendered for Argo CD', argocdRendered, 'crd', 'less', false],
  ['of crds/, rendered for Flux', rendered, 'crd', 'less', false],
] as const)
  test(`a definition goes: ${what}`, () => {
    const parts = { [part]: [definition(), ''] } as const;
    const after = how === 'gone' ? {} : { after: '' };
    const expected = speaks ? ['definition-removed'] : [];
    assert.deepEqual(says(definitionRemoved, { ...sketch, before: map, ...after, parts }), expected);
  });

for (const [what, sketch, speaks] of [
  ['is deleted by Helm, which has just installed it', {}, true],
  ['stays on Argo CD', argocd, false],
  ['stays where it is delivered rendered', rendered, false],
] as const)
  test(`a definition that goes from the templates to crds/ ${what}`, () => {
    const parts = { crd: ['', definition('{ a: b }')] } as const;
    const said = says(definitionRemoved, { ...sketch, before: definition(), after: '', parts });
    assert.deepEqual(said, speaks ? ['definition-removed'] : []);
  });

for (const [what, annotations, release, speaks] of [
  ['goes with the one that had it', '{}', {}, true],
  ['stays where that one keeps it', byHelm, {}, false],
  ['stays where that one leaves behind what it made', '{}', { onRemove: 'keep' }, false],
] as const)
  test(`a claim that another service takes over ${what}`, () => {
    const old: ChangeSketch = { service: 'old', namespace: 'app', before: claim(annotations), release };
    const cluster = clusterPair('eu', [old, { service: 'taker', namespace: 'app', before: '', after: claim() }]);
    assert.deepEqual(saidBy([claimRemoved], cluster), speaks ? ['claim-removed'] : []);
    assert.equal(
      claimRemoved(cluster, noSettings).some(({ message }) => /whoever makes it now/.test(message)),
      speaks,
    );
  });

test('a namespace that another service takes over goes by the controller of the one that had it', () => {
  const namespace = '{ apiVersion: v1, kind: Namespace, metadata: { name: a } }';
  const cluster = clusterPair('eu', [
    { service: 'old', namespace: 'app', before: namespace, after: '', controllers: ['argocd', 'argocd'] },
    { service: 'taker', namespace: 'app', after: namespace, controllers: ['argocd', 'argocd'] },
  ]);
  const [found] = namespaceRemoved(cluster, noSettings);
  assert.match(found?.message ?? '', /whoever makes it now: the namespace goes/);
  assert.match(found?.fix ?? '', /Prune=false/);
});

test('odd objects on both sides throw nothing', () => {
  const odd = oddJson(
    [
      'apiVersion',
      'kind',
      'metadata',
      'name',
      'annotations',
      'spec',
      'replicas',
      'template',
      'selector',
      'volumes',
    ].concat(
      ['containers', 'env', 'ports', 'image', 'volumeClaimTemplates', 'resources', 'requests', 'storage', 'clusterIPs'],
      ['versions', 'stringData', 'data', 'immutable', 'strategy', 'readinessProbe', 'httpGet', 'names', 'retention'],
    ),
    [
      null,
      true,
      '',
      0,
      -1,
      1e300,
      'a',
      '1Gi',
      '1d',
      'Delete',
      'Recreate',
      'keep',
      '100%',
      'ExternalName',
      'LoadBalancer',
    ],
  );
  const kinds = [
    'apps/v1 StatefulSet',
    'apps/v1 Deployment',
    'batch/v1 Job',
    'v1 Service',
    'v1 Secret',
    'v1 Pod',
  ].concat(
    ['v1 ConfigMap', 'v1 PersistentVolumeClaim', 'apiextensions.k8s.io/v1 CustomResourceDefinition', 'v1 Namespace'],
    ['autoscaling/v2 HorizontalPodAutoscaler', 'policy/v1 PodDisruptionBudget', 'v1 ResourceQuota'],
  );
  const ofKind = fc.tuple(fc.constantFrom(...kinds), odd, odd, odd).map(([kind, spec, metadata, rest]): SideObject => {
    const [apiVersion = '', name = ''] = kind.split(' ');
    const more = typeof rest === 'object' && rest !== null && !Array.isArray(rest) ? rest : {};
    const side = sideOf({ ...more, apiVersion, kind: name, spec, metadata } as JsonObject);
    // Whoever makes sides takes what is no text for none.
    return { ...side, name: { ...side.name, name: 'a', namespace: 'app' } };
  });
  let spoken = 0;
  fc.assert(
    fc.property(ofKind, ofKind, fc.boolean(), (before, other, isGone) => {
      const after = isGone
        ? []
        : [
            {
              ...other,
              name: before.name,
              object: { ...other.object, kind: before.object.kind ?? '', apiVersion: before.object.apiVersion ?? '' },
            },
          ];
      const cluster = clusterPair('eu', [{ before: map, after: map }]);
      const [release] = cluster.releases as readonly [ReleasePair];
      const pairs = pairObjects([before], after, () => undefined);
      const releases = [{ ...release, objectsBefore: [before], objectsAfter: after, pairs }];
      for (const rule of rulesOfLoss) spoken += rule({ ...cluster, releases }, noSettings).length;
    }),
    { numRuns: 2000 },
  );
  assert(spoken > 200, `only ${spoken} findings`);
});
