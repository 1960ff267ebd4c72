/** Renders charts that are made by chance here and with Helm itself: `CHARTS=500` tries fewer, `SEED=7` others. Needs Go. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startHelm } from '../src/helm.ts';
import { assertEqual, assertIsOneOf, outcome } from './fidelity.ts';
import { features, type Generated, generate } from './generated.ts';
import { buildNative, type NativeRequest, runNative } from './native.ts';

const count = Number(process.env.CHARTS ?? 10_000);
const seed = Number(process.env.SEED ?? 1);
const batch = 500;

const helm = startHelm();
after(() => helm.close());

const release = { name: 'release', namespace: 'space' };

const request = ({ files, values }: Generated): NativeRequest => ({
  files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, Buffer.from(text).toString('base64')])),
  values,
  ...release,
});

test(`${count} generated charts give what Helm gives`, async () => {
  const native = buildNative();
  let byChance = 0;
  const kinds = new Map<string, number>();
  for (let start = 0; start < count; start += batch) {
    const charts = [...Array(Math.min(batch, count - start)).keys()].map((index) => generate(seed + start + index));
    const answers = runNative(native, charts.map(request));
    for (const [index, { files, values }] of charts.entries()) {
      const source = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const));
      const ours = await outcome(() => helm.load({ files: source }), { values, release });
      const answer = answers[index];
      assert(answer !== undefined);
      const name = `chart of seed ${seed + start + index}`;
      try {
        assertEqual(ours, answer, name);
      } catch {
        // Helm reads sub-charts in the order of a map, and now and then that decides what is merged: then ours is one of its outcomes.
        const outcomes = runNative(
          native,
          Array.from({ length: 100 }, () => request(charts[index] ?? generate(0))),
        );
        assertIsOneOf(ours, outcomes, name);
        byChance += 1;
      }
      const kind = 'failure' in ours ? ours.failure.kind : 'rendered';
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
  }
  kinds.set('of several outcomes that Helm has', byChance);
  assert(byChance < count / 100, 'hardly any differ from run to run');
  for (const [what, times] of [...kinds, ...[...features].sort()])
    console.log(`# ${String(times).padStart(6)} ${what}`);
  assert((kinds.get('rendered') ?? 0) > count / 2, 'most of them render');
});
