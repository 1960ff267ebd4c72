import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type ClusterFacts, factsOf } from '../docs/build/service-facts.ts';

const read = (path: string): string => readFileSync(new URL(`../docs/services/${path}`, import.meta.url), 'utf8');

const { clusters } = JSON.parse(read('mimir-distributed.facts.json')) as {
  clusters: Readonly<Record<string, ClusterFacts>>;
};
const columns = ['dev', 'staging', 'production-eu'];

/** The rows of the table under `What runs`, by the name in their first cell. */
const table = new Map(
  (read('mimir-distributed.md').split('## What runs')[1] ?? '')
    .split('\n| file')[0]
    ?.split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .map(([name = '', ...cells]) => [name.replaceAll('_', '').replace(' ', '-'), cells] as const),
);

const cell = (facts: ClusterFacts | undefined, name: string): string => {
  const component = facts?.components[name];
  if (component === undefined) return '';
  const { pods, workloads, memory } = component;
  const amount = memory.request === memory.limit ? memory.request : `${memory.request}–${memory.limit}`;
  return `${pods} × ${amount}${workloads > 1 ? ', one StatefulSet a zone' : ''}`;
};

test('the table of what runs is what is rendered', () => {
  const names = new Set(Object.values(clusters).flatMap(({ components }) => Object.keys(components)));
  assert.deepEqual(new Set([...table.keys()].filter((name) => name !== 'together')), names);
  for (const [name, cells] of table) {
    if (name === 'together') continue;
    const volume = clusters.staging?.components[name]?.volume ?? '';
    assert.deepEqual(cells, [...columns.map((column) => cell(clusters[column], name)), volume], name);
  }
  const sums = columns.map((column) => clusters[column]?.memory).map((sum) => `${sum?.request}Mi–${sum?.limit}Mi`);
  assert.deepEqual(table.get('together'), [...sums, '']);
  assert.deepEqual(clusters['production-us'], clusters['production-eu']);
});

test('the page names how many objects there are', () => {
  const all = Object.values(clusters).reduce(
    (sum, { objects }) => sum + Object.values(objects).reduce((kinds, count) => kinds + count, 0),
    0,
  );
  assert.match(read('mimir-distributed.md'), new RegExp(`what the four clusters get, ${all} objects`));
});

test('facts are read off objects', () => {
  const set = (name: string, replicas?: number): object => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name },
    spec: {
      replicas,
      template: {
        spec: {
          containers: [{ resources: { requests: { memory: '1Gi' } } }, { resources: { requests: { memory: '24Mi' } } }],
        },
      },
      volumeClaimTemplates: [{ spec: { resources: { requests: { storage: '5Gi' } } } }],
    },
  });
  const facts = factsOf([set('mimir-distributed-a-zone-a', 2), set('mimir-distributed-a-zone-b'), { kind: 'Service' }]);
  assert.deepEqual(facts.objects, { Service: 1, StatefulSet: 2 });
  assert.deepEqual(facts.components, {
    a: { pods: 3, workloads: 2, memory: { request: '1Gi', limit: 'undefined' }, volume: '5Gi' },
  });
  assert.deepEqual(facts.memory, { request: 3 * 1048, limit: 0 });
});
