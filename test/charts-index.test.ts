import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIndex, type RepositoryIndex } from '../generator/charts/repository-index.ts';
import { told } from './chart-files.ts';
import { cpuTime } from './cpu.ts';

const read = (text: string, ...names: readonly string[]): RepositoryIndex => {
  const { value, problems } = parseIndex('index.yaml', text, new Set(names));
  assert.deepEqual(problems, []);
  assert(value !== undefined);
  return value;
};

const index = `apiVersion: v1
entries:
  alpha:
  - version: 1.10
    digest: abc
    description: |
      beta:
       - no: chart
    urls:
    - alpha-1.10.tgz
    - elsewhere.tgz
  # between
  - version: 1.9.0

  "beta":
    - version: 2.0.0
  alphabet:
  - version: [broken
generated: "2025-01-01T00:00:00Z"
entriesToo: {}
`;

test('only the asked charts are parsed, versions stay texts', () => {
  const found = read(index, 'alpha', 'beta', 'gamma');
  assert.deepEqual([...found.keys()], ['alpha', 'beta']);
  assert.deepEqual(found.get('alpha'), [
    { version: '1.10', url: 'alpha-1.10.tgz', digest: 'abc' },
    { version: '1.9.0' },
  ]);
  assert.deepEqual(found.get('beta'), [{ version: '2.0.0' }]);
  assert.deepEqual([...read(index.replaceAll('\n', '\r\n'), 'beta').keys()], ['beta']);
});

test('other layouts are parsed whole', () => {
  const expected = [{ version: '1.0.0', url: 'a.tgz' }];
  const json = '{"entries": {"a": [{"version": "1.0.0", "urls": ["a.tgz"]}], "__proto__": [{"version": "1"}]}}';
  assert.deepEqual(read(json, 'a').get('a'), expected);
  assert.deepEqual(read(json, '__proto__').get('__proto__'), [{ version: '1' }]);
  assert.deepEqual(read('entries: {a: [{version: 1.0.0, urls: [a.tgz]}]}', 'a').get('a'), expected);
  assert.deepEqual(read('entries:\n  a: [{version: 1.0.0, urls: [a.tgz]}]\n', 'a').get('a'), expected);
  assert.equal(read('entries: {}\n', 'constructor').size, 0);
});

test('what is no index says so', () => {
  for (const text of ['', '<html>', '{', 'entries:\n  a:\n  - [\n', 'a: 1\n', 'entries:\n  a: &x\n  - *x\n']) {
    const { value, problems } = parseIndex('index.yaml', text, new Set(['a']));
    assert.equal(value, undefined, text);
    assert.deepEqual(told(problems), ['yaml-syntax index.yaml'], text);
    assert.doesNotMatch(problems[0]?.message ?? '', /\n/);
  }
});

test('an index of tens of megabytes is read in seconds', () => {
  const block = Array.from({ length: 60 }, (_, at) => `  - version: 1.${at}.0\n    digest: ${'0'.repeat(64)}\n`).join(
    '',
  );
  const charts = Array.from({ length: 4000 }, (_, at) => `  chart-${at}:\n${block}`).join('');
  const start = cpuTime();
  assert.equal(read(`entries:\n${charts}`, 'chart-3999').get('chart-3999')?.length, 60);
  assert(cpuTime() - start < 10_000);
});
