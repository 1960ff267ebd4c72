import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimsDeleted } from '../generator/diff/dangers/claims-deleted.ts';
import { type ChangeSketch, clusterPair, saidBy } from './exposure-fixture.ts';

const says = (sketch: ChangeSketch): readonly string[] => saidBy([claimsDeleted], clusterPair('eu', [sketch]));

/** A StatefulSet with claims. */
const set = (replicas: number | undefined, policy = '{}', claims = '[{ metadata: { name: data } }]'): string =>
  `{ apiVersion: apps/v1, kind: StatefulSet, metadata: { name: a }, spec: { ${replicas === undefined ? '' : `replicas: ${replicas}, `}persistentVolumeClaimRetentionPolicy: ${policy}, volumeClaimTemplates: ${claims} } }\n`;
const scaler = (least: number, most = 9): string =>
  `---\n{ apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: { name: a }, spec: { scaleTargetRef: { kind: StatefulSet, name: a }, minReplicas: ${least}, maxReplicas: ${most} } }\n`;
const whenScaled = '{ whenScaled: Delete }';
const shrinks = ['claims-deleted spec.replicas'];
for (const [what, before, after, expected] of [
  ['goes, with the volumes', set(3, '{ whenDeleted: Delete }'), '', ['claims-deleted']],
  ['goes, without them', set(3, '{ whenDeleted: Retain, whenScaled: Delete }'), '', ['claims-left']],
  ['goes, and had none', set(3, '{ whenDeleted: Delete }', '[]'), '', []],
  ['shrinks, with the volumes', set(3, whenScaled), set(2, whenScaled), shrinks],
  ['shrinks to what is usual', set(3, whenScaled), set(undefined, whenScaled), shrinks],
  ['shrinks in the same change that lets volumes go', set(3), set(2, whenScaled), shrinks],
  ['shrinks in the same change that keeps them', set(3, whenScaled), set(2), []],
  ['shrinks, without them', set(3), set(2), []],
  ['grows', set(2, whenScaled), set(3, whenScaled), []],
  ['shrinks, and had none', set(3, whenScaled, '[]'), set(2, whenScaled, '[]'), []],
  ['leaves its size to a scaler', set(3, whenScaled) + scaler(3), set(undefined, whenScaled) + scaler(3), []],
  ['gets a lower least', set(undefined, whenScaled) + scaler(3), set(undefined, whenScaled) + scaler(2), []],
] as const)
  test(`a StatefulSet with claims ${what}`, () => assert.deepEqual(says({ before, after }), expected));

for (const [what, policy, sketch, speaks] of [
  ['with the volumes', '{ whenDeleted: Delete }', { controllers: ['argocd', 'argocd'] }, true],
  ['without them', '{ whenDeleted: Retain }', { controllers: ['argocd', 'argocd'] }, false],
  ['only by another controller', '{ whenDeleted: Delete }', {}, false],
] as const satisfies readonly (readonly [string, string, ChangeSketch, boolean])[])
  test(`a StatefulSet is made anew ${what}`, () => {
    const forced = set(3, policy).replace(
      'name: a',
      `name: a, annotations: { argocd.argoproj.io/sync-options: "Force=true,Replace=true" }`,
    );
    const after = forced.replace('spec: {', 'spec: { serviceName: b,');
    const expected = speaks ? ['claims-deleted'] : [];
    assert.deepEqual(says({ ...sketch, before: forced, after }), expected);
    assert.deepEqual(
      says({ ...sketch, before: forced, after: after.replace('serviceName: b', 'minReadySeconds: 1') }),
      [],
    );
  });

for (const [what, policy, expected] of [
  ['goes once more, with the volumes', '{ whenDeleted: Delete }', ['claims-deleted']],
  ['takes its claims along', '{ whenDeleted: Retain }', []],
] as const)
  test(`a StatefulSet that another service takes over ${what}`, () => {
    const cluster = clusterPair('eu', [
      { service: 'old', namespace: 'app', before: set(3, policy) },
      { service: 'taker', namespace: 'app', before: '', after: set(3, policy) },
    ]);
    assert.deepEqual(saidBy([claimsDeleted], cluster), expected);
  });
