import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
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
