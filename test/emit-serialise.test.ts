import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isMap, parse, parseDocument, stringify } from 'yaml';
import { serialise, serialiseTree } from '../generator/emit/serialise.ts';
import type { Json } from '../generator/model/values.ts';
import { awkwardTexts, documents } from './emit-documents.ts';
import { serialiseByLibrary } from './serialise-by-library.ts';
import { values } from './trees.ts';
import './seed.ts';

/** JSON knows no -0, and neither does a cluster. */
const asJson = (value: Json): string => JSON.stringify(value);

const readsBack = (value: Json): void => {
  const text = serialise(value);
  for (const version of ['1.1', '1.2'] as const) {
    const document = parseDocument(text, { version, prettyErrors: false });
    assert.deepEqual([document.errors, document.warnings], [[], []], text);
    assert.equal(asJson(document.toJS({ maxAliasCount: 0 }) as Json), asJson(value), `YAML ${version}: ${text}`);
  }
};

test('every awkward text reads back, as value, key and item', () => {
  for (const text of awkwardTexts)
    readsBack(
      Object.fromEntries([
        [text, text],
        ['in', { [text]: [text, [text]] }],
      ]),
    );
});

test('any document reads back in YAML 1.1 and 1.2', () => {
  fc.assert(fc.property(documents, readsBack), { numRuns: 2000 });
});

test('an exponent has a point before it, without which YAML 1.1 reads a text', () => {
  assert.equal(serialise([1e21, -1e-7, 1.5e300]), '- 1.0e+21\n- -1.0e-7\n- 1.5e+300\n');
});

test('the yaml library gives the same bytes', () => {
  const same = (value: Json): void =>
    assert.equal(serialise({ a: value, b: [value] }), serialiseByLibrary({ a: value, b: [value] }));
  for (const text of awkwardTexts) same({ [text]: [text, [text], {}, []], c: text });
  for (const length of [1023, 1024, 1025, 1026])
    for (const value of ['d', 'e\nf\n', [1], { g: [], h: 1 }, {}, null]) same({ ['k'.repeat(length)]: value });
  fc.assert(fc.property(documents, same), { numRuns: 2000 });
});

test('a document that is one scalar or one empty collection reads back', () => {
  for (const value of ['a', 'a\nb\n', '', '---', 1, null, true, [], {}, ['a']]) readsBack(value);
});

const spelt = (value: Json): string => serialise({ a: value }).slice('a: '.length, -1);

test('no needless quotes', () => {
  for (const text of [
    '5.8.0',
    '10Gi',
    '30m',
    'a:b',
    'https://a.b/c?d=e#f',
    '--flag=1',
    '-x',
    'a-b',
    'é',
    '${a}',
    "it's",
    'none',
    'C:\\x',
    './a',
    'a, b',
    '/var',
  ])
    assert.equal(spelt(text), text);
});

test('quotes where a reader could take it for something else', () => {
  for (const text of [
    'on',
    '0400',
    '1.10',
    '1.34',
    '1:30',
    '2024-01-01',
    '0X1F',
    '<<',
    '~',
    '',
    'null',
    'a: b',
    'x ',
    '1_000',
    '.',
    '0b-1',
    '0o+7',
    '0b_',
    '0x_',
  ])
    assert.equal(spelt(text), JSON.stringify(text));
  assert.equal(spelt('[say "hi"]'), `'[say "hi"]'`);
});

test('what nobody would see, or Go would alter, is escaped', () => {
  assert.equal(spelt('a\u2028b'), '"a\\u2028b"');
  assert.equal(spelt('\u0085\u007f\ufeff\u202e\u{e0001}'), '"\\u0085\\u007f\\ufeff\\u202e\\U000e0001"');
});

test('texts of several lines are block scalars', () => {
  assert.equal(serialise({ a: 'b\n  c\n\nd\n' }), 'a: |\n  b\n    c\n\n  d\n');
  assert.equal(serialise({ a: 'b\nc' }), 'a: |-\n  b\n  c\n');
  assert.equal(serialise({ a: 'b\r\nc' }), 'a: "b\\r\\nc"\n');
});

test('a tree keeps the order of its keys, numbers among them', () => {
  const text = 'b: 1\n"10": x\n"2": z\na:\n  - 1: 2\n    __proto__: 3\n';
  assert.equal(serialiseTree(values(text)), text.replace('1: 2', '"1": 2'));
  const tree = values('"2": a\n"1": b');
  const object = { values: { '1': 'b', '2': 'a' } };
  assert.equal(serialise(object, new Map([[object.values, tree]])), 'values:\n  "2": a\n  "1": b\n');
});

test('a key like __proto__ is only a key', () => {
  const document = parseDocument(serialise(JSON.parse('{"__proto__":{"a":1}}') as Json));
  assert(isMap(document.contents));
  assert.deepEqual([document.contents.items.length, document.getIn(['__proto__', 'a'])], [1, 1]);
});

test('it costs a fraction of what the library takes', () => {
  const service = (index: number): Json => ({
    replicas: index,
    image: { repository: 'registry.example.com/a/b', tag: `1.${index}.0` },
    args: ['--config.file=/etc/a.yaml', 'on', '8080'],
    resources: { requests: { memory: '4Gi', cpu: '100m' }, limits: { memory: '4Gi' } },
    config: 'a: 1\nb:\n  - c\n',
  });
  const value: Json = { services: Array.from({ length: 200 }, (_, index) => service(index)) };
  const time = (run: () => unknown): number => {
    const start = process.hrtime.bigint();
    run();
    return Number(process.hrtime.bigint() - start);
  };
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    ours.push(time(() => serialise(value)));
    theirs.push(time(() => stringify(value, { lineWidth: 0, compat: 'yaml-1.1', aliasDuplicateObjects: false })));
  }
  assert.deepEqual(parse(serialise(value)), value);
  const ratio = Math.min(...ours) / Math.min(...theirs);
  assert(ratio < 0.5, `${ratio.toFixed(2)} times yaml.stringify`);
});
