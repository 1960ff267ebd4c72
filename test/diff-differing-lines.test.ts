import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { compareObjects } from '../generator/diff/compare-objects.ts';
import { differingLines } from '../generator/diff/differing-lines.ts';
import type { Json, JsonObject } from '../generator/model/values.ts';

const key = fc.constantFrom('a', 'b', 'c', 'd e', 'f:');
const text = fc.constantFrom(
  'x',
  'y: z',
  'one\ntwo: 2\n',
  '# no',
  '  in\n out',
  '',
  '- x',
  '*x',
  '"',
  '{',
  'x\n---\ny',
);
const scalar: fc.Arbitrary<Json> = fc.oneof(text, fc.integer({ min: 0, max: 2 }), fc.constant(null));
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.dictionary(key, tie('tree'), { minKeys: 1, maxKeys: 5 }),
    fc.array(tie('tree'), { maxLength: 3 }),
  ),
}));
const document = fc.dictionary(key, tree, { minKeys: 1, maxKeys: 5 });
/** The same one, but for a field or two. */
const edited = fc.tuple(document, document, fc.boolean()).map(([one, other, isWhole]) => {
  const [first = '', ...rest] = Object.keys(one);
  return isWhole ? other : { ...Object.fromEntries(rest.map((name) => [name, one[name] ?? null])), [first]: other };
});

describe('what two texts differ in', () => {
  test('has the same changes as all of them', () => {
    let shorter = 0;
    fc.assert(
      fc.property(fc.tuple(document, edited, document), ([one, part, common]) => {
        const [before, after] = [
          { ...one, common },
          { ...part, common },
        ].map((content) => stringify(content, { aliasDuplicateObjects: false }));
        const [old, now] = differingLines(before ?? '', after ?? '');
        if (old.length < (before ?? '').length) shorter += 1;
        const changes = (was: string, is: string): unknown =>
          compareObjects({ x: parse(was) as Json } as JsonObject, { x: parse(is) as Json }, undefined);
        assert.deepEqual(changes(old, now), changes(before ?? '', after ?? ''));
      }),
      { numRuns: 1000 },
    );
    assert(shorter > 100, `only ${shorter} were shorter`);
  });

  test('has no entries that are the same', () => {
    const text = (size: number): string =>
      `# limits\na:\n  b: 1\n  c:\n    size: ${size}\n    d: 1\ne:\n- 1\n- 2\nf: |\n  g: 1\n`;
    assert.deepEqual(differingLines(text(1), text(2)), ['a:\n  c:\n    size: 1', 'a:\n  c:\n    size: 2']);
  });

  test('is all of them where lines do not tell what belongs together', () => {
    for (const begin of [
      'a: &x 1\nb: *x\n',
      'a: {\n"b": 1\n}\n',
      '- 1\n',
      'a: 1\na: 2\n',
      'a: 1\n---\nb: 1\n',
      'a: 1\r\nb: 2\r\n',
    ])
      assert.deepEqual(differingLines(`${begin}c: 1\n`, `${begin}c: 2\n`), [`${begin}c: 1\n`, `${begin}c: 2\n`]);
    const quoted = (end: number): string => `a: "b:\n  c: 1\n  d: ${end}"\n`;
    assert.deepEqual(differingLines(quoted(1), quoted(2)), [quoted(1), quoted(2)]);
  });
});
