import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noiseOf } from '../generator/diff/noise.ts';
import type { JsonObject } from '../generator/model/values.ts';
import { pathText } from '../generator/steps.ts';
import { compare, configMap, container, deployment, secret, told } from './diff-objects-fixture.ts';

describe('documents in texts', () => {
  const yaml = 'limits:\n  series: 10\n  labels: 5\nitems:\n  - name: a\n    size: 1\n';

  test('are compared inside', () => {
    assert.deepEqual(told(configMap({ 'a.yaml': yaml }), configMap({ 'a.yaml': yaml.replace('10', '20') })), [
      'data["a.yaml"] ▸ limits.series 10 -> 20',
    ]);
    assert.deepEqual(told(configMap({ 'a.json': '{"a":{"b":1}}' }), configMap({ 'a.json': '{"a":{"b":2}}' })), [
      'data["a.json"] ▸ a.b 1 -> 2',
    ]);
    assert.deepEqual(
      told(configMap({ 'a.properties': '# x\na.b=1\nc: d\n' }), configMap({ 'a.properties': 'a.b = 2\nc d\n' })),
      ['data["a.properties"] ▸ ["a.b"] "1" -> "2"'],
    );
  });

  test('tell numbers apart that JSON does not have', () => {
    assert.deepEqual(
      told(configMap({ 'a.yaml': 'a: .inf\nb: .nan\n' }), configMap({ 'a.yaml': 'a: -.inf\nb: null\n' })),
      ['data["a.yaml"] ▸ a "Infinity" -> "-Infinity"', 'data["a.yaml"] ▸ b "NaN" -> null'],
    );
  });

  test('that only are written otherwise are told, as noise', () => {
    const [change, ...others] = compare(
      configMap({ 'a.yaml': yaml }),
      configMap({ 'a.yaml': `# limits\n${yaml.replace('series: 10', 'series:   10')}` }),
    );
    assert.equal(others.length, 0);
    assert.equal(change && noiseOf(change), 'order');
  });

  test('are no noise where a reader in Go finds something else', () => {
    for (const [before, after] of [
      ['a: on\nb: 1\n', 'a: "on"\nb: 1\n'],
      ['a: 1.0\nb: 1\n', 'a: 1\nb: 1\n'],
      ['a: 1e3\nb: 1\n', 'a: 1000\nb: 1\n'],
      ['a: 12345678901234567890\nb: 1\n', 'a: 12345678901234567891\nb: 1\n'],
    ] as const) {
      const changes = compare(configMap({ 'a.yaml': before }), configMap({ 'a.yaml': after }));
      assert.deepEqual(
        changes.map((change) => [pathText(change.path), noiseOf(change)]),
        [['data["a.yaml"]', undefined]],
      );
    }
  });

  test('are compared as texts where they are scripts, too long, too deep or a trap', () => {
    const bomb = `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefghij'
      .split('')
      .map((key, index) => `${key}: &${key} [${`*${'abcdefghij'[index]},`.repeat(9)}1]`)
      .join('\n')}\n`;
    for (const [key, text] of [
      ['run.sh', 'a: 1\nb: 2\n'],
      ['a.yaml', `a: 1\n${'b: 2\n'.repeat(300_000)}`],
      ['a.json', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
      ['b.json', `${'['.repeat(60)}1${']'.repeat(60)}`],
      ['a.yaml', `a: ${'['.repeat(20_000)}`],
      ['a.yaml', bomb],
      ['a.yaml', 'a: b: c\n- d\n'],
    ] as const)
      assert.deepEqual(
        compare(configMap({ [key]: text }), configMap({ [key]: `${text} ` })).map(({ path }) => pathText(path)),
        [`data["${key}"]`],
      );
  });

  test('of bytes are told by their size', () => {
    const bytes = (text: string): JsonObject => ({
      ...configMap({}),
      binaryData: { 'a.bin': Buffer.from(text).toString('base64') },
    });
    assert.match(
      told(bytes('one'), bytes('other'))[0] ?? '',
      /^binaryData\["a.bin"\] "3 bytes, sha256 \w{12}" -> "5 bytes/,
    );
  });
});

describe('secrets', () => {
  const [old, now] = ['hunter2-old', 'hunter2-new'] as const;
  const pem = (text: string): string => `-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----\n`;
  const env = (value: string, name = 'DB_PASSWORD'): JsonObject => ({ name, value });
  const hiding: readonly (readonly [string, (value: string) => JsonObject])[] = [
    ['data of a Secret', (value) => secret({ data: { a: value } })],
    ['documents in a Secret', (value) => secret({ stringData: { a: `users:\n  - key: ${value}\n  - key: b\n` } })],
    [
      'what was last applied',
      (value) =>
        secret(
          {},
          { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"x":"${value}"}}` } },
        ),
    ],
    ['keys that say so', (value) => configMap({ 'a.yaml': `server:\n  port: 1\n  password: ${value}\n` })],
    ['keys in JSON', (value) => configMap({ 'a.json': `{"clientSecret":"${value}","b":{"tokens":["${value}"]}}` })],
    ['keys in properties', (value) => configMap({ 'a.properties': `db.password=${value}\n` })],
    ['variables that say so', (value) => container({ env: [env(value)] })],
    ['variables that stand twice', (value) => container({ env: [env('x', 'A'), env('y', 'A'), env(value)] })],
    ['PEM blocks', (value) => configMap({ 'a.pem': pem(value) })],
    ['URLs', (value) => container({ env: [env(`postgres://app:${value}@db/app`, 'DATABASE')] })],
    ['arguments', (value) => container({ args: [`--password=${value}`] })],
    ['arguments behind a flag', (value) => container({ args: ['--password', value, 'x'] })],
    ['keys in ini files', (value) => configMap({ 'a.ini': `[db]\npassword = ${value}\n` })],
    ['short names', (value) => container({ env: [env(value, 'DB_PASS')] })],
    ['a Secret in a text', (value) => configMap({ 'a.yaml': `kind: Secret\nstringData:\n  name: ${value}\n` })],
    ['a variable in a text', (value) => configMap({ 'a.yaml': `a:\n  name: DB_PASSWORD\n  value: ${value}\n` })],
    [
      'credentials of a registry',
      (value) => configMap({ '.dockerconfigjson': `{"auths":{"r.example.com":{"auth":"${value}"}}}` }),
    ],
    ['lists of credentials', (value) => configMap({ 'a.yaml': `tokens:\n  - name: ${value}\n  - name: b\n` })],
  ];
  for (const [name, object] of hiding)
    test(`are told to differ, and never shown: ${name}`, () => {
      const changes = compare(object(old), object(now));
      assert(changes.length > 0);
      assert(changes.every(({ masked }) => masked));
      assert.doesNotMatch(JSON.stringify(changes), /hunter2/);
      const [bare, spec] = [{ apiVersion: 'v1', kind: object(old).kind ?? '' }, object(now)];
      const added = compare(bare, spec);
      assert.doesNotMatch(JSON.stringify([...added, ...compare(spec, bare)]), /hunter2/);
    });

  test('are not meant by what only refers to them', () => {
    assert.deepEqual(
      told(
        deployment({ volumes: [{ name: 'a', secret: { secretName: 'one' } }] }),
        deployment({ volumes: [{ name: 'a', secret: { secretName: 'two' } }] }),
      ),
      ['spec.template.spec.volumes[name=a].secret.secretName "one" -> "two"'],
    );
  });
});
