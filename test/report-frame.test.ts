import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { frame } from '../generator/report/frame.ts';
import { columns, visible } from '../generator/report/visible.ts';
import { withoutSecret } from '../generator/secret-text.ts';
import { cpuTime } from './cpu.ts';
import './seed.ts';

const frameOf = (text: string, line: number, column: number, width = 100): readonly string[] =>
  frame(new Map([['a.yaml', text]]), { file: 'a.yaml', line, column }, width);

for (const [what, text, line, column, expected] of [
  ['plain', 'a: 1\nbc: 2', 2, 5, ['2 | bc: 2', '  |     ^']],
  ['a column behind the end', 'a: 1', 1, 9, ['1 | a: 1', '  |     ^']],
  ['an empty line', 'a: 1\n\nb: 2', 2, 1, ['2 |', '  | ^']],
  ['carriage returns', 'a: 1\r\nb: 2\r\n', 2, 4, ['2 | b: 2', '  |    ^']],
  ['a lone carriage return ends no line', 'a: 1\rb: 2\nc', 2, 1, ['2 | c', '  | ^']],
  ['tabs', '\ta:\t1', 1, 5, ['1 | → a:→ 1', '  |       ^']],
  ['wide characters', '値: 1', 1, 4, ['1 | 値: 1', '  |     ^']],
  ['a character of two units', '𠮷: 1', 1, 5, ['1 | 𠮷: 1', '  |     ^']],
  ['a combining mark', 'e\u0301: 1', 1, 5, ['1 | e\u0301: 1', '  |    ^']],
  ['an escape', '\u001b[2J: 1', 1, 7, ['1 | \\u{1b}[2J: 1', '  |            ^']],
  ['a zero-width space', 'a\u200b: 1', 1, 2, ['1 | a\\u{200b}: 1', '  |  ^']],
  ['half of a surrogate pair', 'a\ud800b', 1, 3, ['1 | a\\u{d800}b', '  |          ^']],
  ['a line that is not there', 'a: 1', 7, 1, []],
  ['a credential', '  password: hunter2 # x', 1, 15, ['1 |   password: ***', '  |             ^']],
] as const)
  test(`a frame with ${what}`, () => assert.deepEqual(frameOf(text, line, column), expected));

test('a line of any length is cut around the caret in no time', () => {
  const long = `a: ${'x'.repeat(4_000_000)}Y${'z'.repeat(4_000_000)}`;
  const start = cpuTime();
  const [line = '', caret = ''] = frameOf(long, 1, 4_000_004, 80);
  assert(line.length <= 80);
  assert.equal(line[caret.indexOf('^')], 'Y');
  assert.match(line, /^1 \| …x+Yz+…$/);
  assert(cpuTime() - start < 2_000);
});

test('the caret stands below its character in any line', () => {
  const character = fc.constantFrom('a', 'é', '\t', '値', '👍', '\u001b', 'e\u0301', ' ', ':', '\u202e', '𠮷');
  const line = fc.array(character, { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(line, fc.nat(), fc.integer({ min: 1, max: 200 }), (characters, pick, width) => {
      const index = pick % characters.length;
      // Something to find again, that stands nowhere else in the line.
      const marked = [...characters.slice(0, index), '☃', ...characters.slice(index)];
      const column = marked.slice(0, index).join('').length + 1;
      const [source = '', caret = ''] = frameOf(marked.join(''), 1, column, width);
      assert.equal(columns(source.slice(0, source.indexOf('☃'))), caret.indexOf('^'));
      assert(columns(source) <= Math.max(width, 48));
    }),
  );
});

test('a credential is not quoted, whatever the shape of its line', () => {
  for (const line of [
    'password: hunter2',
    "'password4': hunter2",
    'passwordHash : hunter2',
    'token: [hunter2]',
    '- { name: DB_PASSWORD, value: hunter2 }',
    'url: postgres://user:hunter2@db:5432/x',
    'authorization: Bearer hunter2hunter2',
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDhunter2',
    '  adminPassword:   "hunter2"',
    "- { user: me, 'secret_key': 'hunter2' }",
    'AWS_SECRET_ACCESS_KEY: hunter2',
    '"apiKey": hunter2',
    'authToken: hunter2',
    'clientSecret: hunter2, more',
    'credentials: hunter2',
    'password: *hunter2',
    'password: |hunter2',
    'password: &hunter2',
    'password: #hunter2',
    'password: {hunter2}x',
    'credentials: { user: me, key: hunter2, z: on }',
    'DB_PASS: hunter2',
    'password = hunter2',
    "api_key => 'hunter2',",
    '<db.password>hunter2</db.password>',
    'mysql --user me --password hunter2 -h db',
    'args: ["--api-key", "hunter2"]',
    '"auths":{"r.example.com":{"auth":"hunter2"}}',
    'dsn: web:hunter2@tcp(db:3306)/web',
    '- { kind: Secret, metadata: { name: a }, data: { a: hunter2 } }',
    '{"stringData":{"a":"hunter2"},"kind":"Secret"}',
  ])
    assert.doesNotMatch(withoutSecret([line], 0)?.text ?? '', /hunter2/, line);
});

/** What is quoted of each line of a text. */
const quoted = (text: string): string =>
  text
    .split('\n')
    .map((_, index, lines) => withoutSecret(lines, index)?.text)
    .join('\n');

for (const [what, text, expected] of [
  ['a text', 'adminPassword: |\n  hunter2\n\n    a: b\nuser: me', 'adminPassword: |\n  ***\n\n    ***\nuser: me'],
  ['a folded text in a list', '- token: >-\n    hunter2\n  user: me', '- token: >-\n    ***\n  user: me'],
  ['a value on the next line', 'password:\n  hunter2\nuser: me', 'password:\n  ***\nuser: me'],
  ['a text over two lines', 'password: "hun\n  ter2"\nuser: me', 'password: ***\n  ***\nuser: me'],
  ['a list', 'a:\n  apiKeys:\n    - hunter2\n    # x\n  b: 1', 'a:\n  apiKeys:\n    - ***\n    ***\n  b: 1'],
  ['a list in the column of its key', 'passwords:\n- hunter2\nb: 1', 'passwords:\n- ***\nb: 1'],
  ['a map', 'credentials:\n  a:\n    b: hunter2\n  c: x\nd: e', 'credentials:\n  a:\n    b: ***\n  c: ***\nd: e'],
  ['a list over several lines', 'token: [\n  hunter2,\n]\na: b', 'token: ***\n  ***\n]\na: b'],
  ['an argument behind its flag', 'args:\n  - --password\n  - x\n  - y', 'args:\n  - --password\n  - ***\n  - y'],
  [
    'what a Secret holds',
    'kind: ConfigMap\ndata:\n  a: b\n---\nstringData:\n  a: x\n  name: |\n    x\nkind: Secret\ndata: { a: x }',
    'kind: ConfigMap\ndata:\n  a: b\n---\nstringData:\n  a: ***\n  name: ***\n    ***\nkind: Secret\ndata: ***',
  ],
  [
    'a Secret in JSON',
    '{\n  "kind": "Secret",\n  "data": {\n    "a": "x"\n  }\n}',
    '{\n  "kind": "Secret",\n  "data": ***\n    ***\n  }\n}',
  ],
  ['a key of TLS', 'tlsKey:\n  x\ntls.key: |\n  y', 'tlsKey:\n  ***\ntls.key: |\n  ***'],
  ['a tab', '  password: |\n\thunter2', '  password: |\n\t***'],
  ['carriage returns', 'password: |\r\n  hunter2\r\na: b\r', 'password: |\r\n  ***\na: b\r'],
  ['a text in a text', 'file: |\n  password:\n    hunter2\n  a: b', 'file: |\n  password:\n    ***\n  a: b'],
  [
    'an environment variable',
    '- name: DB_PASSWORD\n  value: x\n- name: A\n  value: b',
    '- name: DB_PASSWORD\n  value: ***\n- name: A\n  value: b',
  ],
  [
    'one that is named later',
    '- name: A\n  value: b\n-\n  value: |\n    x\n# y\n  name: "API_TOKEN"',
    '- name: A\n  value: b\n-\n  value: ***\n    ***\n# y\n  name: "API_TOKEN"',
  ],
] as const)
  test(`a credential below its key is not quoted: ${what}`, () => assert.equal(quoted(text), expected));

for (const text of [
  'passwordSecretRef:\n  name: a\n  key: b',
  'existingSecret:\n  a',
  'password:\n  ${cluster.variables.password}',
  '- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef: { name: a }\n  other: b',
  'name: DB_PASSWORD\nlist:\n  - value: a',
  'password:\n\na: b',
  'token == a\nbypass: b\ncompass = c\n--secret-name d',
])
  test(`quoted as it is: ${JSON.stringify(text)}`, () => assert.equal(quoted(text), text));

test('many lines are looked at once', () => {
  const texts = new Map([['a.yaml', `a:\n${'  - name: X_TOKEN\n    value: hunter2\n'.repeat(50_000)}`]]);
  const start = cpuTime();
  for (let line = 3; line < 100_000; line += 1000)
    assert.match(frame(texts, { file: 'a.yaml', line, column: 14 }, 80)[0] ?? '', /value: \*\*\*$/);
  quoted(`- name: ${'token'.repeat(400_000)} !\n  value: a`);
  assert(cpuTime() - start < 2_000);
});

test('what only names a credential is quoted', () => {
  for (const line of [
    'password: ${cluster.variables.password}',
    'existingSecret: mimir-tls',
    'secretName: mimir-tls',
    'secret: { secretName: a }',
    'secretKeyRef: a',
    'token:',
    '# the password is elsewhere',
  ])
    assert.deepEqual(withoutSecret([line], 0), { text: line, own: line.length });
});

test('what a terminal acts on is only shown', () => {
  assert.equal(visible('a\u001b\u0007\u009b\n\u2028\u{e0041}é値'), 'a\\u{1b}\\u{7}\\u{9b}\\u{a}\\u{2028}\\u{e0041}é値');
});
