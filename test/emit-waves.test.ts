import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syncWaves } from '../generator/emit/argocd/waves.ts';

test('a chain of services may be of any length', () => {
  const length = 50_000;
  const chain = Array.from({ length }, (_, index) => ({ service: `s${index}`, dependsOn: [`s${index + 1}`] }));
  const waves = syncWaves(chain);
  assert.deepEqual([waves.get('s0'), waves.get(`s${length - 1}`)], [length - 1, 0]);
});

test('a circle comes to an end', () => {
  const circle = [
    { service: 'a', dependsOn: ['b'] },
    { service: 'b', dependsOn: ['a'] },
    { service: 'c', dependsOn: [] },
  ];
  assert.equal(syncWaves(circle).get('c'), 0);
});
