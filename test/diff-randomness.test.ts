/** What a chart makes anew each time, with an engine that counts its renders. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rendering } from 'helm-wasm';
import type { Attributable } from '../generator/attribution.ts';
import { randomFields } from '../generator/randomness.ts';
import { resolvedCluster } from './emit-fixture.ts';

const rendering = (chance: number, names: readonly string[]): Rendering =>
  ({
    crds: [],
    objects: names.map((name) => ({
      object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { [name]: String(chance) } },
      template: 'a.yaml',
    })),
    hooks: [],
  }) as unknown as Rendering;

const release = (cluster: string, names: readonly string[]): Attributable => {
  const sketch = { service: 'web', values: `names: [${names.join()}]\n` };
  const [after] = resolvedCluster({ name: cluster, controller: 'flux', releases: [sketch] }).releases;
  assert(after !== undefined);
  return {
    sides: { cluster, service: 'web', after },
    edits: [],
    before: rendering(0, names),
    after: rendering(0, names),
  };
};

const told = async (...all: readonly Attributable[]): Promise<{ counts: readonly number[]; renders: number }> => {
  let renders = 0;
  const found = await randomFields(
    all,
    () =>
      async ({ values }) => {
        renders += 1;
        return rendering(renders, (values as { readonly names: readonly string[] }).names);
      },
    () => undefined,
  );
  return { counts: all.map((one) => found.get(one)?.size ?? 0), renders };
};

test('one service on several clusters is rendered anew once', async () => {
  assert.deepEqual(await told(release('eu', ['a']), release('us', ['a'])), { counts: [1, 1], renders: 1 });
});

test('a cluster that has more objects of it is rendered anew too', async () => {
  const { counts } = await told(release('eu', ['a']), release('us', ['a', 'b']));
  assert.deepEqual(counts, [1, 2]);
});
