import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stringify } from 'yaml';
import { fieldImmutable } from '../generator/diff/dangers/field-immutable.ts';
import { immutableFields } from '../generator/diff/dangers/immutable-fields.ts';
import { rulesOfLoss } from '../generator/diff/dangers/rules-of-loss.ts';
import { serverChanges } from './e2e/dangers/changes.ts';
import { type ChangeSketch, clusterPair, saidBy } from './exposure-fixture.ts';

// That the server really refuses them, and takes the others, is held by `npm run e2e -- dangers`.
for (const { name, before, after, says } of serverChanges())
  test(`${before.kind}: ${name}`, () => {
    const sketch = { before: stringify(before), after: stringify(after) };
    const said = saidBy(rulesOfLoss, clusterPair('eu', [sketch]));
    assert.deepEqual(
      said.filter((one) => /^(?:field-immutable|volume-shrinks|definition-version-dropped)/.test(one)),
      says === '' ? [] : [says],
    );
  });

test('a change of each kind with fields that cannot change is tried on a server, and one that does no harm', () => {
  const kindOf = ({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string =>
    apiVersion.includes('/') ? `${apiVersion.split('/')[0]}/${kind}` : kind;
  const tried = serverChanges();
  const isTried = (kind: string): boolean => tried.some(({ before, isTaken }) => kindOf(before) === kind && !isTaken);
  // Not served by default.
  const others = ['certificates.k8s.io/ClusterTrustBundle'];
  assert.deepEqual(
    Object.keys(immutableFields).filter((kind) => !isTried(kind)),
    others,
  );
});

const job = (image: string, annotations = '{}'): string =>
  `{ apiVersion: batch/v1, kind: Job, metadata: { name: a, annotations: ${annotations} }, spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: "${image}" }] } } } }`;
const argocdForce = '{ argocd.argoproj.io/sync-options: "Replace=true, Force=true" }';
const fluxForce = '{ kustomize.toolkit.fluxcd.io/force: enabled }';
const refused = 'field-immutable spec.template';
const anew = `${refused} (warning)`;

for (const [what, annotations, sketch, expected] of [
  ['is refused', '{}', {}, refused],
  ['is made anew by Argo CD', argocdForce, { controllers: ['argocd', 'argocd'] }, anew],
  ['is made anew by Kustomize', fluxForce, { release: { delivery: 'rendered' } }, anew],
  ['is not made anew by Helm', fluxForce, {}, refused],
  ['is not made anew by Flux as Argo CD does', argocdForce, { release: { delivery: 'rendered' } }, refused],
  [
    'is not made anew by half of what that takes',
    '{ argocd.argoproj.io/sync-options: Force=true }',
    { controllers: ['argocd', 'argocd'] },
    refused,
  ],
] as const satisfies readonly (readonly [string, string, ChangeSketch, string])[])
  test(`a Job ${what}`, () => {
    const [before, after] = [job('a:1', annotations), job('a:2', annotations)];
    assert.deepEqual(saidBy([fieldImmutable], clusterPair('eu', [{ ...sketch, before, after }])), [expected]);
  });

test('a Job that is given its name in the cluster is another each time', () => {
  const [before, after] = ['a:1', 'a:2'].map((image) => job(image).replace('name: a,', 'generateName: a-,')) as [
    string,
    string,
  ];
  assert.deepEqual(saidBy([fieldImmutable], clusterPair('eu', [{ before, after }])), []);
});

test('a hook is made anew each time, and so is what has another name', () => {
  const hook: ChangeSketch = { before: '', after: '', parts: { hook: [job('a:1'), job('a:2')] } };
  assert.deepEqual(saidBy([fieldImmutable], clusterPair('eu', [hook])), []);
  const renamed: ChangeSketch = { before: job('a:1'), after: job('a:2').replace('name: a', 'name: b') };
  assert.deepEqual(saidBy([fieldImmutable], clusterPair('eu', [renamed])), []);
});
