import assert from 'node:assert/strict';
import type { Case } from '../case.ts';
import { dataOf, expect, expectSettled, type Target } from '../target.ts';

const namespace = 'change';
const environment = 'environments/change.yaml';
const services = ['web', 'other', 'local'] as const;
type Service = (typeof services)[number];

export const change: Case = {
  name: 'change',
  about: 'values, a chart version, a chart of the repository and one cluster change alone: nothing else is touched',
  run: async ({ bootstrap, repository }) => {
    const targets = await Promise.all([bootstrap('change-argocd'), bootstrap('change-flux')]);
    const [argocd, flux] = targets;
    assert(argocd !== undefined && flux !== undefined);
    await Promise.all(targets.flatMap((target) => services.map((service) => expectSettled(target, service))));

    await only(targets, ['web'], { message: 'second' }, () =>
      repository.change('A value', { [environment]: (text) => text.replace('message: first', 'message: second') }),
    );
    await only(targets, ['web'], { message: 'second', chart: '1.1.0' }, () =>
      repository.change(
        'A chart version',
        { [environment]: (text) => text.replace('name: web, version: 1.0.0', 'name: web, version: 1.1.0') },
        { charts: true },
      ),
    );
    await only(targets, ['local'], { chart: '1.1.0', marker: 'two' }, () =>
      repository.change('A chart of the repository, with a new version', {
        'charts/changing/Chart.yaml': (text) => text.replace('version: 1.0.0', 'version: 1.1.0'),
        'charts/changing/templates/configmap.yaml': (text) => text.replace('"one"', '"two"'),
      }),
    );
    await unchanged([argocd], services, () =>
      only([flux], ['web'], { message: 'only here' }, () =>
        repository.change('One cluster', {
          'clusters/change-flux.yaml': (text) => `${text}services: { web: { values: { message: only here } } }\n`,
        }),
      ),
    );
  },
};

/** Makes a change, waits until the services have what they should, and holds that no other one was written to. */
const only = async (
  targets: readonly Target[],
  changed: readonly Service[],
  wanted: Readonly<Record<string, string>>,
  make: () => Promise<unknown>,
): Promise<void> => {
  const others = services.filter((service) => !changed.includes(service));
  await unchanged(targets, others, async () => {
    await make();
    for (const target of targets)
      for (const service of changed) {
        await expect(target, `${service} after a change`, wanted, async () => {
          const data = ((await dataOf(target.api, namespace, service)) ?? {}) as Record<string, unknown>;
          return Object.fromEntries(Object.keys(wanted).map((key) => [key, data[key]]));
        });
        await expectSettled(target, service);
      }
  });
};

const unchanged = async (
  targets: readonly Target[],
  of: readonly Service[],
  work: () => Promise<void>,
): Promise<void> => {
  const look = (): Promise<readonly unknown[]> =>
    Promise.all(targets.flatMap((target) => of.map((service) => versions(target, service))));
  const before = await look();
  await work();
  assert.deepEqual(await look(), before, 'something else was written to as well');
};

/** Of a Deployment only what was asked for counts: its status has a life of its own. */
const versions = async ({ cluster, api }: Target, service: Service): Promise<unknown> => {
  const at = { name: service, namespace };
  const deployment = await api.get({ apiVersion: 'apps/v1', kind: 'Deployment', ...at });
  const map = await api.get({ apiVersion: 'v1', kind: 'ConfigMap', ...at });
  const { generation } = (deployment?.metadata ?? {}) as { generation?: number };
  return [cluster, service, map?.metadata.resourceVersion, generation];
};
