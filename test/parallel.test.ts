import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { inParallel } from '../generator/parallel.ts';

test('what comes of each item stands in the order of the items, whichever ends first', async () => {
  const results = await inParallel([3, 1, 2, 0], 2, async (turns) => {
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    return turns * 10;
  });
  assert.deepEqual(results, [30, 10, 20, 0]);
  assert.deepEqual(await inParallel([], 2, async () => 1), []);
});

test('no item waits for the slowest of those before it, and no more than asked for are under way', async () => {
  const begun: number[] = [];
  let release = (): void => undefined;
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  let [current, most] = [0, 0];
  const all = inParallel([0, 1, 2, 3], 2, async (item) => {
    begun.push(item);
    current += 1;
    most = Math.max(most, current);
    await (item === 0 ? slow : setImmediate());
    current -= 1;
  });
  for (let turn = 0; turn < 10; turn += 1) await setImmediate();
  assert.deepEqual([begun, most], [[0, 1, 2, 3], 2]);
  release();
  await all;
});

test('after a failure nothing more is begun, and the first is thrown when the rest has ended', async () => {
  const ended: number[] = [];
  const all = inParallel([0, 1, 2, 3], 2, async (item) => {
    if (item === 0) throw new Error('first');
    await setImmediate();
    ended.push(item);
  });
  await assert.rejects(all, /first/);
  assert.deepEqual(ended, [1]);
});

test('of several failures that of the first item is thrown, whichever comes first', async () => {
  const all = inParallel([2, 1, 0], 3, async (turns) => {
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    throw new Error(`after ${turns} turns`);
  });
  await assert.rejects(all, /after 2 turns/);
});
