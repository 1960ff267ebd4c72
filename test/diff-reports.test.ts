import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { play, repository } from './program-repository.ts';

test('where nothing is compared, each format of findings says why, and no comment or comparison is written', async () => {
  const folder = await repository();
  const report = (format: string): string => join(folder, `report.${format}`);
  const findings = ['sarif', 'github', 'gitlab', 'junit'];
  const { code, out } = await play(folder, [
    ...['diff', '--base', 'nowhere', '--format', 'github'],
    ...[...findings, 'markdown', 'html', 'json'].map((format) => `--report=${format}=${report(format)}`),
  ]);
  assert.equal(code, 1);
  assert.match(out, /^::error .*title=base-unknown::.*\n$/);
  for (const format of findings) assert.match(readFileSync(report(format), 'utf8'), /base-unknown/);
  assert.deepEqual(['markdown', 'html', 'json'].map(report).filter(existsSync), []);
});

test('where nothing is compared, JSON is JSON, and what else is printed comes behind what is wrong', async () => {
  const folder = await repository();
  const { out } = await play(folder, ['diff', '--base', 'nowhere', '--format', 'json']);
  assert.equal(JSON.parse(out).problems[0].code, 'base-unknown');
  const told = await play(folder, ['diff', '--base', 'nowhere', '--report', 'github=-']);
  assert.match(told.out, /problem base-unknown\n.*\n::error /s);
});
