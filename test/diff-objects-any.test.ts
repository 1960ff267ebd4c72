import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Json, JsonObject } from '../generator/model/values.ts';
import { applied } from './diff-applied.ts';
import { compare } from './diff-objects-fixture.ts';

const name = fc.constantFrom('a', 'b', 'c', 'd');
const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom('x', 'y', '', '1Gi'),
  fc.integer({ min: 0, max: 3 }),
  fc.boolean(),
  fc.constant(null),
);
const namedList = fc.uniqueArray(fc.record({ name, value: scalar, more: fc.dictionary(name, scalar) }), {
  selector: (item) => item.name,
  maxLength: 4,
});
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
    fc.array(tie('tree'), { maxLength: 4 }),
    namedList,
  ),
}));
const object: fc.Arbitrary<JsonObject> = fc.record({
  apiVersion: fc.constant('apps/v1'),
  kind: fc.constant('Deployment'),
  spec: fc.record({
    replicas: scalar,
    template: fc.record({
      spec: fc.record({ containers: namedList, args: fc.array(scalar, { maxLength: 5 }), volumes: namedList }),
    }),
    other: tree,
  }),
});

describe('of any objects', () => {
  test('one has no change to itself', () => {
    fc.assert(
      fc.property(object, (one) => assert.deepEqual(compare(one, structuredClone(one)), [])),
      { numRuns: 300 },
    );
  });

  const withoutNulls = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(withoutNulls);
    if (typeof value !== 'object' || value === null) return value;
    const inside = Object.entries(value).filter(([, one]) => one !== null);
    return Object.fromEntries(inside.map(([key, one]) => [key, withoutNulls(one)]));
  };

  // A server keeps no field that is null.
  const kept = object.map((one) => withoutNulls(one) as JsonObject);

  test('a field that is null is as good as none', () => {
    fc.assert(fc.property(object, (one) => assert.deepEqual(compare(one, withoutNulls(one) as JsonObject), [])));
  });

  test('all changes together make one from the other', () => {
    const seen = { reordered: 0, index: 0, by: 0, added: 0 };
    fc.assert(
      fc.property(kept, kept, (before, after) => {
        const changes = compare(before, after);
        for (const change of changes) {
          if (change.reordered) seen.reordered += 1;
          if (change.before === undefined) seen.added += 1;
          if (change.path.some((step) => typeof step === 'object' && 'index' in step)) seen.index += 1;
          if (change.path.some((step) => typeof step === 'object' && 'by' in step)) seen.by += 1;
        }
        assert.deepEqual(applied(before, changes), applied(after, []));
      }),
      { numRuns: 1000 },
    );
    for (const [feature, count] of Object.entries(seen)) assert(count > 20, `${feature}: ${count}`);
  });

  test('the order of keyed lists is all that permuting them changes', () => {
    const permuted = object.chain((one) => {
      const { containers } = (one.spec as { template: { spec: { containers: readonly Json[] } } }).template.spec;
      return fc.tuple(fc.constant(one), fc.shuffledSubarray([...containers], { minLength: containers.length }));
    });
    fc.assert(
      fc.property(permuted, ([one, containers]) => {
        const other = structuredClone(one) as { spec: { template: { spec: { containers: unknown } } } };
        other.spec.template.spec.containers = containers;
        const changes = compare(one, other as unknown as JsonObject);
        assert(changes.length <= 1 && changes.every(({ reordered }) => reordered));
      }),
    );
  });
});
