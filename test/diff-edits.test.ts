import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { play, repository } from './program-repository.ts';

test('a variable is told where the last layer sets it, though another way leads to an earlier one', async () => {
  const folder = await repository({
    'environments/bottom.yaml': 'variables: { tier: bronze }\n',
    'environments/left.yaml': 'extends: [bottom]\nvariables: { tier: silver }\n',
    'environments/right.yaml': 'extends: [bottom]\n',
    'environments/production.yaml':
      'extends: [left, right]\nservices:\n  web:\n    chart: { path: charts/web }\n    namespace: web\n    values: { replicas: 2, tier: "${environment.variables.tier}" }\n',
  });
  const before = mkdtempSync(join(tmpdir(), 'espalier-edits-'));
  try {
    cpSync(folder, before, { recursive: true });
    writeFileSync(join(folder, 'environments/left.yaml'), 'extends: [bottom]\nvariables: { tier: gold }\n');
    const { out } = await play(folder, ['diff', before, '.']);
    assert.match(out, /environments\/left\.yaml:2 {2}environment\.variables\.tier: silver → gold/);
    assert.doesNotMatch(out, /bottom\.yaml/);
  } finally {
    rmSync(before, { recursive: true });
  }
});
