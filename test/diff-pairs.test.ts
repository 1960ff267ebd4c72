import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { movedBetween, pairObjects } from '../generator/diff/pair-objects.ts';
import { sideObjects } from '../generator/diff/side-objects.ts';
import type { ObjectPair, ReleasePair, SideObject } from '../generator/model/comparison.ts';
import type { JsonObject } from '../generator/model/values.ts';

const side = (name: string, content: JsonObject, more: Partial<SideObject['name']> = {}): SideObject => {
  const full = { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'web', name, ...more };
  const apiVersion = full.group === '' ? full.version : `${full.group}/${full.version}`;
  return { name: full, part: 'object', object: { apiVersion, kind: full.kind, metadata: { name }, ...content } };
};
const settings = (name: string, edit: JsonObject = {}): JsonObject => ({
  data: { host: `${name}.example.com`, port: '80', level: 'info', mode: 'fast', size: '10', zone: 'a', ...edit },
});
const named = (pairs: readonly ObjectPair[]): string[] =>
  pairs.map(({ before, after }) => `${before?.name.name ?? '-'} -> ${after?.name.name ?? '-'}`);
const pair = (before: readonly SideObject[], after: readonly SideObject[]): readonly ObjectPair[] =>
  pairObjects(before, after, () => undefined);

describe('objects', () => {
  test('are paired by their names, whatever the version', () => {
    const [one, ...others] = pair(
      [side('a', {}, { group: 'policy', version: 'v1beta1', kind: 'PodDisruptionBudget' }), side('same', {})],
      [side('a', {}, { group: 'policy', version: 'v1', kind: 'PodDisruptionBudget' }), side('same', {})],
    );
    assert.deepEqual(others, []);
    assert.deepEqual(one?.changes, [{ path: ['apiVersion'], before: 'policy/v1beta1', after: 'policy/v1' }]);
  });

  test('of another kind, group or namespace are others', () => {
    for (const more of [{ kind: 'Secret' }, { group: 'example.com' }, { namespace: 'other' }])
      assert.deepEqual(named(pair([side('a', { data: { a: '1' } })], [side('a', { data: { a: '1' } }, more)])).sort(), [
        '- -> a',
        'a -> -',
      ]);
  });

  test('with another hash of their content in the name are renamed', () => {
    assert.deepEqual(
      named(
        pair(
          [side('one-7b9f6d8k2m', { data: { a: '1' } }), side('two-7b9f6d8k2m', { data: { b: '1' } })],
          [side('two-5h4k2g9f8t', { data: { c: '2' } }), side('one-5h4k2g9f8t', { data: { d: '2' } })],
        ),
      ),
      ['two-7b9f6d8k2m -> two-5h4k2g9f8t', 'one-7b9f6d8k2m -> one-5h4k2g9f8t'],
    );
  });

  test('with most of their content are renamed, the most alike with each other', () => {
    assert.deepEqual(
      named(
        pair(
          [
            side('old-x', settings('old-x', { zone: 'x' })),
            side('old-y', settings('old-y', { zone: 'y', size: '99' })),
          ],
          [
            side('new-y', settings('new-y', { zone: 'y', size: '98' })),
            side('new-x', settings('new-x', { zone: 'x' })),
          ],
        ),
      ),
      ['old-y -> new-y', 'old-x -> new-x'],
    );
  });

  test('with the same content in another namespace, which only their release says, are renamed', () => {
    const content = { data: { text: 'long enough to be known again, wherever it lies: '.repeat(3) } };
    const [one, ...others] = pair([side('a', content)], [side('a', content, { namespace: 'other' })]);
    assert.deepEqual(others, []);
    assert.deepEqual([one?.before?.name.namespace, one?.after?.name.namespace, one?.changes], ['web', 'other', []]);
  });

  test('of other makers are the same, whether they say the namespace of their release or not', () => {
    const monitor = (namespace: string, content: JsonObject): SideObject =>
      side('a', content, { group: 'monitoring.coreos.com', kind: 'ServiceMonitor', namespace });
    const [said, unsaid] = [monitor('web', { spec: { a: 1 } }), monitor('', { spec: { a: 2 } })];
    assert.deepEqual(named(pair([said], [unsaid])), ['a -> a']);
    assert.deepEqual(named(pair([unsaid], [said])), ['a -> a']);
    assert.deepEqual(named(pair([unsaid], [said, monitor('other', { spec: {} })])), ['- -> a', '- -> a', 'a -> -']);
    assert.deepEqual(named(pair([said], [monitor('other', { spec: {} })])), ['- -> a', 'a -> -']);
  });

  test('are told apart by the beginnings of the names that they are given', () => {
    const jobs = (image: string): readonly SideObject[] =>
      sideObjects(
        { namespace: { value: 'web', at: { file: 'clusters/eu.yaml', line: 1, column: 1 } } },
        {
          crds: [],
          hooks: [],
          objects: ['a-', 'b-'].map((generateName) => ({
            object: {
              apiVersion: 'batch/v1',
              kind: 'Job',
              metadata: { generateName },
              spec: { image: `${generateName}${image}` },
            },
            template: 'jobs.yaml',
            line: 1,
          })),
        },
      );
    assert.deepEqual(named(pair(jobs('1'), jobs('2'))), ['a- -> a-', 'b- -> b-']);
  });

  test('with little content, or little of it in common, come and go', () => {
    assert.deepEqual(named(pair([side('a', { data: { a: '1' } })], [side('b', { data: { a: '1' } })])), [
      '- -> b',
      'a -> -',
    ]);
    const other = settings('b', { level: 'warn', mode: 'slow' });
    assert.deepEqual(named(pair([side('a', settings('a'))], [side('b', other)])), ['- -> b', 'a -> -']);
  });

  test('by the thousand are paired in no time', () => {
    const many = (salt: string): readonly SideObject[] =>
      Array.from({ length: 10_000 }, (_, index) =>
        side(`${salt}${index}`, settings(salt, { size: `${salt}${index}` })),
      );
    const start = performance.now();
    assert.equal(pair(many('a'), many('b')).length, 20_000);
    assert(performance.now() - start < 10_000);
  });
});

const release = (service: string, pairs: readonly ObjectPair[]): ReleasePair => ({
  cluster: 'eu',
  service,
  differs: true,
  isRendered: true,
  objectsBefore: [],
  objectsAfter: [],
  pairs,
});

describe('what another service takes over', () => {
  const [before, after] = [side('a', { data: { a: '1' } }), side('a', { data: { a: '2' } })];

  test('is one pair, of the one that has it now', () => {
    const [gave, took] = movedBetween(
      [release('old', [{ before, changes: [] }]), release('new', [{ after, changes: [] }])],
      () => undefined,
    );
    assert.deepEqual(gave?.pairs, []);
    assert.deepEqual(took?.pairs, [
      { before, after, from: 'old', changes: [{ path: ['data', 'a'], before: '1', after: '2' }] },
    ]);
  });

  test('is nothing that the same service gives up and takes', () => {
    const pairs = [
      { before, changes: [] },
      { after: side('b', {}), changes: [] },
    ];
    assert.deepEqual(movedBetween([release('one', pairs)], () => undefined)[0]?.pairs, pairs);
  });
});
