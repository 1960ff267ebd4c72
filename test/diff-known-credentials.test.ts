/** A chart puts a password where nothing says that it is one: what values and Secrets call a credential is not told there, either. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entriesOf } from '../generator/diff/entries.ts';
import { pairObjects } from '../generator/diff/pair-objects.ts';
import type { SideObject } from '../generator/model/comparison.ts';
import type { JsonObject } from '../generator/model/values.ts';

const side = (kind: string, content: JsonObject): SideObject => ({
  name: { group: '', version: 'v1', kind, namespace: 'web', name: 'a' },
  part: 'object',
  object: { apiVersion: 'v1', kind, ...content },
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What is told of two sides of one release, as JSON. */
const told = (before: readonly SideObject[], after: readonly SideObject[]): string => {
  const pairs = pairObjects(before, after, () => undefined);
  const sides = { differs: true, isRendered: true, objectsBefore: before, objectsAfter: after, pairs };
  const release = { cluster: 'eu', service: 'web', ...sides };
  return JSON.stringify(
    entriesOf([{ cluster: 'eu', isAdded: false, isRemoved: false, releases: [release], pairs: [] }], () => []),
  );
};

const [old, now] = ['Summer-of-1969', 'Winter-of-1970'];
const secret = (password: string): SideObject => side('Secret', { data: { password: base64(password) } });
const pods = (content: JsonObject): SideObject => side('Pod', { spec: content });

for (const [where, of] of [
  ['under another name', (password) => ({ greeting: password })],
  ['in base64', (password) => ({ greeting: base64(password) })],
  ['within a text', (password) => ({ text: `the word is ${password} today` })],
  ['in a list', (password) => ({ words: ['a', password] })],
] as const satisfies readonly (readonly [string, (password: string) => JsonObject])[])
  test(`a credential ${where}: that it changes is told, and not what it is`, () => {
    const [before, after] = [
      [secret(old), pods(of(old))],
      [secret(now), pods(of(now))],
    ];
    for (const text of [told(before, after), told([], after), told(before, [])])
      assert.doesNotMatch(text, /Summer|Winter|U3VtbWVy|V2ludGVy/);
    assert.match(told(before, after), /"path":\["spec",.*?"masked":true/);
  });

test('what names a Secret, is short, or stands under no such key is told as ever', () => {
  const data = { password: base64('web'), user: base64('somebody'), secret: base64('web-tls-2026') };
  const before = [side('Secret', { data }), pods({ mode: 'web', user: 'x', volumes: { secretName: 'other' } })];
  const after = [
    side('Secret', { data }),
    pods({ mode: 'website', user: 'somebody', volumes: { secretName: 'web-tls-2026' } }),
  ];
  const text = told(before, after);
  for (const shown of ['website', 'somebody', 'web-tls-2026']) assert(text.includes(`"${shown}"`), shown);
  assert.doesNotMatch(text, /masked/);
});
