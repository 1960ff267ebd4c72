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

test('a credential of the values is not shown in the line that changes it, whatever says that it is one', async () => {
  const withValues = (secret: string): Record<string, string> => ({
    'environments/production.yaml': `services:
  web:
    chart: { path: charts/web }
    namespace: web
    values:
      env: [{ name: DB_PASSWORD, value: ${secret} }]
      objects:
        - kind: Secret
          stringData: { a: ${secret} }
      args: [--api-key, ${secret}]
      dsn: host=db password=${secret}
      json: '{ "users": [{ "password": "${secret}" }] }'
      level: ${secret.length}
`,
  });
  const [before, after] = [await repository(withValues('hunter2')), await repository(withValues('hunter2-new'))];
  for (const format of ['text', 'json', 'markdown', 'html']) {
    const { out } = await play(after, ['diff', before, '.', '--format', format]);
    assert.match(out, /level: 7 → 11/);
    assert.match(out, /objects\.0\.stringData\.a: /);
    assert.doesNotMatch(out, /hunter2/);
  }
});
