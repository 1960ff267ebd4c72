/** What we write against the Go libraries that Helm, Kubernetes and Kustomize read it with. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { serialise } from '../generator/emit/serialise.ts';
import type { Json } from '../generator/model/values.ts';
import { awkwardTexts, documents } from './emit-documents.ts';
import { seed } from './seed.ts';

interface Verdict {
  readonly kubernetes?: Json;
  readonly kustomize?: Json;
  readonly error?: string;
}

const readInGo = (texts: readonly string[]): readonly Verdict[] => {
  const { status, stdout, stderr, error } = spawnSync('go', ['run', '-mod=readonly', '.'], {
    cwd: new URL('serialise-go/', import.meta.url).pathname,
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  assert.equal(status, 0, `${error?.message ?? ''}${stderr}`);
  return JSON.parse(stdout) as readonly Verdict[];
};

/** Go's maps are sorted, and -0 is 0 in JSON. */
const canonical = (value: Json): string =>
  JSON.stringify(value, (_key, part: Json) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

test('every document reads back in Go', () => {
  const awkward: readonly Json[] = awkwardTexts.map((text) =>
    Object.fromEntries([
      [text, text],
      ['in', [text, [text], Object.fromEntries([[text, null]])]],
    ]),
  );
  const values = [...awkward, ...fc.sample(documents, { numRuns: 5000, seed })];
  const texts = values.map((value) => serialise(value));
  const verdicts = readInGo(texts);
  assert.equal(verdicts.length, values.length);
  const wrong = values.flatMap((value, index) => {
    const verdict = verdicts[index] ?? {};
    const expected = canonical(value);
    const same = [verdict.kubernetes, verdict.kustomize].every(
      (read) => read !== undefined && canonical(read) === expected,
    );
    return same ? [] : [{ text: texts[index], expected, ...verdict }];
  });
  console.log(`seed ${seed}: ${values.length} documents, ${wrong.length} wrong`);
  assert.deepEqual(wrong.slice(0, 5), []);
});
