/** Comparisons in a terminal, and as JSON. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { Comparison, FieldChange } from '../generator/model/comparison.ts';
import type { Json } from '../generator/model/values.ts';
import { toldChange } from '../generator/report/comparison/changes.ts';
import { costTable } from '../generator/report/comparison/cost.ts';
import { type ComparisonFormat, comparisonIn } from '../generator/report/comparison/formats.ts';
import { clustersText, wasText } from '../generator/report/comparison/words.ts';
import { comparisons } from './comparison-arbitrary.ts';
import { manyClusters, manyObjects, sampleComparison, sampleTexts } from './comparison-fixture.ts';
import { cpuTime } from './cpu.ts';

const plain = { color: false, width: 100, texts: sampleTexts };
const printed = (comparison: Comparison): string => comparisonIn.text(comparison, plain);

describe('in a terminal', () => {
  test('nothing acts on it, and no runner of CI takes a command from it', () => {
    fc.assert(
      fc.property(comparisons, (comparison) => {
        const text = printed(comparison);
        for (const line of text.split('\n')) {
          assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          assert.doesNotMatch(line, /^\s*::|##\[/);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('colour changes nothing else', () => {
    const colored = comparisonIn.text(sampleComparison, { ...plain, color: true });
    assert(colored.includes('\u001b[31m'));
    assert.equal(stripVTControlCharacters(colored), printed(sampleComparison));
  });

  test('the first line is the sum of it', () => {
    const [first] = printed(sampleComparison).split('\n');
    assert.equal(first, '4 dangers · 1 accepted · 14 changes on 4 clusters · 66 folded');
    const [safe] = printed({ ...sampleComparison, dangers: [] }).split('\n');
    assert.equal(safe, 'no danger found · 14 changes on 4 clusters · 66 folded');
  });

  test('what lies in another namespace is told by that', () => {
    const renamed = sampleComparison.entries.find(({ action }) => action === 'renamed');
    const [now] = renamed?.subjects ?? [];
    assert(renamed !== undefined && now !== undefined);
    assert.equal(wasText(renamed), 'was Service mimir-store-gateway');
    const was = [{ ...now, object: { ...now.object, namespace: 'other' } }];
    assert.equal(wasText({ ...renamed, was }), 'was in other');
  });

  test('texts that differ in their last line break alone are told to', () => {
    const change = { path: ['data', 'a'], before: 'a\nb', after: 'a\nb\n' };
    assert.deepEqual(toldChange(change, 10), { kind: 'line', note: 'differs at its end alone' });
  });

  test('secrets of the quoted lines stay hidden', () => {
    const [danger] = sampleComparison.dangers;
    assert(danger !== undefined);
    const at = { file: 'environments/production.yaml', line: 19, column: 36 };
    const text = printed({
      ...sampleComparison,
      dangers: [{ ...danger, causes: [{ kind: 'value', message: 'x', at }] }],
    });
    assert(text.includes('secret_access_key: ***') && !text.includes('hunter2'));
  });

  test('what is not told is counted', () => {
    assert.match(printed(manyObjects(100)), /… and 40 more changes/);
    const [danger] = sampleComparison.dangers;
    assert(danger !== undefined);
    const dangers = [...Array(25).keys()].map((index) => ({ ...danger, fix: `Mend ${index}.` }));
    assert.match(printed({ ...sampleComparison, dangers }), /… and 15 more of field-immutable/);
  });

  test('a narrow terminal gets a table of cost without what it can do without', () => {
    const narrow = comparisonIn.text(sampleComparison, { ...plain, width: 80 });
    assert.match(narrow, /41 → 43 {2}/);
    assert.doesNotMatch(narrow, /memory limits|41 → 43 \(\+5%\)/);
    assert.match(comparisonIn.text(sampleComparison, { ...plain, width: 200 }), /41 → 43 \(\+5%\).*192 Gi → 224 Gi/);
  });
});

test('ten thousand changed objects take no time worth speaking of, in any format', () => {
  const comparison = manyObjects(10_000);
  for (const format of Object.keys(comparisonIn) as ComparisonFormat[]) {
    const start = cpuTime();
    comparisonIn[format](comparison, plain);
    assert(cpuTime() - start < 5_000, format);
  }
});

describe('clusters', () => {
  const fleet = manyClusters(10);
  const some = (count: number): string =>
    clustersText(
      fleet,
      fleet.clusters.slice(0, count).map(({ name }) => ({ cluster: name, service: '' })),
    );

  test('are named as few as can be', () => {
    assert.equal(some(10), 'all 10 clusters');
    assert.equal(some(8), 'edge (all 10 but edge-009, edge-010)');
    assert.equal(some(1), 'edge-001');
    assert.match(some(6), /^edge: edge-001, edge-002, .*edge-006$/);
  });
});

describe('a changed field', () => {
  const told = (before: Json | undefined, after: Json | undefined, more: Partial<FieldChange> = {}): unknown =>
    toldChange(
      { path: [], ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }), ...more },
      20,
    );

  test('tells types apart', () => {
    assert.deepEqual(told('3', 3), { kind: 'line', before: '"3"', after: '3' });
    assert.deepEqual(told('true', true), { kind: 'line', before: '"true"', after: 'true' });
    assert.deepEqual(told('', null), { kind: 'line', before: '""', after: 'null' });
    assert.deepEqual(told('1.2.3', undefined), { kind: 'line', before: '1.2.3' });
  });

  test('shows of long lines what differs', () => {
    const long = 'x'.repeat(500);
    assert.deepEqual(told(`${long}a${long}`, `${long}b${long}`), {
      kind: 'line',
      before: `…${'x'.repeat(16)}a${'x'.repeat(16)}…`,
      after: `…${'x'.repeat(16)}b${'x'.repeat(16)}…`,
    });
  });

  test('shows lines of texts, and of what holds much', () => {
    assert.deepEqual(told('a\nb\n', 'a\nc\n'), { kind: 'lines', lines: ['  a', '- b', '+ c'], hidden: 0 });
    const map = Object.fromEntries([...Array(30).keys()].map((index) => [`key${index}`, index]));
    assert.deepEqual(told(map, { ...map, key7: 'x' }), {
      kind: 'lines',
      lines: ['  key6: 6', '- key7: 7', '+ key7: x', '  key8: 8'],
      hidden: 0,
    });
  });

  test('never shows what is masked, whatever stands in it', () => {
    for (const [before, after, verb] of [
      ['a', 'b', 'changed'],
      ['a', undefined, 'removed'],
      [undefined, 'b', 'added'],
    ] as const)
      assert.deepEqual(told(before, after, { masked: true }), { kind: 'line', note: `${verb}, not shown` });
  });
});

describe('cost', () => {
  test('is the sum of what differs, and tells only what does', () => {
    const table = costTable(sampleComparison);
    assert.deepEqual(table?.heads, [
      '',
      'pods',
      'CPU requests',
      'memory requests',
      'memory limits',
      'storage',
      'EUR a month',
    ]);
    assert.deepEqual(table?.rows.at(-1)?.slice(0, 3), ['total', '82 → 86 (+5%)', '57 → 65 (+14%)']);
    assert.equal(table?.same, 2);
  });

  test('is nothing where nothing differs, and has no prices where there are none', () => {
    assert.equal(costTable({ ...sampleComparison, cost: sampleComparison.cost.slice(0, 1) }), undefined);
    assert.equal(costTable(manyClusters(3))?.heads.at(-1), 'storage');
  });
});

describe('as JSON', () => {
  const read = (name: string): object =>
    JSON.parse(readFileSync(new URL(`../schemas/${name}.schema.json`, import.meta.url), 'utf8'));
  const validate = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false })
    .addSchema(read('report'), 'report.schema.json')
    .compile(read('diff'));

  for (const [name, comparison] of Object.entries({
    sampleComparison,
    clusters: manyClusters(3),
    objects: manyObjects(9),
  }))
    test(`${name} matches its published schema, and is all there`, () => {
      const told: unknown = JSON.parse(comparisonIn.json(comparison, plain));
      assert(validate(told), JSON.stringify(validate.errors));
      assert.deepEqual(told, { version: 1, ...JSON.parse(JSON.stringify(comparison)) });
    });

  test('the schema refuses what is none, and takes why there is none', () => {
    const told: object = JSON.parse(comparisonIn.json(sampleComparison, plain));
    for (const changes of [
      { version: 2 },
      { entries: undefined },
      { dangers: [{}] },
      { entries: [{ ...sampleComparison.entries[0], id: 'x' }] },
      { entries: [{ ...sampleComparison.entries[0], changes: [{ path: [{ by: 'name' }] }] }] },
      { entries: [{ ...sampleComparison.entries[0], subjects: [{ cluster: 'a', service: 'b' }] }] },
    ])
      assert(!validate(JSON.parse(JSON.stringify({ ...told, ...changes }))), JSON.stringify(changes));
    assert(validate({ version: 1, failure: 'no such commit' }));
  });

  test('no terminal acts on it', () => {
    assert.doesNotMatch(comparisonIn.json(sampleComparison, plain).replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
  });
});
