import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { RunResult } from '../generator/model/outputs.ts';
import { failureJson, reportJson } from '../generator/report/json.ts';
import { result, results } from './report-fixture.ts';

const schema = JSON.parse(readFileSync(new URL('../schemas/report.schema.json', import.meta.url), 'utf8'));
const parse = (told: RunResult): RunResult => JSON.parse(reportJson(told));
const validate = new Ajv2020({ allErrors: true, strict: true }).compile(schema);

for (const [name, told] of Object.entries(results))
  test(`the report of ${name} matches its published schema`, () => {
    const report = parse(told);
    assert(validate(report), JSON.stringify(validate.errors));
    assert.deepEqual(report.problems, told.problems);
    assert.equal(report.changes.length, told.changes.length);
    assert.equal(reportJson(told), reportJson(structuredClone(told)));
  });

test('why there is no result matches the schema too', () => {
  const report = JSON.parse(failureJson('out/ is \u001b[31mgone'));
  assert(validate(report), JSON.stringify(validate.errors));
  assert.deepEqual(report, { version: 1, failure: 'out/ is \u001b[31mgone' });
  assert(!failureJson('\u001b').includes('\u001b'));
  for (const changes of [{ version: 2 }, { failure: '' }, { failure: undefined }])
    assert(!validate({ ...report, ...changes }), JSON.stringify(changes));
});

test('the schema refuses what is no report', () => {
  const report = JSON.parse(reportJson(result({})));
  for (const changes of [{ version: 2 }, { problems: [{ code: 'X' }] }, { changes: [{ path: 'a' }] }, { applied: 1 }])
    assert(!validate({ ...report, ...changes }), JSON.stringify(changes));
});

test('a report says what is done to files, not what is in them', () => {
  const report = reportJson(result({ changes: [{ path: 'out/a', action: 'update', content: 'new', before: 'old' }] }));
  assert.deepEqual(JSON.parse(report).changes, [{ path: 'out/a', action: 'update' }]);
});

test('what a terminal acts on is escaped, and reads back', () => {
  const message = '\u001b\u009b2J\u2028\u202e\u{e0041}é値\n';
  const problem = { code: 'invalid-value', severity: 'note', message } as const;
  const report = reportJson(result({ problems: [problem] }));
  assert.doesNotMatch(report.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\u2028]/u);
  assert.equal(JSON.parse(report).problems[0].message, message);
});
