import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { assembleChart } from '../generator/charts/assemble.ts';
import { newReading } from '../generator/charts/chart.ts';
import { makeContract } from '../generator/charts/contract.ts';
import { parseContract, printContract } from '../generator/charts/contract-file.ts';
import { contractPath } from '../generator/charts/contract-path.ts';
import { readText } from '../generator/charts/text-file.ts';
import type { Contract, ContractNode } from '../generator/model/charts.ts';
import { parseYaml } from '../generator/read/yaml.ts';
import { below, chartFiles, type Files, plainly, told } from './chart-files.ts';

const origin = { file: 'c.json', digest: `sha256:${'0'.repeat(64)}`, fromFolder: false };

const contractOf = (files: Files, hashText = false): Contract => {
  const reading = newReading(parseYaml);
  const bytes = new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]));
  const chart = assembleChart(bytes, 'app', reading);
  assert.deepEqual(reading.problems, []);
  assert(chart !== undefined);
  return makeContract(chart, origin, { hashText });
};

const ofValues = (values: string, hashText = false): Contract =>
  contractOf(chartFiles('app', '1.0.0', values), hashText);

const node = (contract: Contract, ...keys: readonly string[]): ContractNode | undefined =>
  keys.reduce<ContractNode | undefined>((found, key) => found?.properties?.[key], contract.values);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const types: readonly (readonly [string, ContractNode])[] = [
  ['3', { type: 'number', default: 3 }],
  ['0.5', { type: 'number', default: 0.5 }],
  ['true', { type: 'boolean', default: true }],
  ['yes', { type: 'boolean', default: true }],
  ['"yes"', { type: 'string', default: 'yes' }],
  ['text', { type: 'string', default: 'text' }],
  ['""', { type: ['string', 'number', 'boolean'], default: '' }],
  ['100m', { type: ['string', 'number'], default: '100m' }],
  ['10Gi', { type: ['string', 'number'], default: '10Gi' }],
  ['"1"', { type: ['string', 'number'], default: '1' }],
  ['10GiB', { type: 'string', default: '10GiB' }],
  ['', { default: null }],
  ['{}', { type: 'object', default: {} }],
  ['[]', { type: 'array', default: [] }],
  ['[{ a: 1 }, b]', { type: 'array', default: [{ a: 1 }, 'b'] }],
  ['{ b: 1 }', { type: 'object', properties: { b: { type: 'number', default: 1 } } }],
  ['"1\\n2\\n"', { type: 'string', default: '1\n2\n' }],
];

for (const [text, expected] of types)
  test(`the type of ${text || 'nothing'}`, () => {
    assert.deepEqual(plainly(node(ofValues(`a: ${text}\n`), 'a')), plainly(expected));
  });

test('fields that Kubernetes takes as number and text are both', () => {
  const contract = ofValues(
    'resources: { limits: { cpu: 1 } }\npdb: { maxUnavailable: 1, minAvailable: "10%" }\ncpu: 1\n',
  );
  assert.deepEqual(node(contract, 'resources', 'limits', 'cpu')?.type, ['number', 'string']);
  assert.deepEqual(node(contract, 'pdb', 'maxUnavailable')?.type, ['number', 'string']);
  assert.deepEqual(node(contract, 'pdb', 'minAvailable')?.type, ['string', 'number']);
  assert.equal(node(contract, 'cpu')?.type, 'number');
});

test('texts of several lines are hashed on demand, in lists too', () => {
  const contract = ofValues('a: |\n  1\n  2\nb: |\n  1\nc: [{ d: "1\\n2" }, plain]\n', true);
  assert.equal(node(contract, 'a')?.['x-default-sha256'], sha256('1\n2\n'));
  assert.equal('default' in (node(contract, 'a') ?? {}), false);
  assert.equal(node(contract, 'b')?.default, '1\n');
  const text = printContract({ repository: 'https://charts.example.com', contract, hashText: true });
  assert.deepEqual(plainly(node(contract, 'c')?.default), [{ d: { 'x-text-sha256': sha256('1\n2') } }, 'plain']);
  assert.doesNotMatch(text, /1\\n2/);
});

const parent = (values: string, dependencies: string, ...subs: readonly Files[]): Files => ({
  ...chartFiles('app', '1.0.0', values, `dependencies:\n${dependencies}`),
  ...Object.assign({}, ...subs),
});
const sub = (name: string, values: string, more: Files = {}): Files =>
  below(`charts/${name}`, { ...chartFiles(name, '1.0.0', values), ...more });

test('a sub-chart stands at its alias, with the parent over its defaults', () => {
  const contract = contractOf(
    parent(
      'db:\n  size: 2\n  extra: 1\n  open: { a: 1 }\n  gone: null\n  list: [1]\n',
      '  - { name: redis, alias: db, version: 1.0.0, condition: db.enabled, tags: [back] }\n',
      sub('redis', 'size: 1\nname: x\nopen: {}\ngone: 5\nlist: []\nnothing:\n'),
    ),
  );
  assert.equal(node(contract, 'redis'), undefined);
  const db = node(contract, 'db');
  assert.equal(db?.['x-sub-chart'], true);
  assert.deepEqual(plainly(db?.properties), {
    size: { type: 'number', default: 2 },
    extra: { type: 'number', default: 1 },
    open: { type: 'object', properties: { a: { type: 'number', default: 1 } } },
    gone: { type: 'number', default: 5 },
    list: { type: 'array', default: [1] },
    name: { type: 'string', default: 'x' },
    nothing: { default: null },
    enabled: { type: 'boolean' },
  });
  assert.deepEqual(plainly(node(contract, 'tags')), { type: 'object', properties: { back: { type: 'boolean' } } });
  assert.deepEqual(contract.dependencies, [
    { key: 'db', name: 'redis', version: '1.0.0', condition: 'db.enabled', tags: ['back'], dependencies: [] },
  ]);
  assert.deepEqual(contract.nullsForSubCharts, ['/db/gone']);
});

test('nulls for sub-charts are found at every level, where there is a default to lose', () => {
  const contract = contractOf(
    parent(
      'one: { two: { a: null, unknown: null }, "x/y": null, none: null }\n',
      '  - { name: one, version: 1.0.0 }\n',
      sub('one', 'two: { b: { c: null } }\n"x/y": 1\nnone: null\n', sub('two', 'a: 1\nb: { c: 1 }\n')),
    ),
  );
  assert.deepEqual(contract.nullsForSubCharts, ['/one/two/a', '/one/two/b/c', '/one/x~1y']);
});

test('global is the union of all charts, the parent first', () => {
  const contract = contractOf(
    parent(
      'global: { a: 1 }\n',
      '  - { name: one, version: 1.0.0 }\n  - { name: two, version: 1.0.0 }\n',
      sub('one', 'global: { a: x, b: why }\n'),
      sub('two', 'global: { c: { d: true } }\n'),
    ),
  );
  assert.deepEqual(plainly(node(contract, 'global')?.properties), {
    a: { type: 'number', default: 1 },
    b: { type: 'string', default: 'why' },
    c: { type: 'object', properties: { d: { type: 'boolean', default: true } } },
  });
  assert.equal(node(contract, 'one', 'global', 'b')?.default, 'why');
});

test('values that a parent imports from a sub-chart are its own, below what it says itself', () => {
  const dependency = '  - { name: one, version: 1.0.0, import-values: [web, { child: deep.er, parent: top.in }] }\n';
  const contract = contractOf(
    parent('port: 1\n', dependency, sub('one', 'exports: { web: { port: 80, host: x } }\ndeep: { er: { z: 1 } }\n')),
  );
  assert.equal(node(contract, 'port')?.default, 1);
  assert.equal(node(contract, 'host')?.default, 'x');
  assert.equal(node(contract, 'top', 'in', 'z')?.default, 1);
});

test('keys that mean something to JavaScript are just keys', () => {
  const contract = ofValues(
    '__proto__: { polluted: 1 }\nconstructor: 1\na: { hasOwnProperty: x }\nl: [{ __proto__: 1 }]\n',
  );
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
  assert.equal(node(contract, '__proto__', 'polluted')?.default, 1);
  assert.equal(node(contract, 'toString'), undefined);
  const text = printContract({ repository: 'https://charts.example.com', contract, hashText: false });
  const again = parseContract('c.json', text).value?.contract;
  assert.equal(node(again ?? contract, '__proto__', 'polluted')?.default, 1);
  assert.equal(node(again ?? contract, 'toString'), undefined);
  assert.match(text, /"default": \[\{ "__proto__": 1 \}\]/);
});

const rich = (): Contract =>
  contractOf(
    parent(
      'z: 1\na: { "10": x, "9": "\\u2028" }\nt: "1\\n2\\n"\nn:\ndb: { gone: null }\n',
      '  - { name: redis, alias: db, version: 1.0.0, tags: [back] }\n',
      sub('redis', 'gone: 1\n'),
    ),
    true,
  );

test('a contract is printed with sorted keys, and read back as it was', () => {
  const contract = rich();
  const text = printContract({ repository: 'https://charts.example.com', contract, hashText: true });
  assert.equal(text.at(-1), '\n');
  assert.equal(text, printContract({ repository: 'https://charts.example.com', contract: rich(), hashText: true }));
  const read = parseContract('c.json', text);
  assert.deepEqual(read.problems, []);
  assert.deepEqual(
    plainly(read.value),
    plainly({ repository: 'https://charts.example.com', hashText: true, contract }),
  );
  assert.equal(text.indexOf('"10"') < text.indexOf('"9"'), true);
});

const withReads = (): Contract => ({
  ...rich(),
  reads: { values: { z: {}, a: { '*': true }, l: { '*': { b: true } } }, allIf: [['debug', 'x']] },
});

test('what templates read is printed and read back, and an older contract does not say it', () => {
  const printed = (contract: Contract): string =>
    printContract({ repository: 'https://charts.example.com', contract, hashText: true });
  const again = parseContract('c.json', printed(withReads())).value?.contract;
  assert.deepEqual(plainly(again?.reads), plainly(withReads().reads));
  assert.equal(parseContract('c.json', printed(rich())).value?.contract.reads, undefined);
  const all: Contract = { ...rich(), reads: { values: true, allIf: [] } };
  assert.equal(parseContract('c.json', printed(all)).value?.contract.reads?.values, true);
  const wrong = printed(all).replace('"values": true', '"values": { "a": false }');
  assert.match(parseContract('c.json', wrong).problems[0]?.message ?? '', /x-reads\.values is not an object/);
});

test('a contract matches its published schema', () => {
  const schema: unknown = JSON.parse(readFileSync('schemas/contract.schema.json', 'utf8'));
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema as object);
  const text = printContract({ repository: 'https://charts.example.com', contract: rich(), hashText: true });
  assert.equal(validate(JSON.parse(text)), true, JSON.stringify(validate.errors));
  const read = printContract({ repository: 'https://charts.example.com', contract: withReads(), hashText: true });
  assert.equal(validate(JSON.parse(read)), true, JSON.stringify(validate.errors));
  assert.equal(validate({ ...JSON.parse(text), extra: 1 }), false);
});

test('a broken contract says what is wrong with it', () => {
  const whole = printContract({ repository: 'https://charts.example.com', contract: rich(), hashText: false });
  const cases: Readonly<Record<string, string>> = {
    '{': 'it is not JSON',
    '[]': 'the file is not an object',
    '{}': '$schema is not https',
    [whole.replace('"archive"', '"guess"')]: 'madeFrom is neither',
    [whole.replace(/sha256:0/, 'sha256:x')]: 'digest is not sha256',
    [whole.replace('"type": "number"', '"type": "integer"')]: 'unknown type',
    [whole.replace('"version"', '"versio"')]: 'version is not a text',
    [whole.replace(
      /"properties": \{\n/,
      '"properties": {\n    "deep": '.concat('{"properties":{"a":'.repeat(300), '{}', '}}'.repeat(300), ',\n'),
    )]: 'nested too deeply',
  };
  for (const [text, message] of Object.entries(cases)) {
    const { value, problems } = parseContract('c.json', text);
    assert.equal(value, undefined, message);
    assert.deepEqual(told(problems), ['contract-invalid c.json']);
    assert(problems[0]?.message.includes(message), problems[0]?.message);
  }
});

test('a contract has a path of its own, inside the folder', () => {
  const path = (repository: string, name = 'a', version = '1.0.0') =>
    contractPath(repository, name, version).replace('schemas/contracts/', '');
  assert.equal(
    path('https://grafana.github.io/helm-charts', 'mimir-distributed', '5.8.0'),
    'grafana.github.io/helm-charts/mimir-distributed/5.8.0.json',
  );
  assert.equal(path('https://Charts.example.com/'), path('https://charts.example.com'));
  assert.equal(path('https://user:secret@charts.example.com/x'), 'charts.example.com/x/a/1.0.0.json');
  assert.equal(path('https://h/a//b'), 'h/a/%/b/a/1.0.0.json');
  assert.equal(path('https://h/a/b//'), path('https://h/a/b'));
  assert.equal(path('oci://ghcr.io/org'), 'oci+ghcr.io/org/a/1.0.0.json');
  assert.equal(path('https://localhost:8443'), 'localhost%3A8443/a/1.0.0.json');
  assert.equal(path('https://h/../..', '..', '../../x'), 'h/%2E%2E/%2E%2E/%2E%2E/..%2F..%2Fx.json');
  assert.equal(path('https://h/a%2E', 'a b', '1.0.0+b'), 'h/a%252E/a%20b/1.0.0+b.json');
  assert.notEqual(path('https://h', 'x'.repeat(300)), path('https://h', 'x'.repeat(301)));
  for (const segment of path('https://h', 'x'.repeat(300)).split('/')) assert(segment.length < 255);
});

test('a contract that is no ordinary file is not read', { timeout: 10_000 }, async () => {
  await assert.rejects(readText('/dev/zero'), { name: 'Failure', message: /not an ordinary file/ });
});
