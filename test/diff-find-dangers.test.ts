import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { amountsOf } from '../generator/diff/amounts.ts';
import { findDangers } from '../generator/diff/find-dangers.ts';
import { matches } from '../generator/diff/glob.ts';
import type { ClusterPair, ObjectPair } from '../generator/model/comparison.ts';
import { dangerKinds } from '../generator/model/danger-codes.ts';
import type { DangerException } from '../generator/model/danger-settings.ts';
import type { JsonObject } from '../generator/model/values.ts';
import espalierSchema from '../schemas/espalier.schema.json' with { type: 'json' };
import { clusterPair, noSettings, saidOf, sideOf } from './exposure-fixture.ts';
import { oddJson } from './odd-json.ts';

const today = '2026-06-15';
const pod = (image: string, name = 'web-0'): string =>
  `{ apiVersion: v1, kind: Pod, metadata: { name: ${name} }, spec: { containers: [{ name: web, image: ${image} }] } }\n`;
const privileged = pod('web:1').replace('image', 'securityContext: { privileged: true }, image');
const exception = (other: Partial<DangerException> = {}): DangerException => ({
  at: { file: 'espalier.yaml', line: 9, column: 7 },
  code: 'image-floating',
  reason: 'A test',
  expires: '2026-06-15',
  ...other,
});
const floating = (cluster: string, service = 'app'): ClusterPair =>
  clusterPair(cluster, [{ service, before: '', after: `${pod('web')}---\n${pod('web', 'web-1')}` }]);

test('the same is said once, for all clusters and objects', () => {
  const { dangers, problems } = findDangers([floating('us'), floating('eu'), floating('eu', 'b')], noSettings, today);
  assert.equal(dangers.length, 1);
  assert.deepEqual(
    dangers[0]?.subjects.map(({ cluster, service, object }) => `${cluster} ${service} ${object?.name}`),
    ['eu app web-0', 'eu app web-1', 'eu b web-0', 'eu b web-1', 'us app web-0', 'us app web-1'],
  );
  assert.deepEqual(problems, []);
});

test('the gravest comes first, whatever the order of clusters', () => {
  const admin =
    '{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: { name: a }, roleRef: { kind: ClusterRole, name: cluster-admin }, subjects: [{ kind: User, name: x }] }';
  const clusters = [
    floating('a'),
    clusterPair('b', [{ before: '', after: privileged }]),
    clusterPair('c', [{ before: '', after: admin }]),
  ];
  const codes = (all: readonly ClusterPair[]): readonly string[] =>
    findDangers(all, noSettings, today).dangers.map(({ code }) => code);
  assert.deepEqual(codes(clusters), ['access-unbounded', 'pod-security-weakened', 'image-floating']);
  assert.deepEqual(codes(clusters.toReversed()), codes(clusters));
});

test('espalier.yaml says how grave a code is, and what is ignored', () => {
  const severityOf = (severity: 'problem' | 'ignore'): readonly string[] =>
    findDangers(
      [floating('eu')],
      { ...noSettings, severities: new Map([['image-floating', severity]]) },
      today,
    ).dangers.map((danger) => danger.severity);
  assert.deepEqual(severityOf('problem'), ['problem']);
  assert.deepEqual(severityOf('ignore'), []);
});

test('what is less grave than its code stays so', () => {
  const writable = pod('web:1');
  const was = writable.replace('image', 'securityContext: { readOnlyRootFilesystem: true }, image');
  const severityOf = (severity: 'problem' | 'note', before: string, after: string): readonly string[] =>
    findDangers(
      [clusterPair('eu', [{ before, after }])],
      { ...noSettings, severities: new Map([['pod-security-weakened', severity]]) },
      today,
    )
      .dangers.filter(({ code }) => code === 'pod-security-weakened')
      .map((danger) => danger.severity);
  assert.deepEqual(severityOf('problem', was, writable), ['note']);
  assert.deepEqual(severityOf('problem', writable, privileged), ['problem']);
  assert.deepEqual(severityOf('note', writable, privileged), ['note']);
});

for (const [what, other, holds] of [
  ['of the code', {}, true],
  ['of the cluster', { cluster: 'eu' }, true],
  ['of such clusters', { cluster: '*-eu' }, false],
  ['of the service', { service: 'a*p' }, true],
  ['of another service', { service: 'b' }, false],
  ['of the objects', { object: 'Pod/web-*' }, true],
  ['of objects of another kind', { object: 'StatefulSet/web-*' }, false],
  ['of another code', { code: 'claims-left' }, false],
] as const)
  test(`an exception ${what} ${holds ? 'holds' : 'does not hold'}`, () => {
    const one = exception(other);
    const { dangers, problems } = findDangers([floating('eu')], { ...noSettings, exceptions: [one] }, today);
    assert.equal(dangers[0]?.severity, holds ? 'note' : 'warning');
    assert.deepEqual(dangers[0]?.exception, holds ? { reason: 'A test', expires: today, at: one.at } : undefined);
    assert.deepEqual(
      problems.map(({ code, severity, at }) => `${code} ${severity} ${at?.line}`),
      holds ? [] : ['exception-unused note 9'],
    );
  });

test('an exception for one object leaves the others as grave as they are', () => {
  const exceptions = [exception({ object: 'Pod/web-0' })];
  const { dangers } = findDangers([floating('eu')], { ...noSettings, exceptions }, today);
  assert.deepEqual(
    dangers.map(({ severity, subjects }) => `${severity} ${subjects.map(({ object }) => object?.name)}`),
    ['warning web-1', 'note web-0'],
  );
});

test('an exception that has expired does not hold, and is a problem', () => {
  const exceptions = [exception({ expires: '2026-06-14' })];
  const { dangers, problems } = findDangers([floating('eu')], { ...noSettings, exceptions }, today);
  assert.equal(dangers[0]?.severity, 'warning');
  assert.deepEqual(
    problems.map(({ code, severity, at }) => `${code} ${severity} ${at?.line}`),
    ['exception-expired problem 9'],
  );
});

test('bootstrap.yaml is told where it changes, and as a note where it is new', () => {
  const root = (path: string): ObjectPair['after'] & object => ({
    ...sideOf({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'root' }, spec: { path } }),
    part: 'controller',
    template: 'bootstrap.yaml',
  });
  const pairs = [{ before: root('a'), after: root('b'), changes: [] }];
  assert.deepEqual(saidOf(clusterPair('eu', [], { pairs })), ['bootstrap-changed']);
  assert.deepEqual(saidOf(clusterPair('eu', [], { pairs: [{ before: root('a'), changes: [] }] })), [
    'bootstrap-changed',
  ]);
  const added = [{ after: root('b'), changes: [] }];
  assert.deepEqual(saidOf(clusterPair('eu', [], { pairs: added, isAdded: true })), ['bootstrap-changed (note)']);
  const gone = [{ before: root('a'), changes: [] }];
  assert.deepEqual(saidOf(clusterPair('eu', [], { pairs: gone, isRemoved: true })), []);
  const other = pairs.map(({ after }) => ({ after: { ...after, template: 'root/namespaces.yaml' }, changes: [] }));
  assert.deepEqual(saidOf(clusterPair('eu', [], { pairs: other })), []);
});

test('values of a chart that is not at hand are no objects', () => {
  const values = sideOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { hostPID: true } });
  const cluster = (part: 'object' | 'values'): ClusterPair =>
    clusterPair('eu', [], { pairs: [{ after: { ...values, part }, changes: [] }] });
  assert.deepEqual(saidOf(cluster('values')), []);
  assert.deepEqual(saidOf(cluster('object')), ['pod-security-weakened spec.hostPID']);
});

test('the schema knows every code', () => {
  assert.deepEqual(espalierSchema.$defs.dangerCode.enum, Object.keys(dangerKinds).sort());
});

test('a pattern matches as the shell has it, and in no time', () => {
  const toExpression = (pattern: string): RegExp => new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
  fc.assert(
    fc.property(letters, name, (pattern, text) => matches(pattern, text) === toExpression(pattern).test(text)),
    { numRuns: 5000 },
  );
  assert.equal(matches('*a'.repeat(10_000), 'a'.repeat(253)), false);
});

/** Keys that rules look at, so that what is made up reaches into them. */
const keys =
  'metadata name labels annotations spec type template containers initContainers volumes hostPath path hostNetwork securityContext capabilities add drop privileged seccompProfile runAsNonRoot ports hostPort volumeMounts image resources requests limits cpu memory storage replicas parallelism volumeClaimTemplates scaleTargetRef minReplicas externalIPs loadBalancerSourceRanges host hostnames podSelector matchLabels matchExpressions ingress egress from to ipBlock cidr policyTypes rules verbs apiGroups resourceNames nonResourceURLs roleRef subjects kind aggregationRule clusterRoleSelectors __proto__ constructor'.split(
    ' ',
  );
const kinds = [
  'v1 Pod',
  'v1 Service',
  'v1 Namespace',
  'v1 PersistentVolumeClaim',
  'apps/v1 Deployment',
  'apps/v1 StatefulSet',
  'batch/v1 Job',
  'autoscaling/v2 HorizontalPodAutoscaler',
  'networking.k8s.io/v1 Ingress',
  'networking.k8s.io/v1 NetworkPolicy',
  'gateway.networking.k8s.io/v1 HTTPRoute',
  'rbac.authorization.k8s.io/v1 ClusterRole',
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding',
  'example.com/v1 Thing',
];
const json = oddJson(keys, [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  '',
  '*',
  '1Gi',
  'a:b@c',
  '0.0.0.0/0',
  'LoadBalancer',
  'Always',
  'ALL',
]);

test('no rule stumbles over odd objects', () => {
  const object = fc
    .tuple(fc.constantFrom(...kinds), fc.constantFrom('a', 'b'), json, fc.array(json, { maxLength: 2 }))
    .map(([kind, name, spec, rules]) => {
      const [apiVersion = '', word = ''] = kind.split(' ');
      return { apiVersion, kind: word, metadata: { name }, spec, rules, subjects: rules, roleRef: spec } as JsonObject;
    });
  const side = fc.option(
    object.map((one) => sideOf(one)),
    { nil: undefined },
  );
  const budgets = [{ at: exception().at, cpu: 1, memory: 1, storage: 1, pods: 1 }];
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(fc.tuple(side, side), { maxLength: 6 }), (sides) => {
      const pairs = sides.map(
        ([before, after]): ObjectPair => ({
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
          changes: [],
        }),
      );
      const objectsAfter = sides.flatMap(([, after]) => after ?? []);
      const cluster = clusterPair('eu', [{ before: '', after: '' }]);
      const releases = cluster.releases.map((release) => ({ ...release, pairs, objectsAfter }));
      for (const { code } of findDangers([{ ...cluster, releases }], { ...noSettings, budgets }, today).dangers)
        seen.add(code);
      for (const amount of Object.values(amountsOf(objectsAfter))) assert(Number.isFinite(amount) && amount >= 0);
    }),
    { numRuns: 3000 },
  );
  // What reaches no rule proves nothing.
  assert(seen.size >= 4, [...seen].join());
});

test('ten thousand objects are looked at in a moment', () => {
  const many = Array.from({ length: 10_000 }, (_, index): ObjectPair => {
    const object = (tag: string): JsonObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `p${index}` },
      spec: { containers: [{ name: 'a', image: `a:${tag}` }] },
    });
    return { before: sideOf(object('2.0')), after: sideOf(object('1.0')), changes: [] };
  });
  const start = performance.now();
  const { dangers } = findDangers([clusterPair('eu', [], { pairs: many })], noSettings, today);
  assert.deepEqual(
    dangers.map(({ code, subjects }) => `${code} ${subjects.length}`),
    ['image-backwards 10000'],
  );
  assert(performance.now() - start < 5000, `${performance.now() - start} ms`);
});
