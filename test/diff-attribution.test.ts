/** Which edit does what, by the states between the two sides, with an engine that writes values into a ConfigMap. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rendering } from 'helm-wasm';
import { type Attributable, attribute } from '../generator/attribution.ts';
import type { Edit } from '../generator/diff/edits.ts';
import type { JsonObject } from '../generator/model/values.ts';
import { resolvedCluster } from './emit-fixture.ts';

const rendering = (data: JsonObject): Rendering =>
  ({
    crds: [],
    objects: [{ object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data }, template: 'a.yaml' }],
    hooks: [],
  }) as unknown as Rendering;

/** A release of which so many values go from 1 to 2. */
const edited = (service: string, count: number): Attributable => {
  const keys = Array.from({ length: count }, (_, index) => `k${index}`);
  const all = (value: number): JsonObject => Object.fromEntries(keys.map((key) => [key, value]));
  const [before, after] = [1, 2].map((value) => {
    const yaml = keys.map((key) => `${key}: ${value}\n`).join('');
    const sketch = { service, values: yaml };
    return resolvedCluster({ name: 'eu', controller: 'flux', releases: [sketch] }).releases[0];
  });
  assert(before !== undefined && after !== undefined);
  const edits = keys.map(
    (key): Edit => ({
      causes: [{ kind: 'value', message: `${service} ${key}` }],
      value: { keys: [key], before: 1, after: 2, isCredential: false },
      isChart: false,
    }),
  );
  return {
    sides: { cluster: 'eu', service, before, after },
    edits,
    before: rendering(all(1)),
    after: rendering(all(2)),
  };
};

/** What each of the edits does, as `path: edits`. */
const told = async (...all: readonly Attributable[]): Promise<readonly (readonly string[])[]> => {
  const found = await attribute(
    all,
    () => async (request) => rendering(request.values as JsonObject),
    () => undefined,
  );
  return all.map((one) =>
    (found.get(one) ?? []).map(
      ({ path, edits }) => `${path}: ${edits.map(({ causes: [{ message }] }) => message).join()}`,
    ),
  );
};

test('each edit does what differs between the state before it and the one after it', async () => {
  assert.deepEqual(await told(edited('web', 2)), [['data.k0: web k0', 'data.k1: web k1']]);
});

test('what would take too many renders leaves those to the others', async () => {
  const [first = [], second = [], third] = await told(edited('a', 24), edited('b', 24), edited('c', 3));
  assert.equal(first.length, 24);
  assert.equal(second.length, 0);
  assert.deepEqual(third, ['data.k0: c k0', 'data.k1: c k1', 'data.k2: c k2']);
});
