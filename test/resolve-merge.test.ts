import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ListStrategy } from '../generator/model/inputs.ts';
import type { Problem } from '../generator/model/problems.ts';
import type { Located } from '../generator/model/values.ts';
import { addStrategies } from '../generator/resolve/lists.ts';
import { mergeMaps } from '../generator/resolve/merge.ts';
import { at, plain, values } from './trees.ts';

const here = { file: 'environments/x.yaml', line: 1, column: 1 };

const strategies = (declared: Record<string, ListStrategy>) =>
  addStrategies(
    undefined,
    new Map(
      Object.entries(declared).map(([pointer, value]): [string, Located<ListStrategy>] => [
        pointer,
        { value, at: here },
      ]),
    ),
    [],
  );

const join = (lower: string, upper: string, declared: Record<string, ListStrategy>) => {
  const problems: Problem[] = [];
  const merged = mergeMaps(values(lower, 'lower.yaml'), values(upper, 'upper.yaml'), {
    strategies: strategies(declared),
    problems,
  });
  return { merged, value: plain(merged), problems };
};

describe('merging maps', () => {
  test('goes deep, keeps the lower order and lets the upper layer win', () => {
    const merged = mergeMaps(values('b: {u: 1, v: 2}\na: 1'), values('a: 2\nb: {v: 3, w: 4}\nc: 5'));
    assert.equal(JSON.stringify(plain(merged)), '{"b":{"u":1,"v":3,"w":4},"a":2,"c":5}');
  });

  test('replaces scalars and lists as a whole', () => {
    assert.deepEqual(plain(mergeMaps(values('a: [1, 2]\nb: {c: 1}'), values('a: [3]\nb: text'))), {
      a: [3],
      b: 'text',
    });
  });

  test('keeps a null as a value, and lets a map replace it', () => {
    assert.deepEqual(plain(mergeMaps(values('a: {b: 1}'), values('a: null'))), { a: null });
    assert.deepEqual(plain(mergeMaps(values('a: null'), values('a: {b: 1}'))), { a: { b: 1 } });
  });

  test('remembers who set a leaf, and whom it overrode', () => {
    const first = mergeMaps(values('a: {b: 1}', 'one.yaml'), values('a:\n  b: 2', 'two.yaml'));
    const leaf = at(mergeMaps(first, values('\na:\n  b: 3', 'three.yaml')), 'a', 'b');
    assert.deepEqual(leaf.at, { file: 'three.yaml', line: 3, column: 6 });
    assert.deepEqual(leaf.shadows?.at, { file: 'two.yaml', line: 2, column: 6 });
    assert.deepEqual(leaf.shadows?.shadows?.at, { file: 'one.yaml', line: 1, column: 8 });
    assert.equal(leaf.shadows?.shadows?.shadows, undefined);
  });

  test('takes keys such as __proto__ and constructor for what they are', () => {
    const merged = mergeMaps(values('__proto__: {a: 1}'), values('__proto__: {b: 2}\nconstructor: 3'));
    assert.deepEqual([...merged.entries.keys()], ['__proto__', 'constructor']);
    assert.deepEqual(plain(at(merged, '__proto__')), { a: 1, b: 2 });
  });
});

describe('list strategies', () => {
  test('append', () => {
    assert.deepEqual(join('a: {l: [1]}', 'a: {l: [1, 2]}', { '/a/l': { kind: 'append' } }).value, {
      a: { l: [1, 1, 2] },
    });
  });

  test('mergeBy keeps the order, merges equal keys deeply, appends the rest and takes out what is null', () => {
    const { value, problems } = join(
      'l: [{name: a, v: 1, w: {p: 1}}, {name: b, v: 2}]',
      'l: [{name: c}, {name: a, v: null, w: {q: 2}}]',
      { '/l': { kind: 'mergeBy', key: 'name' } },
    );
    assert.deepEqual(value, { l: [{ name: 'a', w: { p: 1, q: 2 } }, { name: 'b', v: 2 }, { name: 'c' }] });
    assert.deepEqual(problems, []);
  });

  test('mergeBy keeps 1 and "1" apart', () => {
    const { value } = join('l: [{id: 1, a: 1}]', 'l: [{id: "1", a: 2}]', { '/l': { kind: 'mergeBy', key: 'id' } });
    assert.deepEqual(value, {
      l: [
        { id: 1, a: 1 },
        { id: '1', a: 2 },
      ],
    });
  });

  test('mergeBy refuses two items with one key, and an item without it, in any layer', () => {
    const declared = { '/l': { kind: 'mergeBy', key: 'name' } } as const;
    const twice = join('a: 1', 'l:\n  - {name: a}\n  - {name: a}', declared);
    assert.deepEqual(
      twice.problems.map(({ code, at: place }) => [code, place?.line]),
      [['list-key-twice', 3]],
    );
    const missing = join('l: [{name: a}]', 'l:\n  - {nam: a}', declared);
    assert.deepEqual(
      missing.problems.map(({ code, at: place }) => [code, place?.file, place?.line]),
      [['list-key-missing', 'upper.yaml', 2]],
    );
    assert.deepEqual(missing.value, { l: [{ name: 'a' }, { nam: 'a' }] });
  });

  test('a null clears the list, and a later layer starts anew', () => {
    const declared = { '/l': { kind: 'append' } } as const;
    const cleared = join('l: [1]', 'l: null', declared);
    assert.deepEqual(cleared.value, { l: null });
    const anew = mergeMaps(cleared.merged, values('l: [2]'), { strategies: strategies(declared), problems: [] });
    assert.deepEqual(plain(anew), { l: [2] });
  });

  test('a list elsewhere is replaced', () => {
    assert.deepEqual(join('l: [1]\nm: [1]', 'l: [2]\nm: [2]', { '/m': { kind: 'append' } }).value, {
      l: [2],
      m: [1, 2],
    });
  });

  test('two that disagree are a problem at the later one', () => {
    const problems: Problem[] = [];
    const first = addStrategies(undefined, new Map([['/l', { value: { kind: 'append' }, at: here }]]), problems);
    const later = { ...here, line: 9 };
    addStrategies(first, new Map([['/l', { value: { kind: 'append' }, at: later }]]), problems);
    assert.equal(problems.length, 0);
    addStrategies(first, new Map([['/l', { value: { kind: 'mergeBy', key: 'name' }, at: later }]]), problems);
    assert.deepEqual(
      problems.map(({ code, at: place, related }) => [code, place, related?.[0]?.at]),
      [['list-strategy-conflict', later, here]],
    );
  });
});
