import assert from 'node:assert/strict';
import type { Case } from '../case.ts';
import { dataOf, expect, expectSettled } from '../target.ts';

const namespace = 'drift';

export const drift: Case = {
  name: 'drift',
  about: 'an object that somebody edited or deleted comes back as Git says it',
  run: async ({ bootstrap }) => {
    const targets = await Promise.all([bootstrap('drift-argocd'), bootstrap('drift-flux')]);
    await Promise.all(
      targets.map(async (target) => {
        const { api } = target;
        const map = { apiVersion: 'v1', kind: 'ConfigMap', name: 'web', namespace };
        const service = { apiVersion: 'v1', kind: 'Service', name: 'web', namespace };
        await expectSettled(target, 'web');
        const message = async (): Promise<unknown> =>
          ((await dataOf(api, namespace, 'web')) as { message?: string } | undefined)?.message;
        await expect(target, 'message', 'ours', message);
        await api.patch(map, { data: { message: 'theirs' } });
        await expect(target, 'message after an edit', 'ours', message);
        const before = await api.get(service);
        await api.delete(service);
        await expect(target, 'a deleted Service is there again', true, async () => {
          const uid = (await api.get(service))?.metadata.uid;
          return uid !== undefined && uid !== before?.metadata.uid;
        });
        assert(before !== undefined);
      }),
    );
  },
};
