import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Contract, ContractNode, SubChart } from '../generator/model/charts.ts';
import { mergeMaps } from '../generator/resolve/merge.ts';
import { dropUselessNulls } from '../generator/resolve/nulls.ts';
import { valueNotes } from '../generator/resolve/value-notes.ts';
import { plain, values } from './trees.ts';

const subChart: SubChart = {
  key: 'db',
  name: 'postgres',
  version: '1.0.0',
  condition: 'db.enabled',
  dependencies: [],
};

const contract = (properties: Readonly<Record<string, ContractNode>>): Contract => ({
  file: 'schemas/contracts/x.json',
  name: 'web',
  version: '1.0.0',
  digest: `sha256:${'0'.repeat(64)}`,
  fromFolder: false,
  dependencies: [subChart],
  nullsForSubCharts: [],
  values: { type: 'object', properties },
});

const known = contract({
  probe: { type: 'object', properties: { httpGet: { type: 'object', properties: { path: { default: '/' } } } } },
  tolerations: { type: 'array', default: [{ key: 'a' }] },
  empty: { type: 'array', default: [] },
  open: { type: 'object', default: {} },
  nothing: { default: null },
  global: { type: 'object', properties: { registry: { default: 'docker.io' } } },
  db: { 'x-sub-chart': true, type: 'object', properties: { enabled: { type: 'boolean', default: true } } },
});

describe('nulls', () => {
  test('travel where there is a default to remove, and are dropped where there is none', () => {
    const text =
      'probe: {httpGet: null, exec: null}\nnothing: null\nother: null\nopen: {a: null, b: 1}\nnew: {a: {b: null}}';
    assert.deepEqual(plain(dropUselessNulls(values(text), known)), {
      probe: { httpGet: null },
      nothing: null,
      open: { b: 1 },
      new: { a: {} },
    });
  });

  test('stay inside lists, which Helm hands over as they are', () => {
    const text = 'tolerations: [{effect: null}, null]';
    assert.deepEqual(plain(dropUselessNulls(values(text), known)), { tolerations: [{ effect: null }, null] });
  });

  test('stay all where the chart is not known', () => {
    const tree = values('a: null');
    assert.equal(dropUselessNulls(tree, undefined), tree);
  });

  test('do not fall for keys that every object has', () => {
    assert.deepEqual(plain(dropUselessNulls(values('constructor: null\ntoString: null'), known)), {});
  });
});

const notes = (text: string, upper = '') => {
  const merged = upper === '' ? values(text) : mergeMaps(values(text, 'base.yaml'), values(upper, 'upper.yaml'));
  const chart = { kind: 'folder', path: 'x', name: 'web', version: '1', digest: '', contract: known } as const;
  return valueNotes(merged, { value: chart, at: { file: 'e', line: 1, column: 1 } }).map(({ code, severity, path }) => [
    severity,
    code,
    path,
  ]);
};

describe('what Helm does that people may not expect', () => {
  test('a map over a null brings the defaults back', () => {
    const upper = 'probe: {httpGet: {port: 1}}';
    assert.deepEqual(notes('probe: {httpGet: null}', upper), [['note', 'null-then-map', '/probe/httpGet']]);
    assert.deepEqual(notes('open: null', 'open: {a: 1}'), []);
  });

  test('a null is no switch for a sub-chart', () => {
    assert.deepEqual(notes('db: null'), [['problem', 'null-for-sub-chart', '/db']]);
    assert.deepEqual(notes('db: {enabled: null}'), []);
  });

  test('a null under global leaves the default to the sub-charts', () => {
    assert.deepEqual(notes('global: {registry: null}'), [['warning', 'null-under-global', '/global/registry']]);
    assert.deepEqual(notes('global: {unknown: null}'), []);
  });

  test('a list replaces the default, and that is worth a note where it is not empty', () => {
    assert.deepEqual(notes('tolerations: []\nempty: [1]'), [['note', 'list-replaces-default', '/tolerations']]);
  });
});
