import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quorumLost } from '../generator/diff/dangers/quorum-lost.ts';
import { restartAtOnce } from '../generator/diff/dangers/restart-at-once.ts';
import type { DangerRule } from '../generator/diff/dangers/rule.ts';
import { clusterPair, saidBy } from './exposure-fixture.ts';

const says = (rule: DangerRule, before: string, after: string): readonly string[] =>
  saidBy([rule], clusterPair('eu', [{ before, after }]));

/** A workload. */
const workload = (kind: string, spec: string, image = 'web:1', labels = '{ app: a }'): string =>
  `{ apiVersion: apps/v1, kind: ${kind}, metadata: { name: a, labels: ${labels} }, spec: { ${spec === '' ? '' : `${spec}, `}template: { metadata: { labels: ${labels} }, spec: { containers: [{ name: a, image: "${image}" }] } } } }\n`;
const scaler = (least: number): string =>
  `---\n{ apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: { name: a }, spec: { scaleTargetRef: { kind: Deployment, name: a }, minReplicas: ${least}, maxReplicas: 9 } }\n`;
const rolling = (rest: string): string => `replicas: 4, strategy: { rollingUpdate: { ${rest} } }`;

for (const [what, kind, spec, more, expected] of [
  ['with Recreate', 'Deployment', 'replicas: 3, strategy: { type: Recreate }', '', 'warning'],
  ['with Recreate, the only one', 'Deployment', 'strategy: { type: Recreate }', '', 'note'],
  ['with Recreate, and none runs', 'Deployment', 'replicas: 0, strategy: { type: Recreate }', '', ''],
  ['with Recreate, paused', 'Deployment', 'replicas: 3, paused: true, strategy: { type: Recreate }', '', ''],
  ['with Recreate, scaled', 'Deployment', 'strategy: { type: Recreate }', scaler(3), 'warning'],
  ['one after the other', 'Deployment', 'replicas: 3', '', ''],
  ['all may be away', 'Deployment', rolling('maxUnavailable: 4'), '', 'warning'],
  ['more than all may be away', 'Deployment', rolling('maxUnavailable: 100%'), '', 'warning'],
  ['all but one may be away', 'Deployment', rolling('maxUnavailable: 3'), '', ''],
  ['most may be away', 'Deployment', rolling('maxUnavailable: 99%'), '', ''],
  ['the only one of a set', 'StatefulSet', 'replicas: 1', '', 'note'],
  ['the only one of a set, by hand', 'StatefulSet', 'updateStrategy: { type: OnDelete }', '', ''],
  ['the only one of a set, held back', 'StatefulSet', 'updateStrategy: { rollingUpdate: { partition: 1 } }', '', ''],
  ['two of a set', 'StatefulSet', 'replicas: 2', '', ''],
  ['on all nodes', 'DaemonSet', 'updateStrategy: { rollingUpdate: { maxUnavailable: 100% } }', '', 'warning'],
  ['node by node', 'DaemonSet', '', '', ''],
] as const)
  test(`pods are made anew: ${what}`, () => {
    const severity = expected === 'warning' ? '' : ` (${expected})`;
    const wanted = expected === '' ? [] : [`restart-at-once spec.template${severity}`];
    const of = (image: string): string => workload(kind, spec, image) + more;
    assert.deepEqual(says(restartAtOnce, of('web:1'), of('web:2')), wanted);
  });

test('pods stay where only what the server fills in, or nothing of their template, differs', () => {
  const of = (spec: string, more = ''): string =>
    workload('Deployment', `${spec}strategy: { type: Recreate }`).replace('image: ', `${more}image: `);
  assert.deepEqual(says(restartAtOnce, of(''), of('replicas: 3, ')), []);
  assert.deepEqual(says(restartAtOnce, of(''), of('', 'imagePullPolicy: IfNotPresent, tty: false, ')), []);
  assert.deepEqual(says(restartAtOnce, of(''), of('', 'tty: true, ')), ['restart-at-once spec.template (note)']);
});

test('thousands of workloads are looked at in no time', () => {
  const many = (image: string): string =>
    Array.from({ length: 3000 }, (_, index) =>
      workload('Deployment', 'replicas: 1, strategy: { type: Recreate }', image).replace('name: a', `name: a${index}`),
    ).join('---\n');
  const cluster = clusterPair('eu', [{ before: many('web:1'), after: many('web:2') }]);
  const start = performance.now();
  assert.equal(saidBy([restartAtOnce], cluster).length, 3000);
  assert(performance.now() - start < 1500, `${performance.now() - start} ms`);
});

const lost = 'quorum-lost spec.replicas';
const budget = (least: number | string, label = 'a'): string =>
  `---\n{ apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: { name: a }, spec: { minAvailable: ${least}, selector: { matchLabels: { app: ${label} } } } }\n`;
const set = (replicas: number): string => workload('StatefulSet', `replicas: ${replicas}`);
const ring = (
  kind: string,
  replicas: number,
  component: string,
  config: string,
  key = 'mimir.yaml',
  name = 'a',
): string =>
  `${workload(kind, `replicas: ${replicas}`, 'web:1', `{ app.kubernetes.io/component: ${component} }`).replace('name: a', `name: ${name}`)}---\n{ apiVersion: v1, kind: ConfigMap, metadata: { name: config-${name} }, data: { ${key}: ${JSON.stringify(config)} } }\n`;
const ingester = (factor: number): string => `ingester: { ring: { replication_factor: ${factor} } }`;
const loki = (factor: number): string => `common:\n  replication_factor: ${factor}\n`;
for (const [what, before, after, expected] of [
  ['three of a set of five', set(5), set(3), []],
  ['two of five', set(5), set(2), [`${lost} (warning)`]],
  ['one of three', set(3), set(1), [`${lost} (warning)`]],
  ['one of two', set(2), set(1), []],
  ['more', set(3), set(5), []],
  ['one of three of a Deployment', workload('Deployment', 'replicas: 3'), workload('Deployment', 'replicas: 1'), []],
  ['as many as a budget asks for', set(4) + budget(3), set(3) + budget(3), [`${lost} (warning)`]],
  [
    'none, and a budget asks for some',
    workload('Deployment', 'replicas: 3') + budget(1),
    workload('Deployment', 'replicas: 0') + budget(1),
    [],
  ],
  ['more than a budget asks for', set(5) + budget(3), set(4) + budget(3), []],
  ['as many as a budget of others asks for', set(4) + budget(3, 'b'), set(3) + budget(3, 'b'), []],
  [
    'fewer than copies of the data',
    ring('StatefulSet', 3, 'ingester', ingester(3)),
    ring('StatefulSet', 2, 'ingester', ingester(3)),
    [lost],
  ],
  [
    'as many as copies of the data',
    ring('StatefulSet', 4, 'ingester', ingester(3)),
    ring('StatefulSet', 3, 'ingester', ingester(3)),
    [],
  ],
  [
    'fewer copies, too',
    ring('StatefulSet', 2, 'ingester', ingester(3)),
    ring('StatefulSet', 1, 'ingester', ingester(1)),
    [],
  ],
  [
    'fewer than usual',
    ring('StatefulSet', 3, 'store-gateway', 'target: all'),
    ring('StatefulSet', 2, 'store-gateway', 'target: all'),
    [lost],
  ],
  [
    'of another component',
    ring('Deployment', 3, 'querier', ingester(3)),
    ring('Deployment', 2, 'querier', ingester(3)),
    [],
  ],
  [
    'as many as copies in all zones together',
    `${ring('StatefulSet', 2, 'ingester-zone-a', ingester(3))}---\n${ring('StatefulSet', 2, 'ingester-zone-b', ingester(3), 'mimir.yaml', 'b')}`,
    `${ring('StatefulSet', 1, 'ingester-zone-a', ingester(3))}---\n${ring('StatefulSet', 2, 'ingester-zone-b', ingester(3), 'mimir.yaml', 'b')}`,
    [],
  ],
  [
    'fewer than copies, as a zone goes',
    `${ring('StatefulSet', 2, 'ingester-zone-a', ingester(3))}---\n${ring('StatefulSet', 2, 'ingester-zone-b', ingester(3), 'mimir.yaml', 'b')}`,
    ring('StatefulSet', 2, 'ingester-zone-b', ingester(3), 'mimir.yaml', 'b'),
    ['quorum-lost'],
  ],
  ['no ingester at all', ring('StatefulSet', 3, 'ingester', ingester(3)), '', []],
  [
    "fewer of Loki's",
    ring('StatefulSet', 3, 'write', loki(3), 'config.yaml'),
    ring('StatefulSet', 2, 'write', loki(3), 'config.yaml'),
    [lost],
  ],
  [
    'a configuration that is none',
    ring('StatefulSet', 3, 'ingester', 'ring: [}', 'a.yaml'),
    ring('StatefulSet', 2, 'ingester', 'ring: [}', 'a.yaml'),
    [],
  ],
] as const)
  test(`there stay ${what}`, () => assert.deepEqual(says(quorumLost, before, after), expected));
