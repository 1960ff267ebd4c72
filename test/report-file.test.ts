import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeReport } from '../generator/write/report-file.ts';

test('a report replaces a file, and neither a link, which may lead to a device, nor a folder', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-report-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const [file, link, other] = ['file', 'link', 'other'].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(file, 'before');
  symlinkSync(file, link);
  mkdirSync(other);
  await writeReport(file, 'first');
  for (const path of [link, other])
    await assert.rejects(writeReport(path, 'second'), { name: 'Failure', message: /is no ordinary file for a report/ });
  assert(lstatSync(link).isSymbolicLink());
  assert.equal(readFileSync(file, 'utf8'), 'first');
  assert.deepEqual(readdirSync(folder).sort(), ['file', 'link', 'other']);
});
