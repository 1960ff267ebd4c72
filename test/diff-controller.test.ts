/** What `diff` tells of what controllers reconcile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { play, repository } from './program-repository.ts';

test('a reference to the values of others is told, whatever these are called', async () => {
  const referring = (name: string): Readonly<Record<string, string>> => ({
    'clusters/eu.yaml': 'environment: production\ncontroller: flux\nkubernetes: "1.34"\n',
    'environments/production.yaml': `services:\n  web:\n    chart: { path: charts/web }\n    namespace: web\n    values: { a: null }\n    valuesFrom: [{ kind: Secret, name: ${name} }]\n`,
  });
  const [before, after] = [await repository(referring('web-values-a')), await repository(referring('web-values-b'))];
  const { out } = await play(after, ['diff', before, after]);
  assert.match(
    out,
    /HelmRelease web .*\n.*spec\.valuesFrom\[name=web-values-a\] {2}gone: .*\n.*web-values-b\] {2}new: /,
  );
  assert.doesNotMatch(out, /ConfigMap/);
});
