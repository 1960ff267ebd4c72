import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tree } from '../generator/model/values.ts';
import { decodeUtf8 } from '../generator/read/bytes.ts';
import { type Dialect, parseYaml } from '../generator/read/yaml.ts';
import { cpuTime } from './cpu.ts';

/** `line:column code` of each problem, `warning` and `note` said. */
const told = (text: string, dialect: Dialect = 'strict'): readonly string[] =>
  parseYaml('f.yaml', text, dialect).problems.map(
    ({ at, code, severity }) => `${at?.line}:${at?.column} ${severity === 'problem' ? '' : `${severity} `}${code}`,
  );

const toJson = (tree: Tree | undefined): unknown => {
  if (tree === undefined || tree.kind === 'scalar') return tree?.value;
  if (tree.kind === 'list') return tree.items.map(toJson);
  return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, toJson(value)]));
};

const read = (text: string, dialect: Dialect = 'strict'): unknown => {
  const { value, problems } = parseYaml('f.yaml', text, dialect);
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'problem'),
    [],
  );
  return toJson(value);
};

const child = (tree: Tree | undefined, key: string): Tree | undefined =>
  tree?.kind === 'map' ? tree.entries.get(key)?.value : undefined;

const refused: readonly (readonly [what: string, text: string, ...problems: string[]])[] = [
  ['duplicate key', 'a: 1\nb: 2\na: 3\n', '3:1 yaml-duplicate-key'],
  ['duplicate key, spelt otherwise', '{1: a, "1": b}\n', '1:8 yaml-duplicate-key'],
  ['two merge keys', 'x: &x {a: 1}\nm:\n  <<: *x\n  <<: *x\n', '4:3 yaml-duplicate-key'],
  ['bad indentation', 'a:\n  b: 1\n c: 2\n', '3:2 yaml-syntax'],
  ['value with a colon', 'a: b: c\n', '1:4 yaml-syntax'],
  ['tab as indentation', 'a:\n\tb: 1\n', '2:1 yaml-tab'],
  ['tab after a colon', 'a:\t1\n', '1:3 yaml-tab'],
  ['two tabs', 'a:\t1\nb:\t2\n', '1:3 yaml-tab', '2:3 yaml-tab'],
  ['tab that begins a block', 'a: |\n  \tb\n', '2:3 yaml-tab'],
  ['several documents', 'a: 1\n---\nb: 2\n', '2:1 yaml-several-documents'],
  [
    'words of YAML 1.1',
    'a: yes\nb: [No, on]\n',
    '1:4 yaml-ambiguous-scalar',
    '2:5 yaml-ambiguous-scalar',
    '2:9 yaml-ambiguous-scalar',
  ],
  ['words of YAML 1.1 as keys', 'y: 1\nOff: 2\n', '1:1 yaml-ambiguous-scalar', '2:1 yaml-ambiguous-scalar'],
  ['octal', 'mode: 0400\n', '1:7 yaml-ambiguous-scalar'],
  ['binary', 'mode: 0b11\n', '1:7 yaml-ambiguous-scalar'],
  ['underscores', 'size: 1_000\n', '1:7 yaml-ambiguous-scalar'],
  ['upper-case hexadecimal', 'size: 0X1F\n', '1:7 yaml-ambiguous-scalar'],
  ['a tagged one', 'a: !!int 0400\n', '1:10 yaml-ambiguous-scalar'],
  [
    'infinite',
    'a: .inf\nb: -.INF\nc: .nan\n',
    '1:4 yaml-unsafe-number',
    '2:4 yaml-unsafe-number',
    '3:4 yaml-unsafe-number',
  ],
  ['20 digits', 'id: 12345678901234567890\n', '1:5 yaml-unsafe-number'],
  ['an integer beyond 2^53', 'id: 9007199254740993\n', '1:5 yaml-unsafe-number'],
  ['a float beyond all', 'id: 1e400\n', '1:5 yaml-unsafe-number'],
  ['null keys', '~: 1\n', '1:1 yaml-null-key'],
  ['empty key', ': 1\n', '1:1 yaml-null-key'],
  ['a key that loses its text', '1.10: a\n', '1:1 yaml-lossy-number'],
  ['a list as key', '[a]: 1\n', '1:1 yaml-key'],
  ['foreign tag', 'a: !foo b\n', '1:9 yaml-tag'],
  ['tag of a float', 'a: !!float 1\n', '1:12 yaml-tag'],
  ['tag of a map', 'a: !!map {}\n', '1:10 yaml-tag'],
  ['tag that does not fit', 'a: !!int b\n', '1:10 yaml-tag'],
  ['lone surrogate', 'a: "\\ud800"\n', '1:4 yaml-lone-surrogate'],
  ['pair of surrogates', 'a: "\\ud83d\\ude00"\n', '1:4 yaml-lone-surrogate'],
  ['escaped slash', 'a: "\\/"\n', '1:4 yaml-syntax'],
  ['control character', 'a: b\u0007\n', '1:5 yaml-syntax'],
  ['line separator', 'a: b\u2028c: d\n', '1:5 yaml-syntax'],
  ['carriage return alone', 'a: b\rc: d\n', '1:5 yaml-syntax'],
  ['question mark in a flow text', 'a: [b?c]\n', '1:5 yaml-syntax'],
  ['colon before a bracket', 'a: {b:[]}\n', '1:6 yaml-syntax'],
  ['a key of two lines', '{a\n b: c}\n', '1:2 yaml-syntax'],
  ['explicit key', '{? a : b}\n', '1:2 yaml-syntax'],
  ['spaces in an indented block', 'a: |2\n  b\n\n    \nc: d\n', '4:1 yaml-syntax'],
  ['directive', '%YAML 1.1\n---\na: 1\n', '1:1 yaml-syntax'],
  ['unknown anchor', 'a: *b\n', '1:4 yaml-syntax'],
  ['anchor in itself', 'a: &a [*a]\n', '1:8 yaml-syntax'],
  ['merge of a text', 'a: {<<: b}\n', '1:5 yaml-syntax'],
  ['open quote', "a: '''", '1:4 yaml-syntax'],
  ['block at the end of the file', 'a: |\n  b', '1:4 yaml-syntax'],
];

for (const [what, text, ...problems] of refused) test(`refused: ${what}`, () => assert.deepEqual(told(text), problems));

test('a message says both readings and the cure', () => {
  const [found] = parseYaml('f.yaml', 'mode: 0400\n', 'strict').problems;
  assert.match(found?.message ?? '', /256.*Helm.*400.*YAML 1\.2/);
  assert.match(found?.fix ?? '', /"0400".*256 or 400/);
  const [key] = parseYaml('f.yaml', 'on: 1\n', 'strict').problems;
  assert.equal(key?.fix, 'Quote the key: "on".');
});

test('a duplicate key names the first one', () => {
  const [found] = parseYaml('f.yaml', 'a: 1\na: 3\n', 'strict').problems;
  assert.deepEqual(found?.related?.[0]?.at, { file: 'f.yaml', line: 1, column: 1 });
});

test('what Go and YAML 1.2 read alike is taken', () => {
  const text =
    'a: 2001-01-01\nb: 0o400\nc: 0x1F\nd: 1e3\ne: .5\nf: ~\ng: True\nh: 08\ni: -0\nj: 12:30:45\n8080: k\ntrue: l\n';
  const expected = { a: '2001-01-01', b: 256, c: 31, d: 1000, e: 0.5, f: null, g: true, h: 8, i: 0, j: '12:30:45' };
  assert.deepEqual(read(text), { ...expected, 8080: 'k', true: 'l' });
});

test('a number whose text is lost keeps it beside', () => {
  const { value } = parseYaml('f.yaml', 'a: 1.10\nb: 007\nc: 1.5\nd: 1e3\ne: "1.10"\n', 'strict');
  const sources = ['a', 'b', 'c', 'd', 'e'].map((key) => {
    const tree = child(value, key);
    return tree?.kind === 'scalar' ? tree.source : 'no scalar';
  });
  assert.deepEqual(sources, ['1.10', '007', undefined, undefined, undefined]);
});

test('every key and value has its place', () => {
  const { value } = parseYaml('f.yaml', '# c\na:\n  - b: &x\n      c: 1\n  - "d"\ne: *x\nf: |\n  g\n', 'strict');
  assert(value?.kind === 'map');
  const place = (tree: Tree | undefined): string => `${tree?.at.line}:${tree?.at.column}`;
  const list = child(value, 'a');
  assert(list?.kind === 'list');
  assert.deepEqual(
    [...value.entries.values()].map(({ key }) => `${key.line}:${key.column}`),
    ['2:1', '6:1', '7:1'],
  );
  assert.deepEqual([place(value), place(list), ...list.items.map(place)], ['2:1', '3:3', '3:5', '5:5']);
  // What an alias stands for is edited where its anchor is.
  assert.deepEqual([place(child(value, 'e')), place(child(value, 'f'))], ['4:7', '7:4']);
});

test('a byte order mark and CRLF are taken, and move no column', () => {
  assert.deepEqual(read('\ufeffa: |\r\n  b\r\n  c\r\nd: e\r\n'), { a: 'b\nc\n', d: 'e' });
  assert.deepEqual(told('\ufeffa: yes\r\nb: no\r\n'), ['1:4 yaml-ambiguous-scalar', '2:4 yaml-ambiguous-scalar']);
});

test('an empty file has no value and no problem', () => {
  for (const text of ['', '\n', '# only this\n', '---\n', '\ufeff']) {
    assert.deepEqual(parseYaml('f.yaml', text, 'strict'), { value: undefined, problems: [] });
  }
  assert.equal(read('~\n'), null);
});

test('an indented block may be followed by anything', () => {
  assert.deepEqual(read('a:\n  b: |2\n     c\n  d: e\n'), { a: { b: ' c\n', d: 'e' } });
});

test('merge keys take effect at their place, as in Go', () => {
  const anchors = 'x: &x {a: 1, b: 1}\ni: &i {b: 2, c: 2}\n';
  const merged = (map: string): unknown => (read(`${anchors}m: ${map}\n`) as { m: unknown }).m;
  assert.deepEqual(merged('{<<: *x, a: 9}'), { a: 9, b: 1 });
  assert.deepEqual(merged('{a: 9, <<: *x}'), { a: 1, b: 1 });
  assert.deepEqual(merged('{<<: [*x, *i]}'), { a: 1, b: 1, c: 2 });
  assert.deepEqual(merged('{<<: [*i, *x]}'), { a: 1, b: 2, c: 2 });
  assert.deepEqual(merged('{"<<": *x}'), { '<<': { a: 1, b: 1 } });
  assert.deepEqual(told(`${anchors}m: {a: 9, <<: *x}\n`), ['3:11 warning yaml-merge-order']);
});

test('keys that belong to objects are keys like any other', () => {
  const { value } = parseYaml('f.yaml', '__proto__: {a: 1}\nconstructor: 2\nhasOwnProperty: 3\n', 'strict');
  assert(value?.kind === 'map');
  assert.deepEqual([...value.entries.keys()], ['__proto__', 'constructor', 'hasOwnProperty']);
});

test("a chart's own values are read without the strict problems", () => {
  const text = 'a: yes\nb: 0400\nc: 1\nc: 2\nd: !foo x\ne: 1_000\non: 1\n1.10: 2\nf: "\t"\n---\ng: 3\n';
  const expected = { a: true, b: 256, c: 2, d: 'x', e: 1000, true: 1, '1.1': 2, f: '\t' };
  assert.deepEqual(read(text, 'go'), expected);
  assert.deepEqual(read('a: {\n}\nb: |\n  c', 'go'), { a: {}, b: 'c' });
  assert.deepEqual(told('a: .inf\n', 'go'), ['1:4 yaml-unsafe-number']);
  assert.deepEqual(told('a: b: c\n', 'go'), ['1:4 yaml-syntax']);
});

test('aliases that expand without bounds are refused, in little time', () => {
  const level = (name: string, inner: string): string =>
    `${name}: &${name} [${Array(9).fill(`*${inner}`).join(', ')}]\n`;
  const names = 'bcdefghi'.split('');
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${names.map((name, index) => level(name, index === 0 ? 'a' : (names[index - 1] ?? ''))).join('')}`;
  for (const dialect of ['strict', 'go'] as const) {
    const start = cpuTime();
    const problems = told(bomb, dialect);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /^\d:\d+ yaml-alias-bomb$/);
    assert(cpuTime() - start < 1000);
  }
  assert.deepEqual(told(`a: &a {b: 1, c: [2]}\n${Array.from({ length: 200 }, (_, i) => `k${i}: *a\n`).join('')}`), []);
});

test('depth and size are bounded', () => {
  assert.deepEqual(told(`a: ${'['.repeat(50_000)}`), ['1:103 yaml-too-large']);
  assert.deepEqual(told(chain(60)), ['2:40 yaml-too-large']);
  assert.deepEqual(told(`${'- '.repeat(101)}a\n`), ['1:201 yaml-too-large']);
  assert.equal(told(`a: "${'x'.repeat(1024 * 1024)}"\n`).length, 1);
  assert.equal(told('- yes\n'.repeat(10_000)).length, 200);
});

/** Two anchored lists, of that depth each, the second around the first. */
const chain = (depth: number): string =>
  `a: &a ${'['.repeat(depth)}${']'.repeat(depth)}\nb: ${'[ '.repeat(depth - 1)}*a${']'.repeat(depth - 1)}\n`;

test('a file that is not UTF-8 is told at the byte', () => {
  const bytes = Buffer.concat([Buffer.from('a: b\nc: ü'), Buffer.from([0xe9, 0x0a])]);
  const { value, problems } = decodeUtf8('f.yaml', bytes);
  assert.equal(value, undefined);
  assert.deepEqual(
    problems.map(({ code, at }) => [code, at]),
    [['not-utf-8', { file: 'f.yaml', line: 2, column: 5 }]],
  );
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('a: b', 'utf16le')]);
  assert.match(decodeUtf8('f.yaml', utf16).problems[0]?.message ?? '', /UTF-16/);
  assert.equal(decodeUtf8('f.yaml', Buffer.from('\ufeffa: b')).value, 'a: b');
});
