import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { amountsOf, costOf } from '../generator/diff/amounts.ts';
import type { Amounts, SideObject } from '../generator/model/comparison.ts';
import type { JsonObject } from '../generator/model/values.ts';
import { clusterPair, noSettings, saidOf, sideOf } from './exposure-fixture.ts';

const gibibyte = 2 ** 30;

const amounts = (...objects: readonly string[]): Partial<Amounts> => {
  const all = amountsOf(objects.map((object) => sideOf(parse(object) as JsonObject)));
  return Object.fromEntries(Object.entries(all).filter(([, amount]) => amount !== 0));
};

const asks = (requests: string, limits = ''): string =>
  `resources: { requests: { ${requests} }${limits === '' ? '' : `, limits: { ${limits} }`} }`;
const container = (name: string, requests: string, limits = '', more = ''): string =>
  `{ name: ${name}, ${asks(requests, limits)}${more} }`;
const workload = (kind: string, spec: string, pod: string): string =>
  `{ apiVersion: ${kind.endsWith('Job') ? 'batch/v1' : 'apps/v1'}, kind: ${kind}, metadata: { name: a }, spec: { ${spec} template: { spec: { ${pod} } } } }`;
const one = `containers: [${container('a', 'cpu: 500m, memory: 1Gi', 'cpu: 1, memory: 2Gi')}]`;
const claim = 'spec: { resources: { requests: { storage: 10Gi } } }';

test('pods count times their replicas', () => {
  const twice = { cpuRequests: 1, cpuLimits: 2, memoryRequests: 2 * gibibyte, memoryLimits: 4 * gibibyte };
  assert.deepEqual(amounts(workload('Deployment', 'replicas: 2,', one)), { pods: 2, ...twice });
  assert.equal(amounts(workload('StatefulSet', '', one)).pods, 1);
  assert.equal(amounts(workload('DaemonSet', '', one)).pods, 1);
  assert.deepEqual(amounts(workload('Deployment', 'replicas: 0,', one)), {});
  assert.equal(amounts(workload('Job', 'parallelism: 4, completions: 3,', one)).pods, 3);
  assert.deepEqual(amounts(workload('Job', 'suspend: true,', one)), {});
  assert.deepEqual(amounts(workload('CronJob', '', one)), {});
  assert.equal(amounts(workload('Deployment', 'replicas: -3,', one)).pods, 1);
});

test('an autoscaler decides on the replicas', () => {
  const scaler = (spec: string, name = 'a'): string =>
    `{ apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: { name: a }, spec: { scaleTargetRef: { kind: Deployment, name: ${name} }, ${spec} } }`;
  const pods = (spec: string, scaled: string): number | undefined =>
    amounts(workload('Deployment', spec, one), scaled).pods;
  assert.equal(pods('', scaler('minReplicas: 3, maxReplicas: 9')), 3);
  assert.equal(pods('replicas: 5,', scaler('minReplicas: 3, maxReplicas: 9')), 5);
  assert.equal(pods('replicas: 50,', scaler('minReplicas: 3, maxReplicas: 9')), 9);
  assert.equal(pods('replicas: 5,', scaler('minReplicas: 7', 'b')), 5);
});

/** https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers */
test('init containers and sidecars count as the scheduler reckons', () => {
  const cpu = (inits: string, more = ''): number | undefined =>
    amounts(workload('Deployment', '', `initContainers: [${inits}], containers: [${container('a', 'cpu: 1')}]${more}`))
      .cpuRequests;
  assert.equal(cpu(container('i', 'cpu: 500m')), 1);
  assert.equal(cpu(container('i', 'cpu: 3')), 3);
  const sidecar = container('s', 'cpu: 2', '', ', restartPolicy: Always');
  assert.equal(cpu(sidecar), 3);
  assert.equal(cpu(`${sidecar}, ${container('i', 'cpu: 2')}`), 4);
  assert.equal(cpu(`${container('i', 'cpu: 2')}, ${sidecar}`), 3);
  assert.equal(cpu(container('i', 'cpu: 3'), ', resources: { requests: { cpu: 500m } }'), 0.5);
});

test('where only a limit is given, it is asked for', () => {
  assert.equal(amounts(workload('Deployment', '', `containers: [${container('a', '', 'cpu: 2')}]`)).cpuRequests, 2);
});

test('claims count, those of each replica too', () => {
  assert.deepEqual(amounts(`{ apiVersion: v1, kind: PersistentVolumeClaim, metadata: { name: a }, ${claim} }`), {
    storage: 10 * gibibyte,
  });
  const templates = workload('StatefulSet', `replicas: 3, volumeClaimTemplates: [{ ${claim} }, { ${claim} }],`, '');
  assert.equal(amounts(templates).storage, 60 * gibibyte);
  const ephemeral = `volumes: [{ name: a, ephemeral: { volumeClaimTemplate: { ${claim} } } }]`;
  assert.equal(amounts(workload('Deployment', 'replicas: 2,', ephemeral)).storage, 20 * gibibyte);
});

test('the same amounts in another order, or in other shares, are the same', () => {
  const cpu = (...requests: readonly string[]): number | undefined =>
    amounts(...requests.map((cpu) => workload('Deployment', '', `containers: [${container('a', `cpu: ${cpu}`)}]`)))
      .cpuRequests;
  assert.equal(cpu('100m', '200m', '300m'), 0.6);
  assert.equal(cpu('300m', '200m', '100m'), 0.6);
  assert.equal(cpu('100m', '200m'), cpu('300m'));
});

test('hooks do not count', () => {
  const hook: SideObject = sideOf(parse(workload('Job', '', one)) as JsonObject, 'app', 'hook');
  assert.equal(amountsOf([hook]).pods, 0);
});

const grown = {
  before: workload('Deployment', 'replicas: 2,', one),
  after: workload('Deployment', 'replicas: 4,', one),
};

test('cost is of clusters that ask for something else, with prices where there are some', () => {
  const clusters = [
    clusterPair('eu', [grown, { ...grown, service: 'b' }]),
    clusterPair('us', [{ ...grown, after: grown.before }]),
  ];
  const prices = { currency: 'EUR', cpu: 10, memory: 2.5, storage: 1 };
  const [eu, ...rest] = costOf(clusters, prices);
  assert.deepEqual(rest, []);
  assert.deepEqual([eu?.before.pods, eu?.after.pods], [4, 8]);
  assert.deepEqual(eu?.price, { before: 30, after: 60, currency: 'EUR' });
  assert.deepEqual(Object.keys(costOf(clusters)[0] ?? {}), ['cluster', 'before', 'after']);
});

test('a release without its chart at hand costs nothing that is known', () => {
  const cluster = clusterPair('eu', [grown]);
  assert.deepEqual(
    costOf([{ ...cluster, releases: cluster.releases.map((one) => ({ ...one, isRendered: false })) }]),
    [],
  );
});

for (const [what, budget, sketch, expected] of [
  ['enough', { pods: 4, cpu: 2, memory: 4 * gibibyte }, grown, 0],
  ['pods', { pods: 3 }, grown, 1],
  ['cores', { cpu: 1.9 }, grown, 1],
  ['several', { cpu: 1, memory: gibibyte, pods: 1 }, grown, 3],
  ['less, and still too much', { pods: 1 }, { before: grown.after, after: grown.before }, 0],
  ['of another service', { service: 'other', pods: 1 }, grown, 0],
  ['of another cluster', { cluster: 'us-*', pods: 1 }, grown, 0],
  ['of such clusters', { cluster: 'e*', service: '*', pods: 1 }, grown, 1],
  ['of a new release', { pods: 3 }, { after: grown.after }, 1],
  ['of a release that goes', { pods: 0 }, { before: grown.after }, 0],
] as const)
  test(`a budget: ${what}`, () => {
    const budgets = [{ at: { file: 'espalier.yaml', line: 7, column: 5 }, ...budget }];
    const said = saidOf(clusterPair('eu', [sketch]), { ...noSettings, budgets });
    assert.deepEqual(said, Array(expected).fill('over-budget'));
  });
