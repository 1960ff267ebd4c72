import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ApiObject } from '../api.ts';
import type { Case, Stage } from '../case.ts';
import { dataOf, expect, helmRelease, readiness } from '../target.ts';

const cluster = 'hub-flux';

export const hub: Case = {
  name: 'hub',
  about:
    'Flux on one API server steers another by kubeConfig: namespaces with their labels, and all releases, are there',
  run: async (stage) => {
    const { bootstrap, planes } = stage;
    const [far, near] = [planes.argocd.api, planes.flux.api];
    const target = await bootstrap(cluster);
    await near.apply(kubeconfigSecret(stage));
    for (const service of ['namespaces', 'web', 'local'])
      await expect(target, `${service} is ready`, 'True', () => readiness(near, `${cluster}-${service}`, cluster));
    for (const [name, message] of [
      ['web', 'from the hub'],
      ['local', 'hello'],
    ] as const) {
      assert.equal(((await dataOf(far, 'hub', name)) as { message?: string } | undefined)?.message, message);
      assert((await near.get(helmRelease(name, cluster))) !== undefined);
    }
    const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'hub' };
    const labels = (await far.get(namespace))?.metadata.labels ?? {};
    assert.equal(labels['pod-security.kubernetes.io/enforce'], 'baseline');
    assert.equal(await near.get(namespace), undefined, 'the hub itself has got the namespace');
  },
};

/** What the cluster's page asks for: a kubeconfig with everything in it, since controllers read no files. */
const kubeconfigSecret = ({ ground, planes }: Stage): ApiObject => {
  const { ca, admin } = ground.certificates;
  const inline = (file: string): string => readFileSync(file).toString('base64');
  const server = planes.argocd.api.server;
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'far', cluster: { server, 'certificate-authority-data': inline(ca) } }],
    users: [
      {
        name: 'far',
        user: { 'client-certificate-data': inline(admin.certificate), 'client-key-data': inline(admin.key) },
      },
    ],
    contexts: [{ name: 'far', context: { cluster: 'far', user: 'far' } }],
    'current-context': 'far',
  };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'far-kubeconfig', namespace: cluster },
    stringData: { value: JSON.stringify(kubeconfig) },
  };
};
