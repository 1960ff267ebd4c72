import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type DangerCode, dangerKinds } from '../generator/model/danger-codes.ts';
import { type ChangeSketch, clusterPair, saidOf } from './exposure-fixture.ts';

const loss: ReadonlySet<DangerCode> = new Set<DangerCode>([
  'volume-shrinks',
  'claim-removed',
  'claims-deleted',
  'claims-left',
  'definition-removed',
  'definition-version-dropped',
  'namespace-removed',
  'retention-shortened',
  'quorum-lost',
  'restart-at-once',
  'release-removed',
  'many-removed',
  'release-recreated',
  'keep-too-late',
]);

const said = (...releases: readonly ChangeSketch[]): readonly string[] =>
  saidOf(clusterPair('eu', releases), undefined, loss);

const claim = (size: string, annotations = '{}'): string => `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data, annotations: ${annotations} }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: ${size} } } }
`;

const kept = '{ helm.sh/resource-policy: keep }';
const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: other }\n';

interface Workload {
  readonly kind?: string;
  readonly name?: string;
  readonly replicas?: number;
  readonly image?: string;
  readonly spec?: string;
  readonly component?: string;
}

const workload = ({
  kind = 'StatefulSet',
  name = 'db',
  replicas = 3,
  image = 'db:1',
  spec = '',
  component = 'db',
}: Workload): string => `
---
apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name}, labels: { app.kubernetes.io/component: ${component} } }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name}, app.kubernetes.io/component: ${component} } }
    spec: { containers: [{ name: app, image: "${image}" }] }
${spec}
`;

const templates = '  volumeClaimTemplates: [{ metadata: { name: data } }]';
const retention = (when: string, policy: string): string =>
  `${templates}\n  persistentVolumeClaimRetentionPolicy: { ${when}: ${policy} }`;

describe('volumes', () => {
  test('a claim that shrinks', () =>
    assert.deepEqual(said({ before: claim('2Gi'), after: claim('1Gi') }), [
      'volume-shrinks spec.resources.requests.storage',
    ]));
  test('one that grows, or says the same in other words', () => {
    assert.deepEqual(said({ before: claim('2Gi'), after: claim('3Gi') }), []);
    assert.deepEqual(said({ before: claim('1Gi'), after: claim('1024Mi') }), []);
  });
  test('a claim that goes', () => assert.deepEqual(said({ before: claim('1Gi'), after: other }), ['claim-removed']));
  test('one that is kept', () => assert.deepEqual(said({ before: claim('1Gi', kept), after: other }), []));
  test('a StatefulSet that goes, with its claims and without', () => {
    assert.deepEqual(said({ before: workload({ spec: retention('whenDeleted', 'Delete') }), after: other }), [
      'claims-deleted',
    ]);
    assert.deepEqual(said({ before: workload({ spec: templates }), after: other }), ['claims-left']);
    assert.deepEqual(said({ before: workload({}), after: other }), []);
  });
  test('one that shrinks, with its claims and without', () => {
    const shrunk = (policy: string): readonly string[] =>
      said({
        before: workload({ spec: retention('whenScaled', policy) }),
        after: workload({ spec: retention('whenScaled', policy), replicas: 2 }),
      });
    assert.deepEqual(shrunk('Delete'), ['claims-deleted spec.replicas']);
    assert.deepEqual(shrunk('Retain'), []);
  });
  test('a whole service, which says before that it is to stay, and which does not', () => {
    const gone = (onRemove: 'delete' | 'keep'): readonly string[] => {
      const cluster = clusterPair('eu', [
        { service: 'db', before: claim('1Gi'), was: { onRemove } },
        { service: 'web', before: other, after: other },
      ]);
      return saidOf(cluster, undefined, loss);
    };
    assert.deepEqual(gone('delete'), ['claim-removed', 'release-removed']);
    assert.deepEqual(gone('keep'), ['release-removed (note)']);
  });
});

const definition = (versions: string, annotations = '{}'): string => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.example.com, annotations: ${annotations} }
spec: { group: example.com, names: { kind: Thing, plural: things }, versions: ${versions} }
`;

describe('definitions and namespaces', () => {
  const one = '[{ name: v1, served: true, storage: true }]';
  const two = '[{ name: v1, served: true, storage: false }, { name: v2, served: true, storage: true }]';
  test('a definition that goes', () =>
    assert.deepEqual(said({ before: definition(one), after: other }), ['definition-removed']));
  test('one that is kept', () => assert.deepEqual(said({ before: definition(one, kept), after: other }), []));
  test('a version that goes, and one that comes', () => {
    assert.deepEqual(
      said({
        before: definition(two),
        after: definition(two.replace('{ name: v1, served: true, storage: false }, ', '')),
      }),
      ['definition-version-dropped spec.versions[name=v1]'],
    );
    assert.deepEqual(said({ before: definition(one), after: definition(two) }), []);
  });
  test('a version that is no longer served', () =>
    assert.deepEqual(
      said({ before: definition(two), after: definition(two.replace('v1, served: true', 'v1, served: false')) }),
      ['definition-version-dropped spec.versions[name=v1] (warning)'],
    ));
  test('a namespace that goes', () => {
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: data }\n';
    assert.deepEqual(said({ before: namespace, after: other }), ['namespace-removed']);
    assert.deepEqual(said({ before: namespace, after: namespace }), []);
  });
});

const config = (text: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: config }\ndata:\n  mimir.yaml: |\n    ${text}\n    target: all\n`;

describe('retention', () => {
  const period = (value: string): string => config(`limits: { compactor_blocks_retention_period: ${value} }`);
  const shortened = ['retention-shortened data["mimir.yaml"] ▸ limits.compactor_blocks_retention_period'];
  test('shorter', () => assert.deepEqual(said({ before: period('1y'), after: period('90d') }), shortened));
  test('longer, or the same in other words', () => {
    assert.deepEqual(said({ before: period('90d'), after: period('1y') }), []);
    assert.deepEqual(said({ before: period('24h'), after: period('1d') }), []);
  });
  test('from forever, and to forever', () => {
    assert.deepEqual(said({ before: period('0'), after: period('5') }), shortened);
    assert.deepEqual(said({ before: period('5'), after: period('0') }), []);
  });
  test('an argument', () => {
    const prometheus = (days: number, size = '50GB'): string =>
      workload({ spec: '' }).replace(
        'image:',
        `args: ["--storage.tsdb.retention.time=${days}d", "--storage.tsdb.retention.size=${size}"], image:`,
      );
    const index = (number: number): string =>
      `retention-shortened spec.template.spec.containers[name=app].args[${number}]`;
    assert.deepEqual(said({ before: prometheus(30), after: prometheus(15) }), [index(0)]);
    assert.deepEqual(said({ before: prometheus(30, '50GB'), after: prometheus(30, '20GB') }), [index(1)]);
    assert.deepEqual(said({ before: prometheus(15), after: prometheus(30) }), []);
  });
  test('a policy that is called retention keeps nothing', () =>
    assert.deepEqual(
      said({
        before: workload({ spec: retention('whenDeleted', 'Retain') }),
        after: workload({ spec: retention('whenDeleted', 'Delete') }),
      }),
      [],
    ));
});

describe('replicas', () => {
  const members = (replicas: number): string => workload({ replicas });
  test('a majority that goes at once', () => {
    assert.deepEqual(said({ before: members(5), after: members(2) }), ['quorum-lost spec.replicas (warning)']);
    assert.deepEqual(said({ before: members(5), after: members(4) }), []);
    assert.deepEqual(said({ before: members(2), after: members(1) }), []);
  });
  test("fewer ingesters than the ring's factor, over all zones", () => {
    const ring = (zones: readonly number[], factor = ''): string =>
      [
        config(`ingester: { ring: { kvstore: {}${factor} } }`),
        ...zones.map((replicas, zone) =>
          workload({ name: `ingester-zone-${'abc'[zone]}`, replicas, component: 'ingester' }),
        ),
      ].join('\n');
    assert.deepEqual(said({ before: ring([2, 2, 2]), after: ring([2, 0, 0]) }), [
      'quorum-lost spec.replicas',
      'quorum-lost spec.replicas',
    ]);
    assert.deepEqual(said({ before: ring([2, 2, 2]), after: ring([1, 1, 1]) }), []);
    assert.deepEqual(said({ before: ring([3]), after: ring([2], ', replication_factor: 2') }), []);
  });
  test('a budget that leaves none to spare', () => {
    const budget =
      '---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: db }\nspec: { minAvailable: 2, selector: { matchLabels: { app: db } } }\n';
    assert.deepEqual(said({ before: members(3) + budget, after: members(2) + budget }), [
      'quorum-lost spec.replicas (warning)',
    ]);
    assert.deepEqual(said({ before: members(4) + budget, after: members(3) + budget }), []);
  });
});

describe('restarts', () => {
  const deployment = (image: string, strategy: string, replicas = 3): string =>
    workload({ kind: 'Deployment', image, replicas, spec: `  strategy: ${strategy}` });
  const restart = ['restart-at-once spec.template'];
  test('by strategy', () => {
    const recreate = '{ type: Recreate }';
    assert.deepEqual(said({ before: deployment('a:1', recreate), after: deployment('a:2', recreate) }), restart);
    assert.deepEqual(said({ before: deployment('a:1', recreate), after: deployment('a:1', recreate, 4) }), []);
    assert.deepEqual(said({ before: deployment('a:1', '{}'), after: deployment('a:2', '{}') }), []);
  });
  test('by what may be unavailable', () => {
    const rolling = (value: string): string => `{ rollingUpdate: { maxUnavailable: ${value} } }`;
    assert.deepEqual(
      said({ before: deployment('a:1', rolling('100%')), after: deployment('a:2', rolling('100%')) }),
      restart,
    );
    assert.deepEqual(
      said({ before: deployment('a:1', rolling('3')), after: deployment('a:2', rolling('3')) }),
      restart,
    );
    assert.deepEqual(said({ before: deployment('a:1', rolling('50%')), after: deployment('a:2', rolling('50%')) }), []);
  });
  test('the only pod', () =>
    assert.deepEqual(said({ before: workload({ replicas: 1 }), after: workload({ replicas: 1, image: 'db:2' }) }), [
      'restart-at-once spec.template (note)',
    ]));
});

describe('releases', () => {
  const stays = { service: 'web', before: other, after: other };
  test('one of many goes', () =>
    assert.deepEqual(
      said({ service: 'db', before: other }, stays, { ...stays, service: 'api' }, { ...stays, service: 'log' }),
      ['release-removed'],
    ));
  test('all go, and a share of them', () => {
    assert.deepEqual(said({ service: 'db', before: other }), ['release-removed', 'many-removed']);
    assert.deepEqual(said({ service: 'a', before: other }, { service: 'b', before: other }, stays), [
      'release-removed',
      'release-removed',
      'many-removed',
    ]);
  });
  test('most of one goes', () => {
    const many = [1, 2, 3, 4, 5, 6].map((number) => other.replace('other', `other-${number}`)).join('---\n');
    assert.deepEqual(said({ before: many, after: other.replace('other', 'other-1') }), ['many-removed']);
    assert.deepEqual(said({ before: many, after: many.replace(/^[\s\S]*?---\n/, '') }), []);
  });
  test('another identity', () => {
    assert.deepEqual(said({ before: other, after: other, is: { name: 'new' } }), ['release-recreated']);
    assert.deepEqual(said({ before: other, after: other, is: { onRemove: 'keep' } }), []);
  });
  test('another key for the same Helm release', () =>
    assert.deepEqual(
      said(
        { service: 'old', namespace: 'x', before: other, was: { name: 'same' } },
        { service: 'new', namespace: 'x', after: other, is: { name: 'same' } },
        stays,
      ),
      ['release-removed', 'release-recreated'],
    ));
  test('kept too late', () => {
    assert.deepEqual(
      said({ before: claim('1Gi'), after: other, was: { onRemove: 'delete' }, is: { onRemove: 'keep' } }),
      ['claim-removed', 'keep-too-late'],
    );
  });
  test("a cluster's file that goes takes nothing along", () => {
    const cluster = clusterPair('eu', [{ before: claim('1Gi') }], { isRemoved: true });
    assert.deepEqual(saidOf(cluster, undefined, loss), ['release-removed']);
  });
});

test('every code has a rule that these tests, those of exposure or those of refusals hear', () => {
  const heard = new Set([
    ...loss,
    'field-immutable',
    'bootstrap-changed',
    'access-widened',
    'access-unbounded',
    'pod-security-weakened',
    'service-public',
    'network-policy-removed',
    'image-backwards',
    'image-floating',
    'image-registry-changed',
    'chart-major',
    'over-budget',
  ]);
  assert.deepEqual(
    Object.keys(dangerKinds).filter((code) => !heard.has(code)),
    [],
  );
});
