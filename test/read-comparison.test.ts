/** A comparison that another run has written, as `diff --from` reads it: whoever made it may be anybody. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readComparison } from '../generator/read/comparison.ts';
import { comparisonJson } from '../generator/report/comparison/json.ts';
import { sampleComparison } from './comparison-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'espalier-comparison-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const read = (text: string): ReturnType<typeof readComparison> => {
  const file = join(folder, 'diff.json');
  writeFileSync(file, text);
  return readComparison(file);
};

test('what was written is read', async () => {
  const text = comparisonJson(sampleComparison);
  assert.equal(comparisonJson(await read(text)), text);
});

test('what is no comparison is told in a sentence', async () => {
  const whole = JSON.parse(comparisonJson(sampleComparison)) as object;
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{"version":1,"failure":"git is needed"}',
    JSON.stringify({ ...whole, version: 2 }),
    JSON.stringify({ ...whole, entries: [{}] }),
    JSON.stringify({ ...whole, dangers: 'none' }),
  ])
    await assert.rejects(
      read(text),
      { name: 'Failure', message: /^\S+ is no (JSON|report of `espalier diff --json`)/ },
      text,
    );
});

test('what is no file, or has no end, is told so', async () => {
  await assert.rejects(readComparison(folder), { message: `${folder} is no file of at most 256 MiB` });
  await assert.rejects(readComparison('/dev/zero'), { message: '/dev/zero is no file of at most 256 MiB' });
  const missing = join(folder, 'none.json');
  await assert.rejects(readComparison(missing), { message: `cannot read ${missing}: there is no such file or folder` });
});
