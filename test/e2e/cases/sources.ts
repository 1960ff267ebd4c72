import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ApiObject } from '../api.ts';
import type { Case, Stage } from '../case.ts';
import { packChart } from '../publish.ts';
import { expectRendered } from '../rendered.ts';
import { login } from '../server.ts';
import { dataOf, expect, expectSettled, steering, type Target } from '../target.ts';
import { stays } from '../until.ts';

const services = ['http', 'oci', 'local'] as const;

export const sources: Case = {
  name: 'sources',
  about:
    'charts come over HTTP with a password, from a registry with its own CA, and from the repository; a digest pins',
  run: async (stage) => {
    const { bootstrap, planes } = stage;
    for (const secret of secretsOfFlux(stage)) await planes.flux.api.apply(secret);
    await planes.argocd.api.apply(secretOfArgoCd(stage));
    const targets = await Promise.all([bootstrap('sources-argocd'), bootstrap('sources-flux')]);
    await Promise.all(targets.flatMap((target) => services.map((service) => expectSettled(target, service))));
    const charts = { http: '1.0.1', local: '1.0.0' };
    for (const target of targets) {
      for (const [service, version] of Object.entries(charts))
        await expect(target, `chart of ${service}`, version, () => dataIn(target, service, 'chart'));
      // Flux puts the digest behind the version.
      await expect(target, 'chart of oci', true, async () =>
        /^2\.0\.0(\+[0-9a-f]{12})?$/.test(String(await dataIn(target, 'oci', 'chart'))),
      );
      stage.tell(
        `${target.controller}: the chart from the registry says version ${await dataIn(target, 'oci', 'chart')}`,
      );
    }
    for (const target of targets) await expectRendered(stage.repository, target);
    await republish(stage, targets);
  },
};

const dataIn = async ({ api }: Target, name: string, key: string): Promise<unknown> =>
  ((await dataOf(api, 'sources', name)) as Record<string, string> | undefined)?.[key];

/** Another chart under the tag that is locked: it must reach nobody, however often they look. */
const republish = async ({ ground, registry }: Stage, targets: readonly Target[]): Promise<void> => {
  const other = packChart('web', '2.0.0', join(ground.folder, 'republished'), (folder) => {
    const values = join(folder, 'values.yaml');
    writeFileSync(values, readFileSync(values, 'utf8').replace('message: hello', 'message: republished'));
  });
  await registry.push(other);
  for (const target of targets) {
    const now = new Date().toISOString();
    const annotations = { 'argocd.argoproj.io/refresh': 'hard', 'reconcile.fluxcd.io/requestedAt': now };
    const looked =
      target.controller === 'argocd'
        ? steering(target, 'oci')
        : {
            apiVersion: 'source.toolkit.fluxcd.io/v1',
            kind: 'OCIRepository',
            name: 'sources-flux-oci',
            namespace: 'flux-system',
          };
    await target.api.patch(looked, { metadata: { annotations } });
    await stays(`${target.cluster}: the locked chart`, 'hello', () => dataIn(target, 'oci', 'message'), 8);
    await expectSettled(target, 'oci');
  }
};

const secretsOfFlux = ({ registry }: Stage): readonly ApiObject[] => {
  const secret = (name: string, stringData: Readonly<Record<string, string>>): ApiObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'flux-system' },
    stringData,
  });
  return [
    secret('charts-credentials', { ...login }),
    secret('registry-ca', { 'ca.crt': readFileSync(registry.certificates.ca, 'utf8') }),
  ];
};

/** The Secret as the cluster's page gives it, with its capitals filled in. */
const secretOfArgoCd = ({ repository }: Stage): ApiObject => {
  const block = repository
    .read('out/sources-argocd/README.md')
    .split('```')
    .find((part) => part.includes('kind: Secret') && part.includes('/private'));
  if (block === undefined) throw new Error('the page of sources-argocd gives no Secret for the private charts');
  const filled = block.replace(/^yaml/, '').replace('USERNAME', login.username).replace('PASSWORD', login.password);
  return parse(filled) as ApiObject;
};
