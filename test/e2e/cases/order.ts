import assert from 'node:assert/strict';
import type { ApiObject, Reference } from '../api.ts';
import { conditions } from '../apply.ts';
import { argocdNamespace } from '../argocd.ts';
import type { Case } from '../case.ts';
import { dataOf, expect, expectSettled, type Target } from '../target.ts';
import { stays } from '../until.ts';

export const order: Case = {
  name: 'order',
  about: 'three services in a chain come up one after the other',
  run: async ({ bootstrap }) => {
    const targets = await Promise.all([bootstrap('order-argocd'), bootstrap('order-flux')]);
    await Promise.all(targets.map(comesInOrder));
  },
};

const comesInOrder = async (target: Target): Promise<void> => {
  for (const service of ['first', 'second', 'third']) await expectSettled(target, service, 180);
  const [first, second, third] = await Promise.all(
    ['first', 'second', 'third'].map((name) => target.api.get(deployment(name, 'order'))),
  );
  for (const [before, after] of [
    [first, second],
    [second, third],
  ]) {
    assert(before !== undefined && after !== undefined);
    const ready = availableSince(before);
    const created = after.metadata.creationTimestamp ?? '';
    assert(
      ready !== '' && ready <= created,
      `${target.cluster}: ${after.metadata.name} came ${created}, its dependency was ready ${ready}`,
    );
  }
};

const heldBack = 'environments/held-back.yaml';

export const orderHeldBack: Case = {
  name: 'held-back',
  about: 'a service that never gets ready holds back those that depend on it, and nobody else, nor their fixes',
  run: async ({ bootstrap, repository, tell }) => {
    const targets = await Promise.all([bootstrap('held-back-argocd'), bootstrap('held-back-flux')]);
    const second = (target: Target): Promise<boolean> => isThere(target, deployment('second', 'held-back'));
    await Promise.all(
      targets.map(async (target) => {
        await expectSettled(target, 'unrelated');
        await expect(target, 'Deployment of first is there', true, () =>
          isThere(target, deployment('first', 'held-back')),
        );
        await stays(`${target.cluster}: second is there`, false, () => second(target), 5);
      }),
    );
    const since = performance.now();
    await repository.change('A fix of another service', {
      [heldBack]: (text) => text.replace('message: first', 'message: fixed'),
    });
    await Promise.all(
      targets.map(async (target) => {
        await expect(target, 'the fix of unrelated', 'fixed', async () => {
          const data = await dataOf(target.api, 'held-back', 'unrelated');
          return (data as { message?: string } | undefined)?.message;
        });
        tell(`${target.controller}: a fix beside an unhealthy service took ${seconds(since)} s`);
        // Argo CD waits for what changes in a sync, and the first did not change in this one.
        if (target.controller === 'flux') await stays('second on Flux is there', false, () => second(target), 5);
      }),
    );
    await repository.change('The fix of the first', {
      [heldBack]: (text) => text.replace('neverReady: true', 'neverReady: false'),
    });
    await Promise.all(
      targets.flatMap((target) => ['first', 'second'].map((service) => expectSettled(target, service, 180))),
    );
  },
};

export const orderUnchecked: Case = {
  name: 'unchecked',
  about: 'without the health check in argocd-cm, Argo CD waits for no Application: the second comes beside the first',
  alone: true,
  run: async ({ bootstrap, planes }) => {
    const { api } = planes.argocd;
    const settings: Reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'argocd-cm', namespace: argocdNamespace };
    const key = 'resource.customizations.health.argoproj.io_Application';
    const data = (await api.get(settings))?.data as Record<string, string> | undefined;
    const before = data?.[key];
    assert(before !== undefined);
    await api.patch(settings, { data: { [key]: null } });
    try {
      const target = await bootstrap('unchecked-argocd');
      await expectSettled(target, 'second');
      assert.notEqual(availableSince(await target.api.get(deployment('second', 'unchecked'))), '');
      assert.equal(availableSince(await target.api.get(deployment('first', 'unchecked'))), '');
    } finally {
      await api.patch(settings, { data: { [key]: before } });
    }
  },
};

const deployment = (name: string, namespace: string): Reference => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  name,
  namespace,
});

const isThere = async ({ api }: Target, reference: Reference): Promise<boolean> =>
  (await api.get(reference)) !== undefined;

/** Empty where it is not available. */
const availableSince = (object: ApiObject | undefined): string => {
  const available = conditions(object).find(({ type, status }) => type === 'Available' && status === 'True');
  return (available as { lastTransitionTime?: string } | undefined)?.lastTransitionTime ?? '';
};

const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1);
