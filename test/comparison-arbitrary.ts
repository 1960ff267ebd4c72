/** Comparisons of anything, as hostile as strings can be. */
import fc from 'fast-check';
import type { Cause, Comparison, Danger, Entry, FieldChange, Step, Subject } from '../generator/model/comparison.ts';
import { type DangerCode, dangerKinds } from '../generator/model/danger-codes.ts';
import type { Position, Problem, Severity } from '../generator/model/problems.ts';
import type { Json } from '../generator/model/values.ts';
import { sampleComparison } from './comparison-fixture.ts';
import { hostile } from './comparison-texts.ts';

const pieces = [
  ...hostile.split('\n'),
  '<script>',
  '<!--',
  '-->',
  '</summary>',
  '`',
  '``',
  '````',
  '~~~',
  '\n\n',
  '\r\n',
  '\n::error::x',
  '##[error]x',
  '@octocat',
  'a/b#1',
  '#',
  '- ',
  '1. ',
  '===',
  '|',
  '\\',
  '$x$',
  'https://evil.example/',
  'javascript:alert(1)',
  '[x]: https://evil.example',
  '&lt;',
  ' ',
  '\u0000',
  '\u2028',
  '\ud800',
  '\uffff',
  '*',
  '_',
  '%0A',
];

export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(5_000), '`'.repeat(400), `${'a\n'.repeat(300)}b`) },
);

const position: fc.Arbitrary<Position> = fc.record({
  file: text.filter((name) => name !== ''),
  line: fc.integer({ min: 1, max: 999 }),
  column: fc.integer({ min: 1, max: 99 }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  text,
  fc.record({ by: text, is: text }),
  fc.record({ index: fc.nat(9) }),
  fc.constant({ inside: 'yaml' } as const),
);

const json: fc.Arbitrary<Json> = fc.oneof(
  text,
  fc.integer(),
  fc.constantFrom(null, true),
  fc.array(text, { maxLength: 3 }),
  fc.dictionary(text, text, { maxKeys: 3 }),
);

const change: fc.Arbitrary<FieldChange> = fc.record(
  { path: fc.array(step, { maxLength: 4 }), before: json, after: json, reordered: fc.constant(true as const) },
  { requiredKeys: ['path'] },
);

const subject: fc.Arbitrary<Subject> = fc.record({
  cluster: fc.oneof(text, fc.constantFrom('dev', 'production-eu')),
  service: text,
  object: fc.record({ group: text, version: text, kind: text, namespace: text, name: text }),
});

const cause: fc.Arbitrary<Cause> = fc.record(
  { kind: fc.constantFrom('value', 'chart'), message: text, at: position, was: position },
  { requiredKeys: ['kind', 'message'] },
);

const severity: fc.Arbitrary<Severity> = fc.constantFrom('problem', 'warning', 'note');

const danger: fc.Arbitrary<Danger> = fc.record(
  {
    code: fc.constantFrom(...(Object.keys(dangerKinds) as DangerCode[])),
    severity,
    message: text,
    fix: text,
    subjects: fc.array(subject, { minLength: 1, maxLength: 4 }),
    path: fc.array(step, { maxLength: 3 }),
    causes: fc.array(cause, { maxLength: 2 }),
    exception: fc.record({ reason: text, expires: text, at: position }),
  },
  { requiredKeys: ['code', 'severity', 'message', 'fix', 'subjects', 'causes'] },
);

const entry: fc.Arbitrary<Entry> = fc
  .record({
    action: fc.constantFrom('added', 'removed', 'changed', 'moved', 'renamed'),
    subjects: fc.array(subject, { minLength: 1, maxLength: 5 }),
    changes: fc.array(change, { maxLength: 4 }),
    causes: fc.array(cause, { maxLength: 2 }),
    content: fc.dictionary(text, json, { maxKeys: 3 }),
    dangers: fc.array(fc.nat(3), { maxLength: 2 }),
  })
  .map(({ action, subjects, changes, content, ...rest }) => ({
    ...rest,
    id: '0123456789ab',
    action,
    layer: 'object',
    subjects,
    changes,
    ...(action === 'moved' || action === 'renamed' ? { was: subjects } : {}),
    ...(action === 'added' || action === 'removed'
      ? { contents: subjects.map(({ object }) => ({ object, content })) }
      : {}),
  }));

const problem: fc.Arbitrary<Problem> = fc.record(
  {
    code: fc.constantFrom('yaml-syntax', 'wrong-type'),
    severity,
    message: text,
    fix: text,
    at: position,
    file: text.filter((name) => name !== ''),
  },
  { requiredKeys: ['code', 'severity', 'message'] },
);

export const problems: fc.Arbitrary<readonly Problem[]> = fc.array(problem, { maxLength: 40 });

export const comparisons: fc.Arbitrary<Comparison> = fc
  .record({
    base: fc.record({ name: text, commit: text }),
    head: fc.record({ name: text }),
    more: fc.array(fc.record({ name: text, environment: text }), { maxLength: 5 }),
    entries: fc.array(entry, { maxLength: 12 }),
    dangers: fc.array(danger, { maxLength: 12 }),
    notRendered: fc.array(fc.record({ cluster: text, service: text }), { maxLength: 3 }),
    notCompared: fc.array(fc.record({ cluster: text, service: text }), { maxLength: 3 }),
    baseProblems: fc.array(problem, { maxLength: 3 }),
  })
  .map(({ more, entries, ...rest }) => ({
    ...sampleComparison,
    ...rest,
    entries: entries.map((one) => ({ ...one, dangers: one.dangers.filter((index) => index < rest.dangers.length) })),
    clusters: [
      ...sampleComparison.clusters,
      ...more.map((one) => ({ ...one, state: 'changed' as const, releases: 1, changed: 1 })),
    ],
  }));
