import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planClusters } from '../generator/resolve/resolve.ts';
import { type Files, read } from './read-repository.ts';

const told = async (files: Files): Promise<readonly string[]> => {
  const { value } = await read(files);
  return planClusters(value.inputs).problems.map(({ code, severity, at, fix }) =>
    [severity, code, `${at?.file}:${at?.line}`, fix?.match(/`(.*)`\?$/)?.[1] ?? ''].join(' ').trim(),
  );
};

const cluster = (environment: string, more = ''): string =>
  `environment: ${environment}\ncontroller: argocd\nkubernetes: "1.34"\n${more}`;
const web = 'services:\n  web:\n    chart: { path: charts/web }\n    namespace: web\n';

test('a namespace that no service uses is a problem in every layer that a cluster has, with the nearest one', async () => {
  const found = await told({
    'environments/base.yaml': `namespaces:\n  web: {}\n  wbe: {}\n${web}`,
    'environments/nobodys.yaml': 'extends: [base]\nnamespaces:\n  none: {}\n',
    'clusters/eu.yaml': cluster('production', 'namespaces:\n  somewhere: { create: false }\n'),
  });
  assert.deepEqual(found, [
    'problem namespace-unused environments/base.yaml:3 web',
    'problem namespace-unused clusters/eu.yaml:5',
    'note environment-unused environments/nobodys.yaml:1',
  ]);
});

test('one cluster that uses it is enough for an environment, not for another cluster', async () => {
  const own = 'services:\n  own:\n    chart: { path: charts/web }\n    namespace: own-${cluster.name}\n';
  const found = await told({
    'environments/base.yaml': `namespaces:\n  own-eu: {}\n${web}`,
    'clusters/eu.yaml': cluster('production', own),
    'clusters/us.yaml': cluster('production', 'namespaces:\n  own-eu: {}\n'),
  });
  assert.deepEqual(found, ['problem namespace-unused clusters/us.yaml:5']);
});

test('labels where nothing makes the namespace are a warning', async () => {
  const found = await told({
    'environments/base.yaml': `namespaces:\n  jobs: { labels: { team: a } }\n  more: {}\n${web}    extraNamespaces: [jobs, more]\n`,
  });
  assert.deepEqual(found, ['warning namespace-labels-lost environments/base.yaml:2']);
});

test('what is used is not guessed at while a cluster, a service or a variable is missing', async () => {
  const base = `namespaces:\n  jobs: {}\n${web}`;
  assert.deepEqual(
    await told({ 'environments/base.yaml': base, 'clusters/us.yaml': cluster('production', 'x: y\n') }),
    [],
  );
  const codes = async (files: Files) => (await told(files)).map((line) => line.split(' ')[1]);
  assert.deepEqual(await codes({ 'environments/base.yaml': base, 'clusters/us.yaml': cluster('prodution') }), [
    'environment-unknown',
  ]);
  assert.deepEqual(await codes({ 'environments/base.yaml': `${base}  jobs:\n    namespace: jobs\n` }), [
    'service-incomplete',
  ]);
  const unknown = await codes({
    'environments/base.yaml': base.replace('namespace: web', 'namespace: ${cluster.variables.x}'),
  });
  assert(unknown.includes('variable-unknown') && !unknown.includes('namespace-unused'), String(unknown));
});
