/** Each hostile archive is refused, or read as what it is: in bounds of time and memory, and nothing is written. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { HelmError, startHelm } from 'helm-wasm';
import { unpackArchive } from '../generator/charts/archive.ts';
import { assembleChart } from '../generator/charts/assemble.ts';
import { newReading } from '../generator/charts/chart.ts';
import { parseYaml } from '../generator/read/yaml.ts';
import { hostileArchives, plain, sound } from './hostile-archives.ts';

/** In milliseconds and bytes. Most cases take a few of both; this is for a machine with other work on it. */
const longest = 20_000;
const largest = 700 << 20;

/** What becomes of an archive: `read` with the paths that are not of the plain chart, or the codes of its problems. */
const outcome = (bytes: Uint8Array): string => {
  const reading = newReading(parseYaml);
  const files = unpackArchive(bytes, 'a.tgz', reading);
  const chart = files && assembleChart(files, 'a.tgz', reading);
  for (const { message, file = '' } of reading.problems) assert.doesNotMatch(message + file, /\p{Cc}/u);
  if (chart === undefined) return [...new Set(reading.problems.map(({ code }) => code))].sort().join();
  assert.deepEqual(reading.problems, []);
  return ['read', ...[...(files?.keys() ?? [])].filter((path) => !(path in plain))].join(' ');
};

for (const [theme, list] of Object.entries(hostileArchives))
  describe(theme, () => {
    for (const [name, bytes, expected] of list)
      test(name, () => {
        const archive = bytes();
        const before = process.memoryUsage().rss;
        const start = performance.now();
        assert.equal(outcome(archive), expected);
        assert(performance.now() - start < longest, `${performance.now() - start} ms`);
        assert(process.memoryUsage().rss - before < largest, `${process.memoryUsage().rss - before} bytes`);
        assert.equal((Object.prototype as { polluted?: unknown }).polluted, undefined);
      });
  });

test('there are as many as were promised, and none of them could be written anywhere', () => {
  assert(Object.values(hostileArchives).flat().length >= 60);
  for (const name of ['archive', 'assemble', 'metadata'])
    assert.doesNotMatch(
      readFileSync(new URL(`../generator/charts/${name}.ts`, import.meta.url), 'utf8'),
      /node:(fs|child_process|net|http)/,
    );
});

describe('the engine, which is given none that is refused before', () => {
  const helm = startHelm({ timeLimit: 2000 });
  after(() => helm.close());
  for (const [theme, list] of Object.entries(hostileArchives))
    test(theme, async () => {
      for (const [name, bytes] of list) {
        const ended = await helm.load({ archive: bytes() }).then(
          () => 'loaded',
          (error: unknown) => error,
        );
        assert(ended === 'loaded' || ended instanceof HelmError, `${name}: ${ended}`);
      }
      assert.equal((await helm.load({ archive: sound })).metadata.name, 'app');
    });
});
