/** Whole trees against `test/goldens/emit/`. `UPDATE_GOLDENS=1` rewrites them. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { emit } from '../generator/emit/emit.ts';
import { loadKubeconform } from '../generator/validate/kubeconform.ts';
import { checkManifests } from '../generator/validate/manifests.ts';
import {
  type ClusterSketch,
  folderChart,
  httpChart,
  located,
  type ReleaseSketch,
  resolvedCluster,
} from './emit-fixture.ts';
import { readTree } from './tree.ts';

const services: readonly ReleaseSketch[] = [
  {
    service: 'database',
    values: `
persistence: { size: 10Gi, storageClass: "on" }
replicas: 3
"10": ten
"2": two
image: { tag: "1.10" }
init: |
  CREATE TABLE a (
    b text
  );
`,
  },
  {
    service: 'integration',
    namespace: 'monitoring',
    chart: folderChart('charts/integration'),
    values: 'url: http://database.database.svc:80/push',
    other: { dependsOn: ['web'], external: ['kube-prometheus-stack'] },
  },
  {
    service: 'web',
    chart: httpChart('nginx', '18.1.0', 'https://charts.example.org'),
    values: 'service: { legacyPort: null, port: 80 }\nlines: "a\\nb\\n"',
    other: {
      dependsOn: ['database'],
      name: 'front',
      extraNamespaces: ['shared'],
      clusterResources: ['Node', 'storage.k8s.io/StorageClass'],
    },
  },
];

const namespaces: ClusterSketch['namespaces'] = {
  database: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  monitoring: { create: false },
  web: {},
};

const at = (value: string) => located(value, 'clusters/x.yaml', 4);

const kept: readonly ReleaseSketch[] = [
  { service: 'cache', other: { onRemove: 'keep', clusterResources: ['*'], argocdProject: 'team' } },
  { service: 'config', namespace: 'cache', chart: folderChart('charts/config'), other: { onRemove: 'keep' } },
  { service: 'panels', namespace: 'cache', chart: folderChart('charts/panels') },
];

const sketches: Readonly<Record<string, readonly ClusterSketch[]>> = {
  usual: [
    { name: 'dev', controller: 'flux', releases: services, namespaces },
    { name: 'staging', controller: 'argocd', releases: services, namespaces },
  ],
  special: [
    { name: 'far', controller: 'argocd', cluster: { destination: { name: at('far-away') } }, releases: kept },
    { name: 'near', controller: 'flux', releases: kept },
    { name: 'shared', controller: 'flux', cluster: { fluxGitRepository: at('flux-system') }, releases: kept },
  ],
  empty: [
    { name: 'argo', controller: 'argocd' },
    { name: 'flux', controller: 'flux' },
  ],
};

for (const [name, clusters] of Object.entries(sketches))
  test(`the tree of ${name} clusters`, () => {
    const { value, problems } = emit(clusters.map(resolvedCluster));
    assert.deepEqual(problems, []);
    const folder = new URL(`goldens/emit/${name}`, import.meta.url).pathname;
    const files = new Map(value.files.map((file) => [file.path, file.body]));
    if (process.env.UPDATE_GOLDENS === '1') {
      rmSync(folder, { recursive: true, force: true });
      for (const [path, body] of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), body);
      }
    }
    const expected = new Map(
      [...readTree(folder)].map(([path, text]) => [path, Buffer.from(text, 'latin1').toString()]),
    );
    assert.deepEqual(files, expected);
    assert.deepEqual([...files.keys()], [...files.keys()].sort());
  });

for (const [name, clusters] of Object.entries(sketches))
  test(`the objects of ${name} clusters are valid, and what their files say`, async () => {
    const { value } = emit(clusters.map(resolvedCluster));
    assert.deepEqual(await checkManifests(value, loadKubeconform), []);
    for (const file of value.files.filter(({ path }) => path.endsWith('.yaml'))) {
      assert.notEqual(file.manifests.length, 0, `${file.path} is not validated`);
      assert.deepEqual(
        parseAllDocuments(file.body).map((document) => document.toJS()),
        file.manifests.map(({ object }) => object),
        file.path,
      );
    }
  });
