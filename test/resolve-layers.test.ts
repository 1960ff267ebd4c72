import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lineage } from '../generator/lineage.ts';
import type { Environment } from '../generator/model/inputs.ts';
import { circles, edgesOf } from '../generator/resolve/dependencies.ts';

const environments = (graph: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, Environment> =>
  new Map(
    Object.entries(graph).map(([name, parents]): [string, Environment] => {
      const file = `environments/${name}.yaml`;
      const at = { file, line: 1, column: 1 };
      return [
        name,
        {
          name,
          file,
          at,
          extends: parents.map((value, index) => ({ value, at: { file, line: 2, column: index + 1 } })),
          variables: new Map(),
          namespaces: new Map(),
          services: new Map(),
          files: [file],
        },
      ];
    }),
  );

const order = (graph: Readonly<Record<string, readonly string[]>>, start: string) => {
  const all = environments(graph);
  const environment = all.get(start);
  assert(environment !== undefined);
  const { value, problems } = lineage(environment, all);
  return { names: value.map(({ name }) => name), problems };
};

describe('the order of layers', () => {
  test('parents before children, depth first and left to right', () => {
    const graph = { a: ['b', 'c'], b: ['d'], c: ['e', 'd'], d: [], e: [] };
    assert.deepEqual(order(graph, 'a').names, ['d', 'b', 'e', 'c', 'a']);
  });

  test('a diamond counts once, at its first place', () => {
    const { names, problems } = order({ top: ['left', 'right'], left: ['base'], right: ['base'], base: [] }, 'top');
    assert.deepEqual(names, ['base', 'left', 'right', 'top']);
    assert.deepEqual(problems, []);
  });

  test('a circle is named from its first environment on, wherever it is found', () => {
    const graph = { a: ['b'], b: ['c'], c: ['a'] };
    const { problems } = order(graph, 'a');
    assert.deepEqual(order(graph, 'b').problems, problems);
    assert.deepEqual(
      problems.map(({ code, message, at, related = [] }) => [
        code,
        message.includes('a → b → c → a'),
        at?.file,
        ...related.map((other) => other.at.file),
      ]),
      [['environment-cycle', true, 'environments/a.yaml', 'environments/b.yaml', 'environments/c.yaml']],
    );
  });

  test('an environment that extends itself is a circle of one', () => {
    const { problems } = order({ a: ['a'] }, 'a');
    assert.deepEqual(
      problems.map(({ code, message }) => [code, message.includes('a → a')]),
      [['environment-cycle', true]],
    );
  });

  test('a chain and a circle may be of any length', () => {
    const name = (index: number): string => `e${index + 10_000}`;
    const chain = (last: readonly string[]) =>
      Object.fromEntries(
        Array.from({ length: 20_000 }, (_, index) => [name(index), index === 19_999 ? last : [name(index + 1)]]),
      );
    const { names, problems } = order(chain([]), name(0));
    assert.deepEqual([names.length, names[0], names.at(-1), problems.length], [20_000, name(19_999), name(0), 0]);
    const [circle, ...more] = order(chain([name(5)]), name(0)).problems;
    assert.deepEqual(more, []);
    assert.deepEqual(
      [circle?.code, circle?.at?.file, circle?.related?.length],
      ['environment-cycle', `environments/${name(5)}.yaml`, 19],
    );
    assert.match(circle?.message ?? '', / e10005 → e10006 → .* → e10024 → … → e10005\.$/);
  });

  test('an unknown parent is a problem with the nearest name', () => {
    const { problems } = order({ production: ['bsae'], base: [] }, 'production');
    assert.deepEqual(
      problems.map(({ code, fix, at }) => [code, fix, at?.line]),
      [['environment-unknown', 'Did you mean `base`?', 2]],
    );
  });
});

describe('dependencies', () => {
  const located = (...names: readonly string[]) =>
    names.map((value, index) => ({ value, at: { file: 'x', line: index + 1, column: 1 } }));

  test('services and externals are told apart, sorted, each once', () => {
    const known = { services: new Set(['a', 'b', 'c']), external: new Set(['prometheus']), cluster: 'eu' };
    const problems: Parameters<typeof edgesOf>[3] = [];
    const edges = edgesOf('a', located('c', 'prometheus', 'b', 'c'), known, problems);
    assert.deepEqual(edges, { dependsOn: ['b', 'c'], external: ['prometheus'] });
    edgesOf('a', located('a', 'promtheus', 'zzzzzz'), known, problems);
    assert.deepEqual(
      problems.map(({ code, at, fix }) => [code, at?.line, fix]),
      [
        ['depends-on-itself', 1, 'Take it out of `dependsOn`.'],
        ['depends-on-unknown', 2, 'Did you mean `prometheus`?'],
        [
          'depends-on-unknown',
          3,
          'Take it out of `dependsOn`, or, if others run it there, add it to `external` in clusters/eu.yaml.',
        ],
      ],
    );
  });

  test('circles are found, each once', () => {
    const nodes = Object.entries({ a: ['b'], b: ['c'], c: ['a', 'd'], d: [], e: ['f'], f: ['e'] });
    assert.deepEqual(circles(nodes.map(([service, dependsOn]) => ({ service, dependsOn }))), [
      ['a', 'b', 'c', 'a'],
      ['e', 'f', 'e'],
    ]);
    assert.deepEqual(
      circles([
        { service: 'a', dependsOn: ['b'] },
        { service: 'b', dependsOn: [] },
      ]),
      [],
    );
  });

  test('a chain may be of any length, and of many circles some are told', () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `s${index + 100_000}`);
    const next = (index: number): readonly string[] => names.slice(index + 1, index + 2);
    assert.deepEqual(circles(names.map((service, index) => ({ service, dependsOn: next(index) }))), []);
    const dense = names.slice(0, 60);
    const all = dense.map((service) => ({ service, dependsOn: dense.filter((other) => other !== service) }));
    assert.equal(circles(all).length, 100);
  });
});
