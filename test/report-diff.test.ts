import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { diffLines } from '../generator/report/line-diff.ts';
import { cpuTime } from './cpu.ts';
import './seed.ts';

const shown = (before: string, after: string): readonly string[] =>
  diffLines(before.split('\n'), after.split('\n')).flatMap(({ line, lines }) => [
    `@${line}`,
    ...lines.map(({ sign, text }) => `${sign}${text}`),
  ]);

test('lines that differ, with one around them and the number of the first', () => {
  assert.deepEqual(shown('a\nb\nc\nd\ne\nf\ng', 'a\nb\nC\nd\ne\nf\ng\nh'), [
    '@2',
    ' b',
    '-c',
    '+C',
    ' d',
    '@7',
    ' g',
    '+h',
  ]);
  assert.deepEqual(shown('a\nb\nc', 'b\nc'), ['@1', '-a', ' b']);
  assert.deepEqual(shown('a\nb', 'x\na\nb'), ['@1', '+x', ' a']);
  assert.deepEqual(shown('a', 'b'), ['@1', '-a', '+b']);
  assert.deepEqual(shown('a\nb', 'a\nb'), []);
});

test('any two texts: what is told leads from one to the other, and names the right lines', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 25 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const old = before.split('\n');
      const built: string[] = [];
      let taken = 0;
      for (const { line, lines } of diffLines(before.split('\n'), after.split('\n'))) {
        built.push(...old.slice(taken, line - 1));
        taken = line - 1;
        for (const { sign, text: told } of lines) {
          if (sign !== '+') assert.equal(told, old[taken]);
          if (sign !== '+') taken += 1;
          if (sign !== '-') built.push(told);
        }
      }
      assert.equal([...built, ...old.slice(taken)].join('\n'), after);
    }),
    { numRuns: 2_000 },
  );
});

test('two large texts are compared in a moment', () => {
  const lines = (seed: number): readonly string[] =>
    Array.from({ length: 50_000 }, (_, index) => `line ${index * seed}`);
  const start = cpuTime();
  assert(diffLines(lines(3), lines(7)).length > 0);
  assert(cpuTime() - start < 5_000);
});
