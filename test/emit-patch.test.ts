import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waitTimeout } from '../generator/emit/flux/timeout.ts';
import { manifest } from '../generator/emit/manifest.ts';
import { patched } from '../generator/emit/patch.ts';
import type { Manifest } from '../generator/model/outputs.ts';
import type { JsonObject } from '../generator/model/values.ts';
import { placeOf } from '../generator/validate/place.ts';
import { values } from './trees.ts';

const at = { file: 'environments/production.yaml', line: 1, column: 1 };
const own = (spec: JsonObject): Manifest =>
  manifest({ apiVersion: 'v1', kind: 'Thing', metadata: { name: 'thing' }, spec }, { at });

const under = (spec: JsonObject, ...patches: readonly string[]): unknown =>
  patched(
    own(spec),
    patches.map((patch) => values(patch)),
  ).object.spec;

describe('JSON merge patches', () => {
  test('maps merge, scalars and lists replace, null removes', () => {
    assert.deepEqual(under({ a: { b: 1, c: [1, 2] }, d: 1 }, 'spec: { a: { c: [3], e: 4 }, d: null }'), {
      a: { b: 1, c: [3], e: 4 },
    });
  });

  test('each one lies over what those before it made', () => {
    assert.deepEqual(under({ a: { b: 1 } }, 'spec: { a: null }', 'spec: { a: { c: 2 } }'), { a: { c: 2 } });
  });

  test('a null inside a map that was not there is dropped, one inside a list stays', () => {
    assert.deepEqual(under({}, 'spec: { a: { b: null, c: [null] } }'), { a: { c: [null] } });
  });

  test('a map takes the place of what is none', () => {
    assert.deepEqual(under({ a: [1], b: 'text' }, 'spec: { a: { x: 1 }, b: { z: 2 } }'), { a: { x: 1 }, b: { z: 2 } });
  });

  test('a key that names a prototype is a key', () => {
    const spec = under({}, 'spec: { __proto__: { x: 1 } }') as object;
    assert.deepEqual(Object.keys(spec), ['__proto__']);
  });

  test('nothing is changed without a patch, nor is what is patched', () => {
    const before = own({ a: { b: 1 } });
    assert.equal(patched(before, []), before);
    patched(before, [values('spec: { a: { b: 2 } }')]);
    assert.deepEqual(before.object.spec, { a: { b: 1 } });
  });

  test('places lead to the line that set what is there last', () => {
    const first = values('spec:\n  a: [x, { z: 1 }]\n  b: 1\n', 'first.yaml');
    const second = values('spec:\n  a: { z: 2 }\n', 'second.yaml');
    const one = patched(own({ kept: 1 }), [first]);
    assert.deepEqual(placeOf(one, '/spec/a/1/z'), { file: 'first.yaml', line: 2, column: 15 });
    const both = patched(one, [second]);
    assert.deepEqual(placeOf(both, '/spec/a/1/z'), { file: 'second.yaml', line: 2, column: 3 });
    assert.deepEqual(placeOf(both, '/spec/a/z'), { file: 'second.yaml', line: 2, column: 11 });
    assert.deepEqual(placeOf(both, '/spec/b'), { file: 'first.yaml', line: 3, column: 6 });
    assert.deepEqual(placeOf(both, '/kind'), at);
  });
});

test('a Kustomization waits a minute longer than Helm may take', () => {
  const wait = (spec: JsonObject): string => waitTimeout(own(spec));
  assert.equal(wait({ timeout: '10m' }), '11m');
  assert.equal(wait({ timeout: '10m', upgrade: { timeout: '1h30m' } }), '91m');
  assert.equal(wait({ timeout: '90s', install: { timeout: '1.5m' } }), '150s');
  assert.equal(wait({ timeout: 'ten minutes' }), '11m');
});
