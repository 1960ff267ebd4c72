/** What `diff` says it left out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { play, repository } from './program-repository.ts';

const services = (web: string, more = ''): Readonly<Record<string, string>> => ({
  'environments/production.yaml': `services:\n  web:\n    chart: { path: charts/web }\n    namespace: web\n${web}${more}`,
});

const diff = async (
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Promise<string> => {
  const head = await repository(after);
  return (await play(head, ['diff', await repository(before), head])).out;
};

test('a release of which Helm is asked for the same needs no render', async () => {
  const out = await diff(services(''), services('    labels: { team: web }\n'));
  assert.match(out, /Application eu-web/);
  assert.doesNotMatch(out, /Not rendered/);
});

test('what a controller reconciles of a release that is not compared is not told as new', async () => {
  const api = (chart: string): string => `  api:\n    chart: { path: ${chart} }\n    namespace: api\n`;
  const out = await diff(services('', api('charts/none')), services('', api('charts/web')));
  assert.match(out, /Not compared, because the base is wrong there: api on eu\./);
  assert.doesNotMatch(out, /Application|added/);
});

for (const [what, broken] of [
  ['is missing', { 'clusters/eu.yaml': 'environment: other\ncontroller: argocd\nkubernetes: "1.34"\n' }],
  ['extends one that is missing', { 'environments/production.yaml': 'extends: [other]\nservices: {}\n' }],
  ['cannot be read', { 'environments/production.yaml': 'services: {' }],
] as const)
  test(`a cluster whose environment on the base ${what} is not told as new`, async () => {
    const out = await diff(broken, services(''));
    assert.match(out, /^Nothing changes in what can be compared\n/);
    assert.match(out, /Not compared, because the base is wrong there: eu\./);
    assert.doesNotMatch(out, /Application|added/);
  });
