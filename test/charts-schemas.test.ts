import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { HelmError, startHelm } from 'helm-wasm';
import { assembleChart } from '../generator/charts/assemble.ts';
import { type Chart, newReading } from '../generator/charts/chart.ts';
import { makeContract } from '../generator/charts/contract.ts';
import { parseContract, printContract } from '../generator/charts/contract-file.ts';
import { schemasOf } from '../generator/charts/contract-schemas.ts';
import { withoutProse } from '../generator/charts/without-prose.ts';
import type { SchemaChart } from '../generator/model/charts.ts';
import type { Json, JsonObject } from '../generator/model/values.ts';
import { parseYaml } from '../generator/read/yaml.ts';
import { generate } from '../packages/helm-wasm/test/generated.ts';
import { below, chartFiles, type Files, plainly } from './chart-files.ts';

const helm = startHelm();
after(() => helm.close());

const bytesOf = (files: Files): ReadonlyMap<string, Uint8Array> =>
  new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]));

const assembled = (files: Files): Chart | undefined => assembleChart(bytesOf(files), 'app', newReading(parseYaml));

const schemas = (files: Files, hashText = false): SchemaChart | undefined => {
  const chart = assembled(files);
  assert(chart !== undefined);
  return schemasOf(chart, { hashText });
};

type Verdict = (values: JsonObject) => Promise<unknown>;

/** Effective values, or what Helm says against them: in the order of a map, and with a port where it asks a network that is not there. */
const verdictsOf = async (source: Parameters<typeof helm.load>[0]): Promise<Verdict> => {
  const chart = await helm.load(source);
  return async (values) => {
    try {
      return await chart.effectiveValues({ values, release: { name: 'release', namespace: 'space' } });
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      const lines = error.message.replaceAll(/:\d+->/g, ':->').split('\n');
      return [error.kind, ...lines.sort()];
    }
  };
};

const app = (schema: string, values = ''): Files => ({
  ...chartFiles('app', '1.0.0', values),
  'values.schema.json': schema,
});

const prose: readonly (readonly [string, Json, Json])[] = [
  [
    'is taken away at every level',
    {
      title: 't',
      description: 'd',
      $comment: 'c',
      type: 'object',
      properties: { a: { default: 1, examples: [1], items: [{ title: 't', minimum: 1 }] } },
      additionalProperties: { description: 'd' },
      allOf: [{ title: 't', if: { title: 't', const: 1 } }],
      $defs: { x: { default: {} } },
    },
    {
      type: 'object',
      properties: { a: { items: [{ minimum: 1 }] } },
      additionalProperties: {},
      allOf: [{ if: { const: 1 } }],
      $defs: { x: {} },
    },
  ],
  [
    'has names that are no keywords where properties and definitions are named',
    { properties: { title: { title: 't' }, default: true }, definitions: { examples: {} }, required: ['title'] },
    { properties: { title: {}, default: true }, definitions: { examples: {} }, required: ['title'] },
  ],
  [
    'stays in values that are compared',
    { const: { title: 't' }, enum: [{ description: 'd' }], 'x-ours': { title: 't' } },
    { const: { title: 't' }, enum: [{ description: 'd' }], 'x-ours': { title: 't' } },
  ],
  ['stays where it is no prose', { title: 1, examples: 'e' }, { title: 1, examples: 'e' }],
  [
    'stays where a reference leads into it',
    { title: 't', examples: [{}], $ref: '#/examples/0' },
    { title: 't', examples: [{}], $ref: '#/examples/0' },
  ],
  [
    'goes where a reference leads to what is called as it',
    { title: 't', definitions: { default: { title: 't' } }, $ref: '#/definitions/default' },
    { definitions: { default: {} }, $ref: '#/definitions/default' },
  ],
  ['is in no schema that is true', true, true],
];

for (const [name, schema, expected] of prose)
  test(`prose ${name}`, () => {
    assert.deepEqual(withoutProse(schema), expected);
  });

test('a contract says of itself and of sub-charts what decides on values', () => {
  const metadata =
    'dependencies:\n  - { name: sub, version: ^1, alias: one, condition: one.enabled, tags: [t], import-values: [data, { child: a, parent: b }] }\n';
  const files = {
    ...chartFiles('app', '1.0.0', 'a: 1\none: { enabled: false }\n', metadata),
    ...below('charts/sub', { ...chartFiles('sub', '1.2.0', 'b: 2\n'), 'values.schema.json': '{"title": "t"}' }),
  };
  const expected = {
    name: 'app',
    version: '1.0.0',
    values: { a: 1, one: { enabled: false } },
    charts: [{ name: 'sub', version: '1.2.0', values: { b: 2 }, schema: {}, charts: [], dependencies: [] }],
    dependencies: [
      {
        name: 'sub',
        alias: 'one',
        version: '^1',
        condition: 'one.enabled',
        tags: ['t'],
        imports: [
          { child: 'exports.data', parent: '.' },
          { child: 'a', parent: 'b' },
        ],
      },
    ],
  };
  assert.deepEqual(schemas(files), expected);
  const chart = assembled(files);
  assert(chart !== undefined);
  const origin = { file: 'c.json', digest: `sha256:${'0'.repeat(64)}`, fromFolder: false };
  const contract = makeContract(chart, origin, { hashText: false });
  const text = printContract({ repository: 'https://charts.example.com', contract, hashText: false });
  assert.deepEqual(plainly(parseContract('c.json', text).value?.contract.schemas), expected);
  for (const broken of ['"version": "1.2.0"', '"child": "a"'])
    assert.deepEqual(
      parseContract('c.json', text.replace(broken, '"other": 1')).problems.map(({ code }) => code),
      ['contract-invalid'],
    );
});

test('a chart without a schema has none in its contract', () => {
  assert.equal(schemas(chartFiles('app', '1.0.0', 'a: 1\n')), undefined);
});

const leftOut: readonly (readonly [string, string, RegExp])[] = [
  ['large', `{"enum": ["${'x'.repeat(1 << 20)}"]}`, /larger than 1 MiB/],
  ['no JSON', '{"type": ', /no JSON/],
  ['deep', `${'{"not":'.repeat(300)}true${'}'.repeat(300)}`, /nested deeper/],
  ['of numbers that JavaScript has not', '{"maximum": 1e999}', /number/],
];

for (const [name, schema, reason] of leftOut)
  test(`a schema that is ${name} stays out, and the contract says so`, () => {
    const { leftOut: why, schema: kept } = schemas(app(schema)) ?? {};
    assert.equal(kept, undefined);
    assert.match(why ?? '', reason);
  });

test('schemas that are large together stay out, so that the contract can be read', () => {
  const metadata = Array.from({ length: 6 }, (_, index) => `  - { name: s${index}, version: 1.0.0 }\n`).join('');
  const subs = Array.from({ length: 6 }, (_, index) =>
    below(`charts/s${index}`, {
      ...chartFiles(`s${index}`, '1.0.0'),
      'values.schema.json': `{"enum": ["${'x'.repeat(900_000)}"]}`,
    }),
  );
  const files = { ...chartFiles('app', '1.0.0', '', `dependencies:\n${metadata}`), ...Object.assign({}, ...subs) };
  const { leftOut: why, charts } = schemas(files) ?? {};
  assert.deepEqual(charts, []);
  assert.match(why ?? '', /4 MiB/);
});

test('hashed texts leave nothing to hold against a schema', () => {
  const files = app('{}', 'a: |\n  one\n  two\n');
  assert.deepEqual(schemas(files)?.schema, {});
  const hashed = schemas(files, true);
  assert.deepEqual([hashed?.schema, hashed?.values], [undefined, {}]);
  assert.match(hashed?.leftOut ?? '', /hashed/);
  assert.deepEqual(schemas(app('{}', 'a: one\n'), true)?.schema, {});
});

const drafts = [
  'http://json-schema.org/draft-04/schema#',
  'http://json-schema.org/draft-06/schema#',
  'http://json-schema.org/draft-07/schema',
  'https://json-schema.org/draft-07/schema#',
  'https://json-schema.org/draft/2019-09/schema',
  'https://json-schema.org/draft/2020-12/schema#',
  'http://json-schema.org/schema#',
  'https://example.com/of-ours.json',
  'nonsense',
];

const rules: readonly JsonObject[] = [
  { type: 'object', title: 't', properties: { a: { type: 'integer', minimum: 1, exclusiveMinimum: true } } },
  { properties: { a: { exclusiveMinimum: 1, default: 2 } } },
  { properties: { a: { const: 1 }, b: { enum: ['x'], description: 'd' } }, additionalProperties: false },
  { properties: { b: { pattern: '^(?i)X+$' } } },
  { properties: { b: { pattern: '^(?=x)$' } } },
  { properties: { b: { format: 'ipv4' }, c: { format: 'of-ours' } } },
  { properties: { c: { items: [{ type: 'string' }], additionalItems: false } } },
  { properties: { c: { prefixItems: [{ type: 'string' }], items: false } } },
  { dependencies: { a: ['d'], b: { required: ['e'] } }, unknown: { title: 't' } },
  { definitions: { x: { title: 't', type: 'string' } }, properties: { a: { $ref: '#/definitions/x' } } },
  { $defs: { x: { $anchor: 'x', type: 'string' } }, properties: { a: { $ref: '#x' } } },
  { properties: { a: { $ref: 'https://example.com/x.json' } } },
  { properties: { a: { $ref: '#/examples/0' } }, examples: [{ type: 'string' }] },
  { properties: { a: { $ref: '#/nowhere' } } },
  { required: ['a', 'missing'] },
  { type: 'nothing' },
];

const given: readonly JsonObject[] = [{}, { a: 1 }, { a: 2, b: 'x', c: ['s', 1] }, { a: 'text', b: '1.2.3.4', f: {} }];

test('what a contract keeps of a schema gives the verdicts of the schema itself, whatever the draft', async () => {
  let refused = 0;
  let taken = 0;
  for (const draft of [undefined, ...drafts])
    for (const rule of rules) {
      const files = app(JSON.stringify(draft === undefined ? rule : { $schema: draft, ...rule }), 'c: [s]\n');
      const kept = schemas(files);
      assert(kept !== undefined);
      const wholes = await verdictsOf({ files: bytesOf(files) });
      const parts = await verdictsOf({ parts: kept });
      for (const values of given) {
        const whole = await wholes(values);
        assert.deepEqual(await parts(values), whole, JSON.stringify([draft, rule, values]));
        if (Array.isArray(whole)) refused += 1;
        else taken += 1;
      }
    }
  assert(refused > 100 && taken > 100, `${refused} refused, ${taken} taken`);
});

test('what a contract keeps of 200 generated charts gives the effective values that the charts give', async () => {
  const schema = JSON.stringify({
    properties: { a: { type: ['number', 'boolean', 'object'] }, b: { minProperties: 1 } },
  });
  const counts = { refused: 0, rendered: 0, else: 0, byChance: 0 };
  for (let seed = 1; seed <= 200; seed += 1) {
    const { files, values } = generate(seed);
    const charts = Object.keys(files).filter((path) => path.endsWith('Chart.yaml'));
    const own = charts.map((path) => [path.replace('Chart.yaml', 'values.schema.json'), schema] as const);
    const all = { ...files, ...Object.fromEntries(own) };
    const chart = assembled(all);
    if (chart === undefined) continue;
    const kept = schemasOf(chart, { hashText: false });
    assert(kept !== undefined);
    const parts = await (await verdictsOf({ parts: kept }))(values);
    // Helm reads sub-charts in the order of a map, and now and then that decides what is merged.
    const wholes = new Set<string>();
    for (let times = 0; times < 20 && !wholes.has(JSON.stringify(parts)); times += 1)
      wholes.add(JSON.stringify(await (await verdictsOf({ files: bytesOf(all) }))(values)));
    assert(
      wholes.has(JSON.stringify(parts)),
      `seed ${seed}: ${JSON.stringify(parts)}, but ${[...wholes].join(' or ')}`,
    );
    if (wholes.size > 1) counts.byChance += 1;
    else if (!Array.isArray(parts)) counts.rendered += 1;
    else counts[parts[0] === 'schema' ? 'refused' : 'else'] += 1;
  }
  assert(counts.refused > 20 && counts.rendered > 20 && counts.byChance < 10, JSON.stringify(counts));
});
