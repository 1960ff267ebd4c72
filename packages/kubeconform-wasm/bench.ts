/**
 * What validation costs, against kubeconform's own program over the same schemas: `npx tsx packages/kubeconform-wasm/bench.ts`
 * prints the table that the README has. Needs Go, to build the program. Times are medians, in milliseconds.
 */
import { type Kubeconform, load } from './src/kubeconform.ts';
import { goodManifests } from './test/good-manifests.ts';
import { buildNative, readSchemas, runNative } from './test/native.ts';

const small = (index: number): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: `config-${index}`, namespace: 'default' },
  data: { key: 'value' },
});

/** About 2.7 kB of values in an Application. */
const withValues = (index: number): object => {
  const [application] = goodManifests as readonly [{ readonly metadata: object; readonly spec: object }];
  const component = { replicas: 3, resources: { requests: { memory: '1Gi', cpu: '500m' }, limits: { memory: '2Gi' } } };
  const values = Object.fromEntries(Array.from({ length: 25 }, (_, number) => [`component${number}`, component]));
  return {
    ...application,
    metadata: { ...application.metadata, name: `application-${index}` },
    spec: { ...application.spec, source: { repoURL: 'https://example.org', helm: { valuesObject: values } } },
  };
};

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN;

const timed = async (run: () => unknown): Promise<number> => {
  const start = performance.now();
  await run();
  return performance.now() - start;
};

const repeated = async (count: number, run: () => unknown): Promise<number> => {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn++) times.push(await timed(run));
  return median(times);
};

const valid = (engine: Kubeconform, documents: readonly object[]): void => {
  if (engine.validate(documents, { strict: true }).some(({ status }) => status !== 'valid'))
    throw new Error('not valid');
};

const rows: (readonly [string, string, string])[] = [];
const row = (what: string, ours: number, native?: number): void => {
  const text = (time: number | undefined): string => (time === undefined ? '' : time.toFixed(time < 10 ? 2 : 0));
  rows.push([what, text(ours), text(native)]);
};

const main = async (): Promise<void> => {
  const schemas = readSchemas();
  const program = buildNative();
  const native = (documents: readonly object[]): number => {
    const texts = documents.map((document) => JSON.stringify(document));
    return median([1, 2, 3, 4, 5].map(() => runNative(program, texts).milliseconds));
  };
  let engine: Kubeconform | undefined;
  const first = await timed(async () => {
    engine = await load(schemas);
  });
  if (engine === undefined) throw new Error('not started');
  const running = engine;
  row('start: decompress, compile, initialise', first);
  row('start of another engine in the same process', await repeated(5, () => load(schemas)));
  row('first Application: its schema is compiled', await timed(() => valid(running, [withValues(0)])));
  for (const [name, make] of [
    ['small', small],
    ['with 2.7 kB of values', withValues],
  ] as const) {
    const many = Array.from({ length: 1000 }, (_, index) => make(index));
    valid(running, many);
    row(`one document, ${name}`, await repeated(200, () => valid(running, [make(0)])), native([make(0)]));
    row(`1,000 documents in one call, ${name}`, await repeated(5, () => valid(running, many)), native(many));
  }
  const width = Math.max(...rows.map(([what]) => what.length));
  console.log(`| ${'ms'.padEnd(width)} | here | native, a process |`);
  console.log(`| ${'-'.repeat(width)} | ---: | ---: |`);
  for (const [what, ours, theirs] of rows) console.log(`| ${what.padEnd(width)} | ${ours} | ${theirs} |`);
  const [smallBytes, largeBytes] = [small(0), withValues(0)].map((document) => JSON.stringify(document).length);
  console.log(
    `\nNode ${process.version}; the small document has ${smallBytes} bytes, the one with values ${largeBytes}`,
  );
};

await main();
