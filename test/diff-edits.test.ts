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

test('what a variable does is told where that is set: in a text of several lines, and for the name of the environment', async () => {
  const inputs = (environment: string, region: string): Readonly<Record<string, string>> => ({
    'clusters/eu.yaml': `environment: ${environment}\ncontroller: flux\nkubernetes: "1.34"\nvariables: { region: ${region} }\n`,
    'environments/staging.yaml': 'extends: [production]\n',
    'environments/production.yaml':
      'services:\n  web:\n    chart: { path: charts/web }\n    namespace: web\n    values:\n      tier: ${environment.name}\n      text: |\n        a\n\n        ${cluster.variables.region}\n',
  });
  const head = await repository(inputs('staging', 'us'));
  const { out } = await play(head, ['diff', await repository(inputs('production', 'eu')), head]);
  assert.match(out, /clusters\/eu\.yaml:1 {2}environment\.name: production → staging\n.*\n +tier /);
  assert.match(out, /clusters\/eu\.yaml:4 {2}cluster\.variables\.region: eu → us\n.*\n +text\n/);
  assert.doesNotMatch(out, /production\.yaml/);
});

test('an edited line of a list is told, whatever variables its item has beside', async () => {
  const inputs = (region: string, a: number): Readonly<Record<string, string>> => ({
    'clusters/eu.yaml': `environment: production\ncontroller: flux\nkubernetes: "1.34"\nvariables: { region: ${region} }\n`,
    'environments/production.yaml': `services:\n  web:\n    chart: { path: charts/web }\n    namespace: web\n    values:\n      items:\n        - a: ${a}\n          b: \${cluster.variables.region}\n`,
  });
  const head = await repository(inputs('us', 2));
  const { out } = await play(head, ['diff', await repository(inputs('eu', 1)), head]);
  assert.match(out, /production\.yaml:7 {2}items\.0\.a: 1 → 2/);
  assert.match(out, /clusters\/eu\.yaml:4 {2}cluster\.variables\.region: eu → us/);
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
