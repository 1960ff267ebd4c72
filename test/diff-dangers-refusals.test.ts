import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changes, saidToBeRefused } from './e2e/dangers/refusals.ts';

for (const change of changes)
  test(`${change.name}: ${change.refused.length > 0 ? 'refused' : 'taken'}`, () => {
    assert.deepEqual(saidToBeRefused(change), change.refused);
    assert.deepEqual(saidToBeRefused({ before: change.after, after: change.after }), []);
  });

test('an object that may be made anew is', () => {
  const [change] = changes.filter(({ name }) => name === 'job-image');
  assert(change !== undefined);
  const annotated = {
    ...change.after,
    metadata: { name: 'job-image', annotations: { 'kustomize.toolkit.fluxcd.io/force': 'Enabled' } },
  };
  assert.deepEqual(saidToBeRefused({ before: change.before, after: annotated }), ['spec.template']);
});
