import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leads } from '../generator/diff/doing.ts';

test('a path leads to what is inside of it, and to nothing that is only called alike', () => {
  for (const [from, to] of [
    ['', 'spec.replicas'],
    ['spec', 'spec'],
    ['spec', 'spec.replicas'],
    ['spec.containers', 'spec.containers[name=web].image'],
    ['data["a.yaml"]', 'data["a.yaml"] ▸ limits'],
    ['data["a.yaml"] ▸ ', 'data["a.yaml"] ▸ limits'],
  ] as const)
    assert(leads(from, to), `${from} → ${to}`);
  for (const [from, to] of [
    ['spec', ''],
    ['spec.replica', 'spec.replicas'],
    ['data["a.yaml"] ▸ limit', 'data["a.yaml"] ▸ limits'],
  ] as const)
    assert(!leads(from, to), `${from} → ${to}`);
});
