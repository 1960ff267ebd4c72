import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { assembleChart } from '../generator/charts/assemble.ts';
import { newReading } from '../generator/charts/chart.ts';
import { makeContract } from '../generator/charts/contract.ts';
import type { Contract, ReadNode } from '../generator/model/charts.ts';
import type { Problem } from '../generator/model/problems.ts';
import type { Release } from '../generator/model/releases.ts';
import type { Json, MapTree, Tree } from '../generator/model/values.ts';
import { parseYaml } from '../generator/read/yaml.ts';
import { checkValues } from '../generator/validate/values.ts';
import { plainly, told } from './chart-files.ts';
import './seed.ts';

const defaults = `
image: { repository: app, tag: "", pullPolicy: Always }
replicas: 3
enabled: true
name: app
memory: 512Mi
labels: {}
nothing:
env: []
zones: { zone-a: 1, server1: 1 }
"a/b": { c: 1 }
db: { size: 1 }
long: "${'x'.repeat(50)}"
lines: "1\\n2"
`;

const contractOf = (values: string): Contract => {
  const reading = newReading(parseYaml);
  const chart = assembleChart(
    new Map([
      ['Chart.yaml', Buffer.from('name: app\nversion: 1.0.0\ndependencies: [{ name: db }]\n')],
      ['values.yaml', Buffer.from(values)],
      ['charts/db/Chart.yaml', Buffer.from('name: db\nversion: 1.0.0\n')],
    ]),
    'app',
    reading,
  );
  assert.deepEqual(reading.problems, []);
  assert(chart !== undefined);
  return makeContract(chart, { file: 'c.json', digest: '', fromFolder: false }, { hashText: false });
};
const contract = contractOf(defaults);

const treeOf = (text: string): MapTree => {
  const { value } = parseYaml('v.yaml', text, 'strict');
  assert(value?.kind === 'map');
  return value;
};

/** Only what the check reads of a release. */
const release = (merged: MapTree, known: Contract | undefined): Release =>
  ({ merged, chart: { value: known === undefined ? {} : { contract: known } } }) as unknown as Release;

const check = (text: string, known: Contract | undefined = contract): readonly Problem[] =>
  checkValues(release(treeOf(text), known));

test('values of the right types pass', () => {
  const text = `
image: { tag: 17 }
replicas: 0.5
enabled: false
memory: 1024
labels: { any: { thing: [1] } }
nothing: { at: all }
env: [{ name: A, value: 1 }]
zones: { zone-a: 2 }
a/b: { c: 2 }
global: { anything: 1 }
db: { global: { x: 1 } }
`;
  assert.deepEqual(check(text), []);
});

test('null passes everywhere', () => {
  assert.deepEqual(check('image:\nreplicas:\nenv:\ndb: { size: }\nname:\n'), []);
});

const wrong: readonly (readonly [string, string, RegExp])[] = [
  ['replicas: three', '1:11', /^\/replicas is a text, but the chart has a number there \(default 3\)\.$/],
  ['replicas: "3"', '1:11', /a number/],
  ['replicas: true', '1:11', /true, but the chart has a number/],
  ['enabled: "true"', '1:10', /a text, but the chart has true or false/],
  ['name: 5', '1:7', /a number, but the chart has a text/],
  ['image: app:1', '1:8', /^\/image is a text, but the chart has a map there\.$/],
  ['image:\n  tag: [1]', '2:8', /^\/image\/tag is a list, but the chart has a text or a number or true or false/],
  ['env: { A: 1 }', '1:6', /a map, but the chart has a list/],
  ['labels: [a]', '1:9', /a list, but the chart has a map/],
  ['a/b:\n  c: x', '2:6', /^\/a~1b\/c is/],
  ['long: 1', '1:7', /there\.$/],
  ['lines: 1', '1:8', /there\.$/],
];

for (const [text, place, message] of wrong)
  test(`${JSON.stringify(text)} has the wrong type`, () => {
    const problems = check(text);
    assert.deepEqual(told(problems), [`value-wrong-type v.yaml:${place}`]);
    assert.match(problems[0]?.message ?? '', message);
    assert.equal(problems[0]?.severity, 'problem');
    assert.doesNotMatch(problems[0]?.message ?? '', /\n|xxxx/);
  });

test('a message never repeats what the user wrote', () => {
  assert.doesNotMatch(JSON.stringify(check('replicas: geheim\nenabled: geheim\n')), /geheim/);
});

test('a key near a known one is misspelt, any other is only noted', () => {
  const of = (text: string) =>
    check(text).map(({ code, severity, at, fix }) => [code, severity, at?.line, at?.column, fix]);
  const slip = (line: number, column: number, meant: string) => [
    'value-misspelt',
    'problem',
    line,
    column,
    `Write \`${meant}\`.`,
  ];
  assert.deepEqual(of('replcas: 5'), [slip(1, 1, 'replicas')]);
  assert.deepEqual(of('Replicas: 5'), [slip(1, 1, 'replicas')]);
  assert.deepEqual(of('image:\n  pullPolciy: Never'), [slip(2, 3, 'pullPolicy')]);
  assert.deepEqual(of('lables: {}'), [slip(1, 1, 'labels')]);
  for (const text of [
    'replicasets: 5',
    'nam: 5',
    'extra: { deep: 1 }',
    'db: { siez: 1 }',
    'zones: { zone-b: 1 }',
    'zones: { server2: 1 }',
  ]) {
    const [found, ...rest] = check(text);
    assert.deepEqual([found?.code, found?.severity, rest], ['value-unknown', 'note', []], text);
  }
  for (const text of ['labels: { lables: 1 }', 'nothing: { notihng: 1 }', 'env: [{ naem: 1 }]'])
    assert.deepEqual(check(text), [], text);
});

test('limits are known beside requests, and requests beside limits', () => {
  const values = `
a: { requests: { memory: 1Gi } }
b: { limits: { memory: 1Gi } }
c: { requests: 5 }
d: { replicas: 1 }
`;
  const text = ['a', 'b', 'c', 'd']
    .map((key) => `${key}: { limits: { memory: 2Gi }, requests: { memory: 1Gi } }`)
    .join('\n');
  assert.deepEqual(
    check(text, contractOf(values)).map(({ code, path }) => `${code} ${path}`),
    ['value-unknown /c/limits', 'value-wrong-type /c/requests', 'value-unknown /d/limits', 'value-unknown /d/requests'],
  );
});

const reading = (values: ReadNode, allIf: readonly (readonly string[])[] = []): Contract => ({
  ...contract,
  reads: { values, allIf },
});

/** The codes and paths of what is said of keys. */
const keysOf = (text: string, known: Contract): readonly string[] =>
  check(text, known).map(({ code, severity, path }) => `${severity} ${code} ${path}`);

test('a key that no template reads is told, whether the defaults have it or not', () => {
  const known = reading({
    image: { tag: true },
    replicas: {},
    labels: true,
    nothing: { width: true },
    env: { '*': { value: true } },
    more: { '*': { size: true } },
    db: { size: {} },
  });
  assert.deepEqual(keysOf('image: { tag: x }\nreplicas: 2\nlabels: { any: 1 }\nmore: { a: { size: 1 } }\n', known), []);
  assert.deepEqual(keysOf('nothing: { width: 1, widht: 1, other: 1 }\n', known), [
    'problem value-misspelt /nothing/widht',
    'warning value-unknown /nothing/other',
  ]);
  assert.deepEqual(keysOf('image: { pullPolicy: Never, pullPolciy: Never }\nenabled: false\n', known), [
    'warning value-unread /image/pullPolicy',
    'problem value-misspelt /image/pullPolciy',
    'warning value-unread /enabled',
  ]);
  assert.deepEqual(keysOf('env: [{ value: 1 }, { vlaue: 1 }]\nmore: { a: { big: { very: 1 } } }\n', known), [
    'problem value-misspelt /env/1/vlaue',
    'warning value-unknown /more/a/big',
  ]);
  assert.deepEqual(keysOf('db: { size: 2, global: { a: 1 } }\nglobal: { a: 1 }\n', known), []);
});

test('nothing counts as unread where all may be read', () => {
  const known = reading({ replicas: {} }, [['debug', 'all']]);
  const unread = ['warning value-unread /enabled'];
  assert.deepEqual(keysOf('enabled: false\n', known), unread);
  assert.deepEqual(keysOf('enabled: false\n', reading(true)), []);
  assert.deepEqual(keysOf('debug: { all: true }\nenabled: false\n', known), ['note value-unknown /debug']);
  assert.deepEqual(keysOf('debug: { all: false }\nenabled: false\n', known), [
    'warning value-unknown /debug',
    ...unread,
  ]);
});

test('what a template in a value names counts as read', () => {
  const known = reading({ replicas: {}, labels: true });
  const text = (template: string): string => `labels: { a: '${template}' }\nenabled: false\nname: x\n`;
  assert.deepEqual(keysOf(text('{{ .Values.enabled }}'), known), ['warning value-unread /name']);
  for (const template of [
    '{{ include "x" . }}',
    '{{ index .Values "name" }}',
    '{{ with .Values }}{{ .name }}{{ end }}',
  ])
    assert.deepEqual(keysOf(text(template), known), [], template);
  assert.equal(keysOf(text('{{ .Release.Name }}'), known).length, 2);
});

test('keys that mean something to JavaScript are just unknown', () => {
  assert.deepEqual(told(check('constructor: 1\n__proto__: { a: 1 }\n')), [
    'value-unknown v.yaml:1:1',
    'value-unknown v.yaml:2:1',
  ]);
});

test('a number that loses its spelling is a problem unless the chart wants a number', () => {
  const of = (text: string, known: Contract | undefined = contract) =>
    check(text, known)
      .filter(({ code }) => code !== 'value-unknown')
      .map(({ code, severity, at }) => `${code} ${severity} ${at?.line}:${at?.column}`);
  assert.deepEqual(of('replicas: 1.10'), ['yaml-lossy-number note 1:11']);
  for (const text of ['name: 1.10', 'memory: 1.10', 'nothing: 1.10'])
    assert.equal(of(text)[0]?.replace(/ \d.*/, ''), 'yaml-lossy-number problem', text);
  assert.deepEqual(of('image: { tag: 1.10 }'), ['yaml-lossy-number problem 1:15']);
  assert.deepEqual(of('labels: { v: [1.10] }'), ['yaml-lossy-number problem 1:15']);
  assert.deepEqual(of('other: 1.10'), ['yaml-lossy-number problem 1:8']);
  assert.deepEqual(of('enabled: 1.10'), ['value-wrong-type problem 1:10']);
  assert.deepEqual(of('name: "1.10"'), []);
});

test('without a contract only such numbers are found', () => {
  const bare = (text: string) => told(checkValues(release(treeOf(text), undefined)));
  assert.deepEqual(bare('replicas: three\nother: 1\nversion: 1.10\n'), ['yaml-lossy-number v.yaml:3:10']);
});

test('a shared tree is checked once for a contract, and again for another', () => {
  const shared = treeOf('replicas: three\n');
  assert.equal(checkValues(release(shared, contract)), checkValues(release(shared, contract)));
  assert.deepEqual(checkValues(release(shared, contractOf('replicas: text\n'))), []);
});

test('types agree with ajv, which takes the contract as the JSON Schema that it is', () => {
  const schema = plainly(contract.values) as object;
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
  const leaf = fc.constantFrom<Json>('text', '', '100m', 3, 0.5, true, [], [1], {}, { a: 1 });
  const keys = Object.keys(contract.values.properties ?? {});
  const arbitrary = fc.dictionary(
    fc.constantFrom(...keys, 'unknown'),
    fc.oneof(leaf, fc.dictionary(fc.constantFrom('tag', 'repository', 'c', 'size', 'other'), leaf)),
  );
  let refused = 0;
  fc.assert(
    fc.property(arbitrary, (values) => {
      const ours = checkValues(release(treeFrom(values) as MapTree, contract)).filter(
        ({ code }) => code === 'value-wrong-type',
      );
      const theirs = validate(values) ? [] : (validate.errors ?? []);
      refused += ours.length;
      assert.deepEqual(ours.map(({ path }) => path).sort(), theirs.map(({ instancePath }) => instancePath).sort());
    }),
    { numRuns: 500 },
  );
  assert(refused > 500, `only ${refused} values were refused`);
});

const treeFrom = (value: Json): Tree => {
  const at = { file: 'v.yaml', line: 1, column: 1 };
  if (value === null || typeof value !== 'object') return { kind: 'scalar', at, value };
  if (Array.isArray(value)) return { kind: 'list', at, items: value.map(treeFrom) };
  return {
    kind: 'map',
    at,
    entries: new Map(Object.entries(value).map(([key, one]) => [key, { key: at, value: treeFrom(one) }])),
  };
};
