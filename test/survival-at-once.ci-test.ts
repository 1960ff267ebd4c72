import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { program } from './survival/process.ts';
import { checkOut, makeRepository, states } from './survival/repository.ts';
import { runWithoutValidator } from './survival/run.ts';
import { readTree } from './tree.ts';
import { temporaryRoot } from './write-fixture.ts';

const size = { clusters: 4, services: 10 };
const [node, ...start] = program;

interface Ended {
  readonly code: number | null;
  readonly error: string;
}

const generate = (root: string): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(node, [...start, 'generate', '--allow-empty'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let error = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      error += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, error }));
  });

for (const count of [2, 10])
  test(`of ${count} runs at once, one works at a time, and the others say so`, async (context) => {
    const root = temporaryRoot(context);
    await makeRepository(root, size);
    for (let state = 0; state < states; state += 1) {
      checkOut(root, size, state);
      const runs = await Promise.all(Array.from({ length: count }, () => generate(root)));
      const refused = runs.filter(({ code }) => code !== 0);
      context.diagnostic(`${count - refused.length} of ${count} worked, ${refused.length} were turned away`);
      assert(refused.length < count);
      for (const { code, error } of refused) {
        assert.match(error, /^espalier: another run is at work in this repository: [^\n]+\n$/);
        assert.equal(code, 2);
      }
      const left = readTree(root);
      assert(![...left.keys()].some((path) => path.includes('.espalier')));
      const undisturbed = temporaryRoot(context);
      await makeRepository(undisturbed, size);
      checkOut(undisturbed, size, state);
      await runWithoutValidator(undisturbed, ['generate']);
      assert.deepEqual(left, readTree(undisturbed));
    }
  });
