import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { seed } from './seed.ts';
import { temporaryRoot } from './write-fixture.ts';

const script = new URL('survival/kills.ts', import.meta.url).pathname;

/** Two repositories at a time; each has 1,000 releases: 50 services on 20 clusters. */
const chains = 2;
const clusters = 20;
const services = 50;
/** Some six seconds each, two at a time: CI takes some, and `KILLS=200 npx tsx --test test/survival-kills.ci-test.ts` more. */
const kills = Number(process.env.KILLS ?? 60);

test(`${kills} runs killed at 1,000 releases lose nothing`, async (context) => {
  const top = temporaryRoot(context);
  const sum: Record<string, number> = {};
  const outcomes = await Promise.all(
    [...Array(chains).keys()].map((chain) => {
      const root = join(top, String(chain));
      mkdirSync(root);
      const args = [root, clusters, services, Math.ceil(kills / chains), seed + chain].map(String);
      return promisify(execFile)(process.execPath, ['--import', 'tsx', script, ...args]);
    }),
  );
  for (const { stdout } of outcomes)
    for (const [where, count] of Object.entries(JSON.parse(stdout) as Record<string, number>))
      sum[where] = (sum[where] ?? 0) + count;
  context.diagnostic(`seed ${seed}: ${JSON.stringify(sum)}`);
  assert(Object.values(sum).reduce((total, count) => total + count, 0) >= kills);
  // Else the test would say nothing about what it is for. How many there are depends on what else the machine does.
  for (const where of ['staging', 'renaming']) assert((sum[where] ?? 0) > 0, `none while ${where}`);
});
