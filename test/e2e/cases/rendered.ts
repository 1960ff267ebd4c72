import assert from 'node:assert/strict';
import type { ApiObject } from '../api.ts';
import type { Case } from '../case.ts';
import { expectRendered } from '../rendered.ts';
import { dataOf, expect, expectSettled, type Target } from '../target.ts';

const namespace = 'rendered';
const environment = 'environments/rendered.yaml';

export const rendered: Case = {
  name: 'rendered',
  about: 'both controllers run what is delivered rendered: definitions first, hooks, changes, and what stays and goes',
  run: async ({ bootstrap, repository, tell }) => {
    const targets = await Promise.all([bootstrap('rendered-argocd'), bootstrap('rendered-flux')]);
    for (const target of targets) {
      await expectSettled(target, 'rendered');
      await message(target, 'first');
      const { release, dollar } = (await dataOf(target.api, namespace, 'web')) as Record<string, string>;
      assert.deepEqual({ release, dollar }, { release: 'rendered/rendered', dollar: '${not.a.variable}' });
      assert.deepEqual(await dataOf(target.api, namespace, 'before'), { message: 'hook' });
      assert.equal((await note(target))?.text, 'first');
      tell(
        `${target.controller}: ${await expectRendered(repository, target)} objects are what \`espalier render\` shows`,
      );
    }
    await repository.change('A value, and less', {
      [environment]: (text) => text.replace('message: first', 'message: second, extra: false'),
    });
    for (const target of targets) {
      await message(target, 'second');
      await gone(target, 'extra');
      assert(await exists(target, 'kept'), `${target.cluster}: what the chart keeps is gone`);
    }
    await repository.change('No service', {
      [environment]: (text) => text.replace(/ {2}rendered:\n(?: {4}.*\n)+/, ''),
    });
    for (const target of targets) {
      await gone(target, 'web');
      assert(await exists(target, 'kept'), `${target.cluster}: what the chart keeps is gone`);
      const definition = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
      assert(
        (await target.api.get({ ...definition, name: 'notes.rendered.example.com' })) !== undefined,
        `${target.cluster}: the definition is gone`,
      );
      await expectSettled(target, 'local');
    }
  },
};

const message = (target: Target, wanted: string): Promise<void> =>
  expect(target, 'the message', wanted, async () => {
    const data = (await dataOf(target.api, namespace, 'web')) as { message?: string } | undefined;
    return data?.message;
  });

const note = ({ api }: Target): Promise<ApiObject | undefined> =>
  api.get({ apiVersion: 'rendered.example.com/v1', kind: 'Note', name: 'web', namespace });

const exists = async ({ api }: Target, name: string): Promise<boolean> =>
  (await api.get({ apiVersion: 'v1', kind: 'ConfigMap', name, namespace })) !== undefined;

const gone = (target: Target, name: string): Promise<void> =>
  expect(target, `${name} is there`, false, () => exists(target, name));
