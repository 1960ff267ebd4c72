import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type BareEntry, entriesOf } from '../generator/diff/entries.ts';
import { pairObjects } from '../generator/diff/pair-objects.ts';
import type { Cause, ClusterPair, SideObject } from '../generator/model/comparison.ts';
import type { JsonObject } from '../generator/model/values.ts';
import { pathText } from '../generator/steps.ts';

const side = (kind: string, name: string, content: JsonObject): SideObject => ({
  name: { group: '', version: 'v1', kind, namespace: 'web', name },
  part: 'object',
  object: { apiVersion: 'v1', kind, ...content },
});
const cluster = (name: string, before: readonly SideObject[], after: readonly SideObject[]): ClusterPair => ({
  cluster: name,
  isAdded: false,
  isRemoved: false,
  releases: [
    {
      cluster: name,
      service: 'web',
      differs: true,
      isRendered: true,
      objectsBefore: before,
      objectsAfter: after,
      pairs: pairObjects(before, after, () => undefined),
    },
  ],
  pairs: [],
});
const told = (clusters: readonly ClusterPair[]): readonly string[] => entriesOf(clusters, () => []).map(line);
const line = ({ action, noise, changes, subjects, contents }: BareEntry): string =>
  [
    ...(noise === undefined ? [] : [`(${noise})`]),
    action,
    ...changes.map(({ path }) => pathText(path)),
    ...(contents ?? []).map(({ object }) => object.name),
    'on',
    ...subjects.map(({ cluster, object }) => `${cluster}/${object.name}`),
  ].join(' ');
const maps = (kind: string, names: readonly string[], content: JsonObject): readonly SideObject[] =>
  names.map((name) => side(kind, name, content));
const content = (more: JsonObject, labels: JsonObject = {}): JsonObject => ({
  metadata: { labels },
  data: { a: '1', ...more },
});

describe('what differs is said once', () => {
  test('for one change on many objects and clusters', () => {
    const names = ['a', 'b', 'c'];
    const clusters = ['eu', 'us'].map((name) =>
      cluster(name, maps('ConfigMap', names, content({ b: '1' })), maps('ConfigMap', names, content({ b: '2' }))),
    );
    assert.deepEqual(told(clusters), ['changed data.b on eu/a eu/b eu/c us/a us/b us/c']);
  });

  test('for all changes of the same objects, but noise is apart', () => {
    const before = maps('ConfigMap', ['a'], content({ b: '1', c: '1' }, { chart: '1' }));
    const after = maps('ConfigMap', ['a'], content({ b: '2', c: '2' }, { chart: '2' }));
    assert.deepEqual(told([cluster('eu', before, after)]), [
      'changed data.b data.c on eu/a',
      '(chart-label) changed metadata.labels.chart on eu/a',
    ]);
  });

  test('but not for other values, or on other clusters', () => {
    const to = (name: string, value: string, isBoth: boolean): ClusterPair =>
      cluster(
        name,
        maps('ConfigMap', ['a'], content({ b: '1', c: '1' })),
        maps('ConfigMap', ['a'], content({ b: value, c: isBoth ? '2' : '1' })),
      );
    assert.deepEqual(told([to('eu', '2', true), to('us', '3', true), to('ap', '3', false)]), [
      'changed data.b on eu/a',
      'changed data.c on eu/a us/a',
      'changed data.b on ap/a us/a',
    ]);
  });

  test('for what now says the namespace that it was in', () => {
    const monitor = (namespace: string, metadata: JsonObject): SideObject => {
      const { name, ...rest } = side('ServiceMonitor', 'a', { metadata });
      return { ...rest, name: { ...name, group: 'monitoring.coreos.com', namespace } };
    };
    assert.deepEqual(told([cluster('eu', [monitor('', {})], [monitor('web', { namespace: 'web' })])]), [
      'changed metadata.namespace on eu/a',
    ]);
  });

  test('but not for null where another is taken out', () => {
    const values = (a: JsonObject): readonly SideObject[] => [{ ...side('HelmRelease', 'a', {}), object: a }];
    const clusters = [
      cluster('eu', values({ a: 1 }), values({ a: null })),
      cluster('us', values({ a: 1 }), values({})),
    ];
    assert.deepEqual(told(clusters), ['changed a on eu/a', 'changed a on us/a']);
  });

  test('for what comes and goes together', () => {
    const new1 = [side('ConfigMap', 'a', { data: { a: '1' } }), side('Secret', 'b', { data: { b: 'MQ==' } })];
    assert.deepEqual(told(['eu', 'us'].map((name) => cluster(name, [], new1))), ['added a b on eu/a eu/b us/a us/b']);
    assert.deepEqual(told(['eu', 'us'].map((name) => cluster(name, new1, []))), ['removed a b on eu/a eu/b us/a us/b']);
  });

  test('for each reason', () => {
    const names = ['a', 'b'];
    const one = cluster(
      'eu',
      maps('ConfigMap', names, content({ b: '1' })),
      maps('ConfigMap', names, content({ b: '2' })),
    );
    const causes = (name: string): readonly Cause[] => [{ kind: 'value', message: name }];
    const entries = entriesOf([one], (_layer, subject) => causes(subject.object.name));
    assert.deepEqual(entries.flatMap((entry) => entry.causes.map(({ message }) => message)).sort(), names);
  });

  test('with names of their own, which are the same in another run', () => {
    const clusters = [
      cluster('eu', maps('ConfigMap', ['a'], content({})), [
        ...maps('ConfigMap', ['a'], content({ b: '1' })),
        side('ConfigMap', 'b', {}),
      ]),
    ];
    const ids = entriesOf(clusters, () => []).map(({ id }) => id);
    assert.equal(new Set(ids).size, 2);
    for (const id of ids) assert.match(id, /^[0-9a-f]{12}$/);
    assert.deepEqual(
      entriesOf(structuredClone(clusters), () => []).map(({ id }) => id),
      ids,
    );
  });

  test('without secrets, nor anything that they could be guessed by', () => {
    const secret = (value: string): readonly SideObject[] => [
      side('ConfigMap', 'a', { data: { 'a.json': `{"password":"${value}"}` } }),
      side('Secret', 'b', { data: { password: value } }),
    ];
    const pairs = (...values: readonly [string, string]): readonly BareEntry[] =>
      entriesOf([cluster('eu', secret(values[0]), secret(values[1])), cluster('us', [], secret(values[0]))], () => []);
    const entries = pairs('hunter2-a', 'hunter2-b');
    assert.doesNotMatch(JSON.stringify(entries), /hunter2/);
    assert.deepEqual(pairs('other-a', 'other-b'), entries);
  });
});
