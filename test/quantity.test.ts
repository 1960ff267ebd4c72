import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nanosOf } from '../generator/quantity.ts';

const told: readonly [amount: unknown, nanos: bigint | undefined][] = [
  ['1', 10n ** 9n],
  [1, 10n ** 9n],
  [0.5, 5n * 10n ** 8n],
  ['500m', 5n * 10n ** 8n],
  ['1Ki', 1024n * 10n ** 9n],
  ['1.5Gi', 3n * (1n << 29n) * 10n ** 9n],
  ['1e3', 10n ** 12n],
  ['1E-3', 10n ** 6n],
  ['2E', 2n * 10n ** 27n],
  ['.5', 5n * 10n ** 8n],
  ['5.', 5n * 10n ** 9n],
  ['+1', 10n ** 9n],
  ['-1', -(10n ** 9n)],
  ['1n', 1n],
  ['0.1n', 1n],
  ['', undefined],
  ['.', undefined],
  ['1GB', undefined],
  ['1 Gi', undefined],
  ['Gi', undefined],
  [null, undefined],
  [true, undefined],
];
for (const [amount, nanos] of told)
  test(`${JSON.stringify(amount)} is ${nanos ?? 'no quantity'}`, () => assert.equal(nanosOf(amount), nanos));

test('any text is read or refused, soon', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => ['bigint', 'undefined'].includes(typeof nanosOf(text))),
  );
});

test('units are multiples of each other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), (count) => {
      assert.equal(nanosOf(`${count}k`), nanosOf(count * 1000));
      assert.equal(nanosOf(`${count}Mi`), nanosOf(`${count * 1024}Ki`));
      assert.equal(nanosOf(`${count}m`), nanosOf(`${count * 1000}u`));
    }),
  );
});
