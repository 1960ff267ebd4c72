import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { documentOf } from '../bench/document.ts';
import type { Cost, Measured, RunCost } from '../bench/figures.ts';
import { pictureOf } from '../bench/picture.ts';
import { prepareRepository } from '../bench/prepare.ts';
import { generateRepository } from '../bench/repository.ts';
import { play } from './program-repository.ts';

const scale = { clusters: 1, services: 10 };

test('the same seed gives the same repository, another one another', () => {
  assert.deepEqual(generateRepository(scale, 1), generateRepository(scale, 1));
  assert.notDeepEqual(generateRepository(scale, 1), generateRepository(scale, 2));
});

test('ten releases are generated without a problem, and what is written is current', async () => {
  const root = await prepareRepository(generateRepository(scale, 1));
  try {
    const first = await play(root, ['generate', '--json']);
    assert.equal(first.code, 0, first.out);
    const { clusters, problems } = JSON.parse(first.out) as { clusters: { releases: number }[]; problems: unknown[] };
    assert.deepEqual(
      clusters.map(({ releases }) => releases),
      [10],
    );
    assert.deepEqual(problems, []);
    assert.equal((await play(root, ['check'])).code, 0);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('figures are told as a document and as a picture', () => {
  const cost: Cost = { wall: 1500, cpu: 1200, memory: 300 << 20 };
  const run: RunCost = { ...cost, validation: { wall: 500, cpu: 200 } };
  const rounds = [
    { floor: cost, competitor: { ...cost, cpu: 500 }, first: run, unchanged: run, checked: run, edited: run },
  ];
  const measured: Measured[] = [10, 100].map((releases) => ({
    releases,
    clusters: 1,
    inputs: 1 << 20,
    outputs: 3 << 20,
    outputFiles: 40,
    rounds,
  }));
  const text = documentOf(measured, { processor: 'one', cores: 2, node: '20.0.0' }, 'npm run bench');
  assert.match(text, /^\| first run \| 1\.5 s \| 1\.2 s \| 300 MiB \|$/m);
  assert.match(text, /^\| 100 \| 2\.00 \| 12 ms \| 1\.00 \|$/m);
  assert.match(pictureOf(measured), /^<svg .*<\/svg>\n$/s);
});
