import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { splitPointer } from '../generator/pointer.ts';
import { deciders, yours } from '../generator/resolve/hatch-fields.ts';

const page = readFileSync('docs/escape-hatches.md', 'utf8');

test('the documents name every field that an escape hatch may not set', () => {
  const pointers = Object.values(deciders).flatMap((fields) =>
    Object.entries(fields).flatMap(([pointer, decider]) => (decider === yours ? [] : [pointer])),
  );
  const names = pointers.map(splitPointer).filter((keys) => keys.length > 1);
  assert(names.length > 40);
  const missing = names.filter(([top, next = '', ...rest]) => {
    const name = rest.at(-1);
    const spelt = [`\`${[top, next, ...rest].join('.')}\``, name !== undefined && `\`${name}\``];
    return !spelt.some((text) => text !== false && page.includes(text));
  });
  assert.deepEqual(missing, []);
});
