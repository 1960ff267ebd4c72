import assert from 'node:assert/strict';
import { test } from 'node:test';
import { steps } from '../generator/progress.ts';

test('a status line does nothing to a terminal but show itself', async () => {
  const shown: string[] = [];
  let now = 0;
  const step = steps({ now: () => now, signal: new AbortController().signal, status: (text) => shown.push(text) });
  await step('too soon to be shown');
  now = 2000;
  await step('asking registry.test for web 1.0.0\u001b]0;owned\u0007…');
  assert.deepEqual(shown, ['asking registry.test for web 1.0.0\\u{1b}]0;owned\\u{7}…']);
});
