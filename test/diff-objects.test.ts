import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noiseOf } from '../generator/diff/noise.ts';
import type { Json, JsonObject } from '../generator/model/values.ts';
import { pathText } from '../generator/steps.ts';
import { compare, configMap, container, deployment, monitor, service, told } from './diff-objects-fixture.ts';

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
    const families = (...ipFamilies: readonly string[]): JsonObject => ({ ...service([]), spec: { ipFamilies } });
    assert.deepEqual(reordered(families('IPv4', 'IPv6'), families('IPv6', 'IPv4')), [
      ['spec.ipFamilies', true, undefined],
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

  test('that are texts of nothing but lines are compared in no time', () => {
    const lines = (end: string): string => `begin${'\n'.repeat(60_000)}${end}`;
    const start = performance.now();
    assert.equal(compare(configMap({ a: lines('a') }), configMap({ a: lines('b') })).length, 1);
    assert(performance.now() - start < 2000);
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
