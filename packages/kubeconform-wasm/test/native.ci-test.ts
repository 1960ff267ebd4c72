/** Compares our verdicts with those of kubeconform's own program, over the committed schemas. Needs Go. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, type Verdict } from '../src/kubeconform.ts';
import { goodManifests } from './good-manifests.ts';
import { handWritten } from './hand-written.ts';
import { mutations } from './mutations.ts';
import { buildNative, type NativeVerdict, readSchemas, runNative } from './native.ts';

interface Case {
  readonly name: string;
  readonly document: string | object;
}

const nameOf = (manifest: object): string => (manifest as { readonly kind: string }).kind;

const cases: readonly Case[] = [
  ...goodManifests.map((document) => ({ name: `good ${nameOf(document)}`, document })),
  ...handWritten,
  ...goodManifests.flatMap((document) =>
    mutations(document).map((mutation) => ({ ...mutation, name: `${nameOf(document)} ${mutation.name}` })),
  ),
];

const statuses: Readonly<Record<NativeVerdict['status'], Verdict['status']>> = {
  statusValid: 'valid',
  statusInvalid: 'invalid',
  statusError: 'error',
  statusSkipped: 'skipped',
  '': 'skipped',
};

const unescaped = (path: string): string => path.replaceAll('~1', '/').replaceAll('~0', '~');

test('native kubeconform and ours say the same', async () => {
  const texts = cases.map(({ document }) => (typeof document === 'string' ? document : JSON.stringify(document)));
  const { verdicts: native } = runNative(buildNative(), texts);
  const engine = await load(readSchemas());
  const ours = engine.validate(
    cases.map(({ document }) => document),
    { strict: true },
  );
  const counts = new Map<string, number>();
  for (const [index, { name }] of cases.entries()) {
    const verdict = ours[index] as Verdict;
    const theirs = native.get(index);
    const expected = theirs === undefined ? 'skipped' : statuses[theirs.status];
    assert.equal(verdict.status, expected, `${name}: ${theirs?.msg}`);
    if (theirs?.status === 'statusInvalid' || theirs?.status === 'statusValid')
      assert.deepEqual(
        [verdict.kind, verdict.apiVersion, verdict.name],
        [theirs.kind, theirs.version, theirs.name],
        name,
      );
    if (theirs?.status === 'statusInvalid') compareFindings(name, verdict, theirs);
    if (name.startsWith('good ')) assert.equal(verdict.status, 'valid', name);
    counts.set(expected, (counts.get(expected) ?? 0) + 1);
  }
  const text = [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
  console.log(`${cases.length} documents, the same verdicts: ${text}`);
  assert(
    (counts.get('valid') ?? 0) >= 50 && (counts.get('invalid') ?? 0) >= 300 && (counts.get('error') ?? 0) >= 10,
    text,
  );
});

/** Ours go down to the leaf: each lies at or below one of theirs, and each of theirs has one of ours. */
const compareFindings = (name: string, verdict: Verdict, native: NativeVerdict): void => {
  const theirs = (native.validationErrors ?? []).map(({ path }) => path);
  const ours = verdict.errors.map(({ path }) => unescaped(path));
  assert(ours.length > 0, `${name}: no finding`);
  for (const path of ours)
    assert(
      theirs.some((above) => path.startsWith(above)),
      `${name}: ${path} is ours alone`,
    );
  for (const path of theirs)
    assert(
      ours.some((below) => below.startsWith(path)),
      `${name}: ${path} is theirs alone`,
    );
};
