import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ClusterObjects } from '../generator/model/rendered.ts';
import { objectsOf } from '../generator/validate/objects/objects.ts';
import type { Finding } from '../generator/validate/objects/rule.ts';
import { rules } from '../generator/validate/objects/rules.ts';
import { scopeOfKind } from '../generator/validate/objects/scope-of-kind.ts';
import { withoutEchoes } from '../generator/validate/objects/without-echoes.ts';
import { folderChart, resolvedCluster } from './emit-fixture.ts';
import { oddJson } from './odd-json.ts';

const cluster = resolvedCluster({
  name: 'app',
  controller: 'flux',
  releases: [{ service: 'app', chart: folderChart('charts/app') }],
});
const [release] = cluster.releases;
assert(release !== undefined);

const clusterWith = (objects: readonly object[], hooks: readonly object[] = []): ClusterObjects => {
  const rendered = (object: object) => ({ template: 'app/templates/a.yaml', line: 1, object: object as never });
  return objectsOf(cluster, [
    {
      release,
      rendering: {
        values: {},
        objects: objects.map(rendered),
        hooks: hooks.map((hook) => ({
          ...rendered(hook),
          hook: { events: ['pre-install'], weight: 0, deletePolicies: [] },
        })),
        crds: [],
        notes: '',
        warnings: [],
      },
    },
  ]);
};

const found = (objects: readonly object[]): readonly Finding[] => {
  const cluster = clusterWith(objects);
  return rules.flatMap((rule) => rule(cluster, scopeOfKind(new Map())));
};

/** Keys that rules look at, so that what is made up reaches into them. */
const keys = [
  'apiVersion',
  'kind',
  'metadata',
  'name',
  'namespace',
  'labels',
  'spec',
  'template',
  'containers',
  'initContainers',
  'volumes',
  'selector',
  'matchLabels',
  'matchExpressions',
  'key',
  'operator',
  'values',
  'resources',
  'requests',
  'limits',
  'memory',
  'cpu',
  'ports',
  'targetPort',
  'replicas',
  'maxUnavailable',
  'minAvailable',
  'rules',
  'http',
  'paths',
  'backend',
  'service',
  'env',
  'valueFrom',
  'configMapKeyRef',
  'image',
  'items',
  'persistentVolumeClaim',
  'claimName',
  'accessModes',
  'volumeClaimTemplates',
  'scaleTargetRef',
  '__proto__',
  'constructor',
];
const kinds = [
  ['v1', 'Pod'],
  ['v1', 'Service'],
  ['v1', 'ConfigMap'],
  ['v1', 'List'],
  ['v1', 'PersistentVolumeClaim'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['batch/v1', 'CronJob'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['monitoring.coreos.com/v1', 'ServiceMonitor'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
] as const;

const json = oddJson(keys, [null, true, 0, -1, 1.5, '', '1Gi', '512M', 'app', 'a:b+c']);

test('no rule stumbles over odd objects', () => {
  const object = fc
    .tuple(fc.constantFrom(...kinds), json, json)
    .map(([[apiVersion, kind], metadata, spec]) => ({ apiVersion, kind, metadata, spec }));
  fc.assert(
    fc.property(fc.array(fc.oneof(object, json), { maxLength: 6 }), (objects) => {
      for (const finding of found(objects.filter((one) => typeof one === 'object' && one !== null) as object[])) {
        assert.match(finding.path, /^(\/|$)/);
        assert(finding.fix.length > 0 && finding.message.length > 0);
      }
    }),
    { numRuns: 2000 },
  );
});

test('twenty thousand objects are looked at in a moment', () => {
  const pods = Array.from({ length: 10_000 }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `p${index}`, labels: { app: `a${index}` } },
    spec: { containers: [{ name: 'a', image: 'a' }] },
  }));
  const configs = Array.from({ length: 10_000 }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `c${index}` },
  }));
  const start = performance.now();
  assert.deepEqual(found([...pods, ...configs]), []);
  assert(performance.now() - start < 5000);
});

test('of several who speak of a field the first is heard, and Pod Security always', () => {
  const [object] = clusterWith([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }]).objects;
  assert(object !== undefined);
  const say = (path: string, code: Finding['code'] = 'object-invalid', others: readonly string[] = []): Finding => ({
    code,
    severity: 'problem',
    object,
    path,
    others,
    message: path,
    fix: 'mend it',
  });
  const told = withoutEchoes(
    [say('/spec/resources/limits/memory', 'limit-under-request', ['/spec/resources/requests/memory'])],
    [say('/spec/containers')],
    [
      say('/spec/resources/requests'),
      say('/spec/containers/0/name'),
      say(''),
      say('/spec/hostname'),
      say('/spec', 'pod-security-violated'),
    ],
  );
  assert.deepEqual(
    told.map(({ path }) => path),
    ['/spec/resources/limits/memory', '/spec/containers', '/spec/hostname', '/spec'],
  );
});

test('a List stands for its items', () => {
  const { objects } = clusterWith([
    { apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }, 1] },
  ]);
  assert.deepEqual(
    objects.map(({ rendered }) => rendered.object.kind),
    ['ConfigMap'],
  );
});
