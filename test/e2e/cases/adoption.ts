import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Case } from '../case.ts';
import { dataOf, expect, expectSettled, type Target } from '../target.ts';

const namespace = 'adoption';
const objects = [
  ['apps/v1', 'Deployment'],
  ['v1', 'Service'],
  ['v1', 'ConfigMap'],
] as const;

export const adoption: Case = {
  name: 'adoption',
  about: 'a release that `helm install` made is taken over, and no object is made anew',
  run: async ({ bootstrap, ground, planes }) => {
    await Promise.all(
      (['argocd', 'flux'] as const).map(async (controller) => {
        const { api, kubeconfig } = planes[controller];
        const chart = join(ground.folder, 'www', 'charts', 'web-1.0.0.tgz');
        const to = ['--namespace', namespace, '--create-namespace', '--kubeconfig', kubeconfig];
        await promisify(execFile)(join(ground.programs.bin, 'helm3'), ['install', 'web', chart, ...to]);
        const before = await uids({ cluster: 'before', controller, api });
        const target = await bootstrap(`adoption-${controller}`);
        await expectSettled(target, 'web');
        await expect(target, 'message', 'taken over', async () => {
          const data = await dataOf(api, namespace, 'web');
          return (data as { message?: string } | undefined)?.message;
        });
        assert.deepEqual(await uids(target), before);
      }),
    );
  },
};

const uids = ({ api }: Target): Promise<readonly unknown[]> =>
  Promise.all(
    objects.map(async ([apiVersion, kind]) => {
      const uid = (await api.get({ apiVersion, kind, name: 'web', namespace }))?.metadata.uid;
      assert(uid !== undefined, `there is no ${kind}`);
      return `${kind} ${uid}`;
    }),
  );
