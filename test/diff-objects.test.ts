import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compareObjects } from '../generator/diff/compare-objects.ts';
import { noiseOf } from '../generator/diff/noise.ts';
import type { FieldChange } from '../generator/model/comparison.ts';
import type { Json, JsonObject } from '../generator/model/values.ts';
import { shapesFrom } from '../generator/shapes.ts';
import { pathText } from '../generator/steps.ts';
import { applied } from './diff-applied.ts';

const shapes = shapesFrom([]);
const kinds = [
  ['', 'v1', 'ConfigMap'],
  ['', 'v1', 'Secret'],
  ['', 'v1', 'Service'],
  ['', 'v1', 'ServiceAccount'],
  ['apps', 'v1', 'Deployment'],
  ['monitoring.coreos.com', 'v1', 'ServiceMonitor'],
] as const;
const named = ([group, version, kind]: (typeof kinds)[number]): Parameters<typeof shapes.load>[0][number] => ({
  name: { group, version, kind, namespace: '', name: '' },
  part: 'object',
  object: { apiVersion: group === '' ? version : `${group}/${version}`, kind },
});
await shapes.load(kinds.map(named));

const compare = (before: JsonObject, after: JsonObject): readonly FieldChange[] => {
  const [version = '', group = ''] = String(after.apiVersion ?? '')
    .split('/')
    .reverse();
  return compareObjects(before, after, shapes.of({ group, version, kind: String(after.kind) }));
};

const told = (before: JsonObject, after: JsonObject): readonly string[] =>
  compare(before, after).map(({ path, before: was, after: is, ...marks }) =>
    [pathText(path), JSON.stringify(was) ?? '-', '->', JSON.stringify(is) ?? '-', ...Object.keys(marks)].join(' '),
  );

const deployment = (pod: JsonObject): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { template: { spec: pod } },
});
const container = (more: JsonObject, name = 'web'): JsonObject => deployment({ containers: [{ name, ...more }] });
const configMap = (data: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'web' },
  data,
});
const secret = (data: JsonObject, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'web', ...metadata },
  ...data,
});
const service = (ports: Json): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { ports },
});
const of = 'spec.template.spec.containers[name=web]';

describe('lists', () => {
  test('are told by their merge keys, whatever the order', () => {
    assert.deepEqual(
      told(
        container({
          ports: [{ containerPort: 80 }, { containerPort: 53, protocol: 'UDP' }],
          volumeMounts: [{ mountPath: '/a', name: 'a' }],
        }),
        container({
          ports: [
            { containerPort: 53, protocol: 'UDP', name: 'dns' },
            { containerPort: 80, protocol: 'TCP' },
          ],
          volumeMounts: [{ mountPath: '/a', name: 'b' }],
        }),
      ),
      [
        `${of}.ports[containerPort=53].name - -> "dns"`,
        `${of}.ports[containerPort=80].protocol - -> "TCP"`,
        `${of}.ports ["80/TCP","53/UDP"] -> ["53/UDP","80/TCP"] reordered`,
        `${of}.volumeMounts[mountPath=/a].name "a" -> "b"`,
      ],
    );
    assert.deepEqual(
      told(
        service([{ port: 53, protocol: 'UDP' }]),
        service([
          { port: 53, protocol: 'UDP' },
          { port: 53, name: 'tcp' },
        ]),
      ),
      ['spec.ports[port+protocol=53/TCP] - -> {"port":53,"name":"tcp"}'],
    );
  });

  test('without keys have one change for one item that is put in, also beside an edited one', () => {
    const before = container({ args: ['--one=1', '--two=2', '--three=3'] });
    assert.deepEqual(told(before, container({ args: ['--zero=0', '--one=1', '--two=2', '--three=4'] })), [
      `${of}.args[0] - -> "--zero=0"`,
      `${of}.args[3] "--three=3" -> "--three=4"`,
    ]);
    assert.deepEqual(told(before, container({ args: ['--one=1', '--other', '--two=3', '--three=3'] })), [
      `${of}.args[1] - -> "--other"`,
      `${of}.args[2] "--two=2" -> "--two=3"`,
    ]);
  });

  test('with doubled keys are aligned', () => {
    const env = (...values: readonly string[]): JsonObject =>
      container({ env: values.map((value) => ({ name: 'A', value })) });
    assert.deepEqual(told(env('1', '2'), env('1', '3')), [`${of}.env[1].value "2" -> "3"`]);
  });

  test('of unknown kinds are told by what brings the most alike together', () => {
    const panels = (...titles: readonly string[]): JsonObject =>
      configMap({
        'a.json': JSON.stringify({
          panels: titles.map((title, index) => ({ id: index + 1, title, type: 'graph', unit: title })),
        }),
      });
    const found = told(panels('a', 'b', 'c'), panels('new', 'a', 'b', 'c'));
    assert.deepEqual(
      found.map((line) => line.split(' - ->')[0]?.replace(/ \d.*/, '')),
      ['a', 'b', 'c']
        .map((title) => `data["a.json"] ▸ panels[title=${title}].id`)
        .concat('data["a.json"] ▸ panels[title=new]'),
    );
  });

  const reordered = (before: JsonObject, after: JsonObject): unknown =>
    compare(before, after).map((change) => [pathText(change.path), change.reordered, noiseOf(change)]);
  const items = (...names: readonly string[]): Json => names.map((name) => ({ name }));

  test('whose order alone is another are one change, and noise where it means nothing', () => {
    assert.deepEqual(reordered(deployment({ volumes: items('a', 'b') }), deployment({ volumes: items('b', 'a') })), [
      ['spec.template.spec.volumes', true, 'order'],
    ]);
    for (const [field, list] of [
      ['initContainers', items],
      ['args', (...names: readonly string[]) => names],
    ] as const)
      assert.deepEqual(reordered(deployment({ [field]: list('a', 'b') }), deployment({ [field]: list('b', 'a') })), [
        [`spec.template.spec.${field}`, true, undefined],
      ]);
    const pipeline = (...names: readonly string[]): JsonObject =>
      configMap({ 'otel.yaml': `processors: [${names.join(', ')}]\nb: 1\n` });
    assert.deepEqual(reordered(pipeline('batch', 'memory'), pipeline('memory', 'batch')), [
      ['data["otel.yaml"] ▸ processors', true, undefined],
    ]);
  });

  test('of any length are aligned within bounds', () => {
    const many = (salt: string): JsonObject =>
      container({ args: Array.from({ length: 20_000 }, (_, index) => `${salt}${index % 7}${index}`) });
    const start = performance.now();
    assert.equal(compare(many('a'), many('b')).length, 20_000);
    assert(performance.now() - start < 5000);
  });
});

describe('what means the same', () => {
  const same: readonly (readonly [string, JsonObject, JsonObject])[] = [
    [
      'amounts',
      container({ resources: { limits: { cpu: '1000m', memory: '1Gi' } } }),
      container({ resources: { limits: { cpu: 1, memory: '1024Mi' } } }),
    ],
    [
      'sizes of volumes',
      deployment({ volumes: [{ name: 'a', emptyDir: { sizeLimit: '1Gi' } }] }),
      deployment({ volumes: [{ name: 'a', emptyDir: { sizeLimit: '1024Mi' } }] }),
    ],
    [
      'ports that are probed',
      container({ livenessProbe: { httpGet: { port: '80' } } }),
      container({ livenessProbe: { httpGet: { port: 80 } } }),
    ],
    ['durations', monitor({ interval: '1h' }), monitor({ interval: '60m' })],
  ];
  for (const [name, before, after] of same)
    test(`is no change: ${name}`, () => {
      assert.deepEqual(told(before, after), []);
    });

  const other: readonly (readonly [string, JsonObject, JsonObject])[] = [
    [
      'annotations',
      { ...container({}), metadata: { annotations: { cpu: '1000m' } } },
      { ...container({}), metadata: { annotations: { cpu: '1' } } },
    ],
    ['data', configMap({ interval: '1h' }), configMap({ interval: '60m' })],
    [
      'amounts',
      container({ resources: { limits: { cpu: '1' } } }),
      container({ resources: { limits: { cpu: '1001m' } } }),
    ],
    ['ports of a Service', service([{ port: 80, targetPort: '80' }]), service([{ port: 80, targetPort: 80 }])],
    [
      'environment variables',
      container({ env: [{ name: 'A', value: '1h' }] }),
      container({ env: [{ name: 'A', value: '60m' }] }),
    ],
    ['labels of a rule', monitor({ labels: { interval: '1h' } }), monitor({ labels: { interval: '60m' } })],
  ];
  for (const [name, before, after] of other)
    test(`is a change where it is text, or more: ${name}`, () => {
      assert.equal(told(before, after).length, 1);
    });
});

function monitor(spec: JsonObject): JsonObject {
  return { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', metadata: { name: 'web' }, spec };
}

describe('documents in texts', () => {
  const yaml = 'limits:\n  series: 10\n  labels: 5\nitems:\n  - name: a\n    size: 1\n';

  test('are compared inside', () => {
    assert.deepEqual(told(configMap({ 'a.yaml': yaml }), configMap({ 'a.yaml': yaml.replace('10', '20') })), [
      'data["a.yaml"] ▸ limits.series 10 -> 20',
    ]);
    assert.deepEqual(told(configMap({ 'a.json': '{"a":{"b":1}}' }), configMap({ 'a.json': '{"a":{"b":2}}' })), [
      'data["a.json"] ▸ a.b 1 -> 2',
    ]);
    assert.deepEqual(
      told(configMap({ 'a.properties': '# x\na.b=1\nc: d\n' }), configMap({ 'a.properties': 'a.b = 2\nc d\n' })),
      ['data["a.properties"] ▸ ["a.b"] "1" -> "2"'],
    );
  });

  test('that only are written otherwise are told, as noise', () => {
    const [change, ...others] = compare(
      configMap({ 'a.yaml': yaml }),
      configMap({ 'a.yaml': `# limits\n${yaml.replace('series: 10', 'series:   10')}` }),
    );
    assert.equal(others.length, 0);
    assert.equal(change && noiseOf(change), 'order');
  });

  test('are no noise where a reader in Go finds something else', () => {
    for (const [before, after] of [
      ['a: on\nb: 1\n', 'a: "on"\nb: 1\n'],
      ['a: 1.0\nb: 1\n', 'a: 1\nb: 1\n'],
      ['a: 12345678901234567890\nb: 1\n', 'a: 12345678901234567891\nb: 1\n'],
    ] as const) {
      const changes = compare(configMap({ 'a.yaml': before }), configMap({ 'a.yaml': after }));
      assert.deepEqual(
        changes.map((change) => [pathText(change.path), noiseOf(change)]),
        [['data["a.yaml"]', undefined]],
      );
    }
  });

  test('are compared as texts where they are scripts, too long, too deep or a trap', () => {
    const bomb = `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefghij'
      .split('')
      .map((key, index) => `${key}: &${key} [${`*${'abcdefghij'[index]},`.repeat(9)}1]`)
      .join('\n')}\n`;
    for (const [key, text] of [
      ['run.sh', 'a: 1\nb: 2\n'],
      ['a.yaml', `a: 1\n${'b: 2\n'.repeat(300_000)}`],
      ['a.json', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
      ['b.json', `${'['.repeat(60)}1${']'.repeat(60)}`],
      ['a.yaml', `a: ${'['.repeat(20_000)}`],
      ['a.yaml', bomb],
      ['a.yaml', 'a: b: c\n- d\n'],
    ] as const)
      assert.deepEqual(
        compare(configMap({ [key]: text }), configMap({ [key]: `${text} ` })).map(({ path }) => pathText(path)),
        [`data["${key}"]`],
      );
  });

  test('of bytes are told by their size', () => {
    const bytes = (text: string): JsonObject => ({
      ...configMap({}),
      binaryData: { 'a.bin': Buffer.from(text).toString('base64') },
    });
    assert.match(
      told(bytes('one'), bytes('other'))[0] ?? '',
      /^binaryData\["a.bin"\] "3 bytes, sha256 \w{12}" -> "5 bytes/,
    );
  });
});

describe('secrets', () => {
  const [old, now] = ['hunter2-old', 'hunter2-new'] as const;
  const pem = (text: string): string => `-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----\n`;
  const env = (value: string, name = 'DB_PASSWORD'): JsonObject => ({ name, value });
  const hiding: readonly (readonly [string, (value: string) => JsonObject])[] = [
    ['data of a Secret', (value) => secret({ data: { a: value } })],
    ['documents in a Secret', (value) => secret({ stringData: { a: `users:\n  - key: ${value}\n  - key: b\n` } })],
    [
      'what was last applied',
      (value) =>
        secret(
          {},
          { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"x":"${value}"}}` } },
        ),
    ],
    ['keys that say so', (value) => configMap({ 'a.yaml': `server:\n  port: 1\n  password: ${value}\n` })],
    ['keys in JSON', (value) => configMap({ 'a.json': `{"clientSecret":"${value}","b":{"tokens":["${value}"]}}` })],
    ['keys in properties', (value) => configMap({ 'a.properties': `db.password=${value}\n` })],
    ['variables that say so', (value) => container({ env: [env(value)] })],
    ['variables that stand twice', (value) => container({ env: [env('x', 'A'), env('y', 'A'), env(value)] })],
    ['PEM blocks', (value) => configMap({ 'a.pem': pem(value) })],
    ['URLs', (value) => container({ env: [env(`postgres://app:${value}@db/app`, 'DATABASE')] })],
    ['arguments', (value) => container({ args: [`--password=${value}`] })],
    ['lists of credentials', (value) => configMap({ 'a.yaml': `tokens:\n  - name: ${value}\n  - name: b\n` })],
  ];
  for (const [name, object] of hiding)
    test(`are told to differ, and never shown: ${name}`, () => {
      const changes = compare(object(old), object(now));
      assert(changes.length > 0);
      assert(changes.every(({ masked }) => masked));
      assert.doesNotMatch(JSON.stringify(changes), /hunter2/);
      const [bare, spec] = [{ apiVersion: 'v1', kind: object(old).kind ?? '' }, object(now)];
      const added = compare(bare, spec);
      assert.doesNotMatch(JSON.stringify([...added, ...compare(spec, bare)]), /hunter2/);
    });

  test('are not meant by what only refers to them', () => {
    assert.deepEqual(
      told(
        deployment({ volumes: [{ name: 'a', secret: { secretName: 'one' } }] }),
        deployment({ volumes: [{ name: 'a', secret: { secretName: 'two' } }] }),
      ),
      ['spec.template.spec.volumes[name=a].secret.secretName "one" -> "two"'],
    );
  });
});

const name = fc.constantFrom('a', 'b', 'c', 'd');
const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom('x', 'y', '', '1Gi'),
  fc.integer({ min: 0, max: 3 }),
  fc.boolean(),
  fc.constant(null),
);
const namedList = fc.uniqueArray(fc.record({ name, value: scalar, more: fc.dictionary(name, scalar) }), {
  selector: (item) => item.name,
  maxLength: 4,
});
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
    fc.array(tie('tree'), { maxLength: 4 }),
    namedList,
  ),
}));
const object: fc.Arbitrary<JsonObject> = fc.record({
  apiVersion: fc.constant('apps/v1'),
  kind: fc.constant('Deployment'),
  spec: fc.record({
    replicas: scalar,
    template: fc.record({
      spec: fc.record({ containers: namedList, args: fc.array(scalar, { maxLength: 5 }), volumes: namedList }),
    }),
    other: tree,
  }),
});

describe('of any objects', () => {
  test('one has no change to itself', () => {
    fc.assert(
      fc.property(object, (one) => assert.deepEqual(compare(one, structuredClone(one)), [])),
      { numRuns: 300 },
    );
  });

  const withoutNulls = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(withoutNulls);
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(([, inside]) => inside !== null);
    return Object.fromEntries(kept.map(([key, inside]) => [key, withoutNulls(inside)]));
  };

  // A server keeps no field that is null.
  const kept = object.map((one) => withoutNulls(one) as JsonObject);

  test('a field that is null is as good as none', () => {
    fc.assert(fc.property(object, (one) => assert.deepEqual(compare(one, withoutNulls(one) as JsonObject), [])));
  });

  test('all changes together make one from the other', () => {
    const seen = { reordered: 0, index: 0, by: 0, added: 0 };
    fc.assert(
      fc.property(kept, kept, (before, after) => {
        const changes = compare(before, after);
        for (const change of changes) {
          if (change.reordered) seen.reordered += 1;
          if (change.before === undefined) seen.added += 1;
          if (change.path.some((step) => typeof step === 'object' && 'index' in step)) seen.index += 1;
          if (change.path.some((step) => typeof step === 'object' && 'by' in step)) seen.by += 1;
        }
        assert.deepEqual(applied(before, changes), applied(after, []));
      }),
      { numRuns: 1000 },
    );
    for (const [feature, count] of Object.entries(seen)) assert(count > 20, `${feature}: ${count}`);
  });

  test('the order of keyed lists is all that permuting them changes', () => {
    const permuted = object.chain((one) => {
      const { containers } = (one.spec as { template: { spec: { containers: readonly Json[] } } }).template.spec;
      return fc.tuple(fc.constant(one), fc.shuffledSubarray([...containers], { minLength: containers.length }));
    });
    fc.assert(
      fc.property(permuted, ([one, containers]) => {
        const other = structuredClone(one) as { spec: { template: { spec: { containers: unknown } } } };
        other.spec.template.spec.containers = containers;
        const changes = compare(one, other as unknown as JsonObject);
        assert(changes.length <= 1 && changes.every(({ reordered }) => reordered));
      }),
    );
  });
});
