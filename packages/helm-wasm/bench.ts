/**
 * `npx tsx packages/helm-wasm/bench.ts FOLDER`: what rendering a chart folder costs here and with Helm itself in a process that goes on running, one after the
 * other in turns. Needs Go.
 */
import { resolve } from 'node:path';
import { startHelm } from './src/helm.ts';
import { buildNative, filesOf, runNative } from './test/native.ts';

const folder = resolve(process.argv[2] ?? '.');
const native = buildNative();
const release = { name: 'release', namespace: 'space' };
const capabilities = { kubeVersion: '1.34.2' };
const rounds = 5;

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const timed = async <Result>(
  work: () => Promise<Result>,
): Promise<{ readonly seconds: number; readonly result: Result }> => {
  const start = performance.now();
  const result = await work();
  return { seconds: (performance.now() - start) / 1000, result };
};

const helm = startHelm();
const load = await timed(() => helm.load({ files: filesOf(folder) }));
const chart = load.result;
const render = () => timed(() => chart.render({ values: {}, release, capabilities }));
const first = await render();
const warm: number[] = [];
const natively: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  warm.push((await render()).seconds);
  // The first of a process is not warm there either.
  const request = { path: folder, ...release, ...capabilities };
  natively.push(
    ...runNative(native, [request, request, request])
      .slice(1)
      .map(({ seconds }) => seconds),
  );
}
await helm.close();

const shown = (seconds: number): string => `${(seconds * 1000).toFixed(0)} ms`;
console.log(`objects               ${first.result.objects.length}`);
console.log(`start and load        ${shown(load.seconds)}`);
console.log(`first render          ${shown(first.seconds)}`);
console.log(`warm render           ${shown(median(warm))} (median of ${warm.length})`);
console.log(`natively, warm        ${shown(median(natively))} (median of ${natively.length})`);
console.log(`ratio, warm           ${(median(warm) / median(natively)).toFixed(1)}`);
