import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Finding, type Judged, type PodSecurity, startApiserver } from '../src/apiserver.ts';

const apiserver = startApiserver();
after(() => apiserver.close());

const judge = async (
  objects: readonly (object | Judged)[],
  { kubernetes = '1.34', definitions = [] as readonly object[] } = {},
): Promise<readonly (readonly Finding[])[]> =>
  (
    await apiserver.judge({
      kubernetes,
      definitions,
      objects: objects.map((object) => ('object' in object ? (object as Judged) : { object })),
    })
  ).objects;

/** `of path`, and what must be in the message. */
const told = (findings: readonly Finding[] = []): readonly string[] => findings.map(({ of, path }) => `${of} ${path}`);

const deployment = (container: object, spec: object = {}): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'app', namespace: 'app' },
  spec: {
    selector: { matchLabels: { app: 'app' } },
    template: {
      metadata: { labels: { app: 'app' } },
      spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1', ...container }] },
    },
    ...spec,
  },
});
const pod = '/spec/template/spec/containers/0';

test('what a server takes, it takes', async () => {
  const objects = [
    deployment({ resources: { requests: { cpu: 0.5 }, limits: { cpu: 1, memory: '1Gi' } } }),
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'app' }, spec: { ports: [{ port: 80 }] } },
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'job' },
      spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } } },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: null, creationTimestamp: null },
      data: { a: '1' },
    },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'a:b', namespace: 'left-over' },
      rules: [],
    },
    { apiVersion: 'example.com/v1', kind: 'Unheard', metadata: { name: 'Not A Name' }, spec: 1 },
  ];
  assert.deepEqual(
    await judge(objects),
    objects.map(() => []),
  );
});

const refused: readonly [what: string, object: object, findings: readonly string[]][] = [
  [
    'a limit under a request',
    deployment({ resources: { requests: { memory: '1Gi' }, limits: { memory: '1Mi' } } }),
    [`field ${pod}/resources/requests`],
  ],
  [
    'a selector that does not match',
    deployment({}, { selector: { matchLabels: { app: 'other' } } }),
    ['field /spec/template/metadata/labels'],
  ],
  ['replicas below zero', deployment({}, { replicas: -1 }), ['field /spec/replicas']],
  ['text for a number', deployment({}, { replicas: '3' }), ['type /spec/replicas']],
  [
    'a mount without a volume',
    deployment({ volumeMounts: [{ name: 'gone', mountPath: '/x' }] }),
    [`field ${pod}/volumeMounts/0/name`],
  ],
  [
    'a name',
    { apiVersion: 'v1', kind: 'Service', metadata: { name: '1a' }, spec: { ports: [{ port: 80 }] } },
    ['field /metadata/name'],
  ],
  [
    'a key',
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { 'a/b': 'x' } },
    ['field /data/a~1b'],
  ],
  [
    'a label',
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', labels: { a: 'not a value' } } },
    ['field /metadata/labels'],
  ],
  [
    'a job that restarts',
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'a' },
      spec: { template: { spec: { containers: [{ name: 'a', image: 'a' }] } } },
    },
    ['field /spec/template/spec/restartPolicy'],
  ],
  [
    'a schedule',
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'a' },
      spec: {
        schedule: 'daily',
        jobTemplate: {
          spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } } },
        },
      },
    },
    ['field /spec/schedule'],
  ],
];
for (const [what, object, findings] of refused)
  test(`${what} is found at its field`, async () => assert.deepEqual(told((await judge([object]))[0]), findings));

test('no value of an object is in a message', async () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a' },
    type: 'kubernetes.io/tls',
    stringData: { 'not/a/key': 'hunter2' },
    data: { x: 'aHVudGVyMg==' },
  };
  const container = deployment({ image: ' hunter2', env: [{ name: '=', value: 'hunter2' }], workingDir: 'hunter2' });
  const found = await judge([secret, container]);
  assert(found.every((findings) => findings.length > 0));
  assert.doesNotMatch(JSON.stringify(found), /hunter2|aHVudGVyMg/);
});

test('what Pod Security does not admit is found in pods and in what makes them', async () => {
  const restricted = (object: object, podSecurity: PodSecurity = { level: 'restricted' }): Judged => ({
    object,
    podSecurity,
  });
  const fine = {
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
  const [bad, good, baseline, unknown] = await judge([
    restricted(deployment({})),
    restricted(deployment(fine)),
    restricted(deployment({ securityContext: { privileged: true } }), { level: 'baseline', version: 'v1.30' }),
    restricted(deployment({}), { level: 'strict' }),
  ]);
  assert.deepEqual([...new Set(told(bad))], ['pod-security /spec/template/spec']);
  assert.equal(bad?.length, 4);
  assert.deepEqual(good, []);
  assert.match(baseline?.[0]?.message ?? '', /privileged/);
  assert.deepEqual(unknown, []);
});

const definition = (schema: object): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'ranges.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'Range', plural: 'ranges' },
    versions: [
      { name: 'v1', served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: schema } },
    ],
  },
});
const range = definition({
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['from'],
      properties: {
        from: { type: 'integer' },
        to: { type: 'integer', default: 10 },
        mode: { enum: ['a', 'b'], type: 'string' },
      },
      'x-kubernetes-validations': [
        { rule: 'self.from < self.to', message: 'from must be below to' },
        { rule: 'self.from >= oldSelf.from' },
      ],
    },
  },
});
const custom = (spec: object, more: object = {}): object => ({
  apiVersion: 'example.com/v1',
  kind: 'Range',
  metadata: { name: 'a' },
  spec,
  ...more,
});

test('custom resources are judged by their definition, rules after the rest', async () => {
  const found = await judge(
    [
      custom({ from: 1 }),
      custom({ from: 11 }),
      custom({ from: 11, to: 'x', mode: 'c', typo: 1 }),
      custom({}),
      custom({ from: 1 }, { status: {} }),
    ],
    { definitions: [range] },
  );
  assert.deepEqual(found.map(told), [
    [],
    ['rule /spec'],
    ['field /spec/mode', 'field /spec/to', 'unknown /spec/typo'],
    ['field /spec/from'],
    ['unknown /status'],
  ]);
  assert.equal(found[1]?.[0]?.message, 'from must be below to');
});

test('a definition that cannot be used says why', async () => {
  const { definitions } = await apiserver.judge({
    kubernetes: '1.34',
    definitions: [definition({ properties: { a: {} } })],
    objects: [],
  });
  assert.deepEqual(told(definitions[0]), ['field /spec/versions/0/schema/openAPIV3Schema']);
});

test('what is on its way out is said of the version that says so', async () => {
  const endpoints = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'a' } };
  assert.deepEqual(told((await judge([endpoints], { kubernetes: '1.32' }))[0]), []);
  const [found] = await judge([endpoints]);
  assert.deepEqual(found, [
    {
      path: '/apiVersion',
      message: 'deprecated since Kubernetes 1.33, in favour of EndpointSlice of discovery.k8s.io/v1',
      of: 'deprecated',
    },
  ]);
});

test('odd objects are found to be odd', async () => {
  const odd = [
    {},
    { kind: 1 },
    { apiVersion: 'v1', kind: 'Pod' },
    { apiVersion: 'v1', kind: 'Pod', metadata: [] },
    { apiVersion: 'v1', kind: 'Pod', spec: null, metadata: { labels: [1] } },
    { apiVersion: 'apps/v1beta1', kind: 'Deployment' },
  ];
  const found = await judge(odd);
  assert.deepEqual(
    found.map((findings) => findings.length > 0),
    [false, true, true, true, true, true],
  );
});

test('a request that takes too long is stopped, and the next one answered', async () => {
  const slow = startApiserver({ timeLimit: 1 });
  const objects = Array.from({ length: 2000 }, () => ({ object: deployment({}) }));
  await assert.rejects(slow.judge({ kubernetes: '1.34', definitions: [], objects }), {
    name: 'Unanswered',
    kind: 'time',
  });
  await slow.close();
});
