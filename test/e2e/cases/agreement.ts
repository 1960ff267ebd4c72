import { join } from 'node:path';
import { startApiserver } from 'apiserver-wasm';
import fastGlob from 'fast-glob';
import { misses } from '../agreement/misses.ts';
import { badObjects, goodObjects, range, type Sample } from '../agreement/objects.ts';
import { refusalOf } from '../agreement/refusal.ts';
import { gravelyFound } from '../agreement/verdict.ts';
import type { Api } from '../api.ts';
import { condition, readObjects } from '../apply.ts';
import type { Case } from '../case.ts';
import { NotReached, until } from '../until.ts';

export const agreement: Case = {
  name: 'agreement',
  about: 'what `check` finds grave in objects is what an API server refuses, and nothing that it takes',
  run: async ({ planes, ground, tell }) => {
    const { api } = planes.flux;
    await prepare(api);
    const flux = fastGlob.sync('*.yaml', { cwd: join(ground.programs.manifests, 'flux'), absolute: true });
    const definitions = [range, ...flux.sort().flatMap(readObjects)];
    const apiserver = startApiserver();
    try {
      const samples = [...goodObjects().map(expected(true)), ...badObjects().map(expected(false))];
      const found = await gravelyFound(
        samples.map(({ object }) => object),
        definitions,
        apiserver,
      );
      const wrong: string[] = [];
      const count = { bothTake: 0, bothRefuse: 0, missed: 0 };
      const explained = new Set<string>();
      for (const [index, { name, object, isGood }] of samples.entries()) {
        const ours = found[index] ?? [];
        const refusal = (await refusalOf(api, object))?.message;
        if ((refusal === undefined) !== isGood)
          wrong.push(`${name}: meant to be ${isGood ? 'good' : 'bad'}, the server says ${refusal ?? 'nothing'}`);
        else if (isGood && ours.length > 0)
          wrong.push(`${name}: false: ${ours.map(({ message }) => message).join('; ')}`);
        else if (isGood) count.bothTake += 1;
        else if (ours.length > 0) count.bothRefuse += 1;
        else {
          count.missed += 1;
          explained.add(name);
          if (!Object.hasOwn(misses, name)) wrong.push(`${name}: missed: ${refusal}`);
        }
      }
      wrong.push(
        ...Object.keys(misses)
          .filter((name) => !explained.has(name))
          .map((name) => `${name}: no longer missed`),
      );
      tell(`both take ${count.bothTake}, both refuse ${count.bothRefuse}, missed ${count.missed}, false 0`);
      if (wrong.length > 0) throw new NotReached(wrong.join('\n'));
      if (count.bothTake < 150 || count.bothRefuse < 150) throw new NotReached('too few objects');
    } finally {
      await apiserver.close();
    }
  },
};

const expected =
  (isGood: boolean) =>
  (sample: Sample): Sample & { readonly isGood: boolean } => ({ ...sample, isGood });

const prepare = async (api: Api): Promise<void> => {
  await api.apply(range);
  for (const [name, labels] of [
    ['agreement', {}],
    ['restricted', { 'pod-security.kubernetes.io/enforce': 'restricted' }],
  ] as const)
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  await until('CRD ranges.agreement.example.com', 'True', async () =>
    condition(await api.get({ ...range, ...range.metadata }), 'Established'),
  );
  // Pods are refused until their namespace has an account for them.
  await until(
    'service account',
    'default',
    async () =>
      (await api.get({ apiVersion: 'v1', kind: 'ServiceAccount', name: 'default', namespace: 'restricted' }))?.metadata
        .name,
  );
};
