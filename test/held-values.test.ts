import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Helm, startHelm } from 'helm-wasm';
import { storeIn } from '../generator/kept.ts';
import type { Contract, SchemaChart } from '../generator/model/charts.ts';
import type { Release } from '../generator/model/releases.ts';
import type { Json } from '../generator/model/values.ts';
import { parseYaml } from '../generator/read/yaml.ts';
import { type EarlierVerdicts, holdValues } from '../generator/render/held-values.ts';

const schemas: SchemaChart = {
  name: 'app',
  version: '1.0.0',
  values: { a: 1 },
  schema: { required: ['a'] },
  charts: [],
  dependencies: [],
};

/** As far as holding values against schemas looks at one. */
const releaseOf = (values: string, held: SchemaChart = schemas, fileDigest = 'sha256:1'): Release => {
  const { value } = parseYaml('environments/a.yaml', values, 'go');
  assert(value?.kind === 'map');
  const contract = { name: 'app', digest: '', fileDigest, dependencies: [], schemas: held } as unknown as Contract;
  const chart = { value: { kind: 'repository', name: 'app', version: '1.0.0', contract } };
  return { service: 'app', cluster: { name: 'eu' }, at: value.at, chart, values: value } as unknown as Release;
};

/** An engine that counts how often it is started, and what it is asked. */
const counted = (): { readonly start: () => Promise<Helm>; readonly counts: Record<string, number> } => {
  const counts = { started: 0, loaded: 0, asked: 0, closed: 0 };
  const start = async (): Promise<Helm> => {
    counts.started += 1;
    const helm = startHelm();
    return {
      load: async (source) => {
        counts.loaded += 1;
        const chart = await helm.load(source);
        const effectiveValues: typeof chart.effectiveValues = (request) => {
          counts.asked += 1;
          return chart.effectiveValues(request);
        };
        return { ...chart, effectiveValues };
      },
      close: () => {
        counts.closed += 1;
        return helm.close();
      },
    };
  };
  return { start, counts };
};

const told = async (
  releases: readonly Release[],
  start: () => Promise<Helm>,
  earlier?: EarlierVerdicts,
): Promise<readonly string[]> =>
  (await holdValues(releases, start, earlier)).map(({ code, at, message }) => `${code} ${at?.line}: ${message}`);

const missing = "values-refused 1: `values`: missing property 'a', says the chart's own schema.";

test('equal values are held against a schema once, and the engine is closed', async () => {
  const { start, counts } = counted();
  const releases = ['a: null\n', 'a: 2\n', 'a: null\n'].map((values) => releaseOf(values));
  assert.deepEqual(await told(releases, start), [missing, missing]);
  assert.deepEqual(counts, { started: 1, loaded: 1, asked: 2, closed: 1 });
});

const folder = async (context: TestContext): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), 'espalier-verdicts-'));
  context.after(() => rm(made, { recursive: true, force: true }));
  return made;
};

test('what an earlier run has judged starts no engine, unless contract, values or engine differ', async (context) => {
  const kept = await folder(context);
  const earlier = { store: storeIn(kept), engine: 'one' };
  const { start, counts } = counted();
  const releases = [releaseOf('a: null\n'), releaseOf('a: 2\n')];
  assert.deepEqual(await told(releases, start, earlier), [missing]);
  assert.deepEqual(await told(releases, start, earlier), [missing]);
  assert.equal(counts.started, 1);
  await told([releaseOf('a: 3\n')], start, earlier);
  await told([releaseOf('a: 2\n', schemas, 'sha256:2')], start, earlier);
  await told(releases, start, { ...earlier, engine: 'two' });
  assert.equal(counts.started, 4);
  for (const name of await readdir(kept)) await writeFile(join(kept, name), 'nonsense\n{}');
  assert.deepEqual(await told(releases, start, earlier), [missing]);
  assert.equal(counts.started, 5);
});

const refusals: readonly (readonly [string, Json, readonly string[]])[] = [
  ['a schema that is elsewhere', { properties: { a: { $ref: 'https://example.com/x.json' } } }, []],
  [
    'a schema that is none',
    { type: 'nothing', properties: { a: { type: 'string' } } },
    ['values-refused 1: `app` on eu does not render: '],
  ],
  [
    'texts, which may be secret',
    { $schema: 'http://json-schema.org/draft-07/schema#', properties: { a: { items: [{ pattern: '^a' }] } } },
    ["values-refused 2: `a.0`: does not match pattern '^a', says"],
  ],
  [
    'a format',
    { $schema: 'http://json-schema.org/draft-07/schema#', properties: { a: { items: [{ format: 'ipv4' }] } } },
    ['values-refused 2: `a.0`: is not a valid ipv4, says'],
  ],
  ['a place in a list', { properties: { a: { items: { type: 'string' } } } }, ['values-refused 3: `a.1`: got number']],
];

for (const [name, schema, expected] of refusals)
  test(`what is told of ${name}`, async () => {
    const { start } = counted();
    const found = await told([releaseOf('a:\n  - x\n  - 2\n', { ...schemas, schema })], start);
    assert.deepEqual(
      found.map((text, index) => text.slice(0, expected[index]?.length)),
      expected,
    );
  });

test('a sub-chart is told by its place, however deep it lies', async () => {
  const { start } = counted();
  const leaf = { ...schemas, name: 'leaf', values: {}, schema: { properties: { b: { type: 'string' } } } };
  const top = { ...schemas, charts: [{ ...schemas, name: 'middle', charts: [leaf] }] };
  const below = { key: 'leaf', name: 'leaf', version: '1.0.0', dependencies: [] };
  const release = releaseOf('middle:\n  leaf:\n    b: 1\n', top);
  Object.assign(release.chart.value.contract ?? {}, {
    dependencies: [{ ...below, key: 'middle', dependencies: [below] }],
  });
  assert.deepEqual(await told([release], start), [
    "values-refused 3: `middle.leaf.b`: got number, want string, says the chart's own schema.",
  ]);
});
