import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { unpackArchive } from '../generator/charts/archive.ts';
import { assembleChart } from '../generator/charts/assemble.ts';
import { newReading } from '../generator/charts/chart.ts';
import { parseYaml } from '../generator/read/yaml.ts';
import { archiveOf, chartArchive, chartFiles, type Files, told } from './chart-files.ts';

const unpack = (bytes: Uint8Array) => {
  const reading = newReading(parseYaml);
  const files = unpackArchive(bytes, 'a.tgz', reading);
  return { files, problems: reading.problems };
};

test('files come out without the top folder, with their bytes', () => {
  const large = Buffer.alloc(300_000, 'abc');
  const { files, problems } = unpack(
    chartArchive('app', { 'Chart.yaml': 'name: app\n', 'empty.txt': '', 'deep/large.bin': large }),
  );
  assert.deepEqual(problems, []);
  assert.deepEqual([...(files?.keys() ?? [])], ['Chart.yaml', 'empty.txt', 'deep/large.bin']);
  assert.equal(Buffer.from(files?.get('Chart.yaml') ?? []).toString(), 'name: app\n');
  assert.equal(files?.get('empty.txt')?.length, 0);
  assert.deepEqual(Buffer.from(files?.get('deep/large.bin') ?? []), large);
});

test('folders are passed over', () => {
  const { files, problems } = unpack(
    archiveOf([
      { path: 'app/', type: 'Directory' },
      { path: 'app/a', content: 'a' },
    ]),
  );
  assert.deepEqual(problems, []);
  assert.deepEqual([...(files?.keys() ?? [])], ['a']);
});

const whole = chartArchive('app', { 'Chart.yaml': 'name: app\n', 'values.yaml': 'a: 1\n'.repeat(500) });

const hostile: Readonly<Record<string, Uint8Array>> = {
  'a path that climbs out': archiveOf([{ path: 'app/../../etc/passwd', content: 'x' }]),
  'a path that climbs out at once': archiveOf([{ path: '../app/x', content: 'x' }]),
  'an absolute path': archiveOf([{ path: '/etc/passwd', content: 'x' }]),
  'a backslash': archiveOf([{ path: 'app/..\\..\\x', content: 'x' }]),
  'a drive': archiveOf([{ path: 'app/C:x', content: 'x' }]),
  'a file beside the top folder': archiveOf([{ path: 'Chart.yaml', content: 'name: a\n' }]),
  'a symbolic link': archiveOf([{ path: 'app/x', type: 'SymbolicLink', linkpath: '/etc/passwd' }]),
  'a hard link': archiveOf([{ path: 'app/x', type: 'Link', linkpath: 'app/y' }]),
  'a device': archiveOf([{ path: 'app/x', type: 'CharacterDevice' }]),
  'one path twice': archiveOf([
    { path: 'app/x', content: '1' },
    { path: 'app/x', content: '2' },
  ]),
  'a file that is too large': archiveOf([{ path: 'app/x', content: Buffer.alloc(5 * 1024 * 1024 + 1) }]),
  'a size that is a lie': archiveOf([{ path: 'app/x', content: 'x', size: 4_000_000_000 }]),
  'too many files': archiveOf(Array.from({ length: 10_001 }, (_, index) => ({ path: `app/${index}` }))),
  'too deep a path': archiveOf([{ path: `app/${'d/'.repeat(31)}x`, content: 'x' }]),
  'a bomb': gzipSync(Buffer.alloc(130 * 1024 * 1024)),
  'more folders than anybody needs': archiveOf(
    Array.from({ length: 30_001 }, (_, index) => ({ path: `app/${index}/`, type: 'Directory' })),
  ),
  'more headers than anybody needs': archiveOf(
    Array.from({ length: 30_001 }, () => ({ path: 'x', type: 'ExtendedHeader', content: '11 path=a/b\n' })),
  ),
  'no gzip': Buffer.from('<html>404</html>'),
  'no tar': gzipSync(Buffer.from('text '.repeat(500))),
  nothing: Buffer.alloc(0),
  'half a gzip': whole.subarray(0, whole.length / 2),
  'half a tar': gzipSync(gunzipSync(whole).subarray(0, 2000)),
  'a broken checksum': gzipSync(gunzipSync(whole).fill(0x7f, 100, 110)),
};

for (const [name, bytes] of Object.entries(hostile))
  test(`an archive with ${name} is refused`, () => {
    const { files, problems } = unpack(bytes);
    assert.equal(files, undefined);
    assert.deepEqual(told(problems), ['chart-invalid a.tgz']);
    assert.doesNotMatch(problems[0]?.message ?? '', /\n/);
  });

describe('archives in an archive', () => {
  /** How an archive with these files, and sub-charts under `charts/`, comes out. */
  const read = (files: Files) => {
    const reading = newReading(parseYaml);
    const outer = unpackArchive(chartArchive('app', { ...chartFiles('app', '1.0.0'), ...files }), 'a.tgz', reading);
    const chart = outer && assembleChart(outer, 'a.tgz', reading);
    return { chart, problems: reading.problems, budget: reading.budget };
  };
  const subCharts = (count: number, padding: number): Files =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `charts/c${index}.tgz`,
        archiveOf(
          Object.entries(chartFiles(`c${index}`, '1.0.0')).map(([path, content]) => ({ path: `c/${path}`, content })),
          Buffer.alloc(padding),
        ),
      ]),
    );

  test('unpack to no more in all than one may', () => {
    const padding = 50 * 1024 * 1024;
    assert.deepEqual(read(subCharts(2, padding)).problems, []);
    const { chart, problems } = read(subCharts(3, padding));
    assert.deepEqual([chart, told(problems)], [undefined, ['chart-invalid a.tgz/charts/c2.tgz']]);
    assert.match(problems[0]?.message ?? '', /unpacks to more than Helm takes/);
  });

  test('are counted before the next one is unpacked', () => {
    const { problems, budget } = read(subCharts(600, 1024));
    assert.deepEqual(told(problems), ['chart-invalid a.tgz/charts/c548.tgz']);
    assert.match(problems[0]?.message ?? '', /more than 500 sub-charts/);
    assert.equal(budget.charts, -1);
  });
});
