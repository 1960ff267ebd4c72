import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkOut, makeRepository } from './survival/repository.ts';
import { runWithoutValidator } from './survival/run.ts';
import { readTree } from './tree.ts';
import { temporaryRoot } from './write-fixture.ts';

const size = { clusters: 2, services: 3 };

test('a clock that jumps changes nothing, nor does the age of a file', async (context) => {
  const trees: ReadonlyMap<string, string>[] = [];
  for (const jumps of [false, true]) {
    const root = temporaryRoot(context);
    await makeRepository(root, size);
    let turn = 0;
    const jump = (): number => {
      turn += 1;
      return turn % 2 === 0 ? 0 : 4e12;
    };
    if (jumps) {
      context.mock.timers.enable({ apis: ['Date'] });
      context.mock.method(performance, 'now', jump);
    }
    for (const state of [0, 1, 0]) {
      checkOut(root, size, state);
      if (jumps) context.mock.timers.setTime(jump());
      if (jumps)
        for (const [index, path] of [...readTree(root).keys()].entries())
          utimesSync(join(root, path), 0, index % 2 === 0 ? 1 : 4e9);
      await runWithoutValidator(root, ['generate', '--allow-empty']);
      await runWithoutValidator(root, ['check']);
    }
    trees.push(readTree(root));
  }
  assert.deepEqual(trees[1], trees[0]);
});
