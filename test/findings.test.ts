/** Findings where a change is reviewed: SARIF, GitHub, GitLab and JUnit. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import AjvDraft04Module from 'ajv-draft-04';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import type { Problem } from '../generator/model/problems.ts';
import { dangerProblems } from '../generator/report/findings/dangers.ts';
import { type FindingsFormat, findingsIn } from '../generator/report/findings/formats.ts';
import { problems, text } from './comparison-arbitrary.ts';
import { sampleComparison } from './comparison-fixture.ts';

const options = { command: 'diff' };
const dangers = dangerProblems(sampleComparison);
const at = { file: 'environments/a.yaml', line: 3, column: 5 };
const wrong: Problem = { code: 'wrong-type', severity: 'problem', message: 'replicas is a text', fix: 'Write 3.', at };

describe('dangers as problems', () => {
  test('stand at the line of the likeliest cause, with whom they hit', () => {
    const [first, , third] = dangers;
    assert.deepEqual(first?.at, { file: 'environments/base.yaml', line: 7, column: 16 });
    assert.match(
      first?.message ?? '',
      /^StatefulSet mimir-store-gateway \(spec\.serviceName\) of mimir-distributed on dev; production \(all 2\)/,
    );
    assert.deepEqual([third?.code, third?.severity], ['retention-shortened', 'warning']);
  });

  test('of what was taken out stand in the file, because there is no such line any more', () => {
    const removed = dangers.find(({ code }) => code === 'release-removed');
    assert.equal(removed?.at, undefined);
    assert.equal(removed?.file, 'environments/development.yaml');
  });

  test('say why they are accepted', () => {
    assert.match(dangers.at(-1)?.message ?? '', /accepted until 2026-12-31: Nobody alerts/);
    assert.equal(dangers.at(-1)?.severity, 'note');
  });
});

interface Sarif {
  readonly runs: readonly [
    {
      readonly columnKind: string;
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly message: { readonly text: string };
        readonly partialFingerprints: Readonly<Record<string, string>>;
        readonly locations: readonly {
          readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region?: object };
        }[];
      }[];
    },
  ];
}

const sarif = (found: readonly Problem[], more: object = {}): Sarif =>
  JSON.parse(findingsIn.sarif(found, { ...options, ...more }));

describe('SARIF', () => {
  // Formats are held below: the schema's own are few.
  const validate = new AjvDraft04Module.default({
    strict: false,
    validateFormats: false,
    unicodeRegExp: false,
  }).compile(sarifSchema);

  test('is valid, whatever is found', () => {
    fc.assert(
      fc.property(problems, text, (found, folder) => {
        const log = sarif(found, { folder, documents: 'https://docs.example.com/codes' });
        assert(validate(log), JSON.stringify(validate.errors));
        for (const { ruleId, ruleIndex, locations } of log.runs[0].results) {
          assert.equal(log.runs[0].tool.driver.rules[ruleIndex]?.id, ruleId);
          const uri = locations[0]?.physicalLocation.artifactLocation.uri ?? '';
          assert.match(uri, /^[\w.~!*'()%/-]+$/);
          assert.doesNotMatch(uri, /^\//);
        }
      }),
      { numRuns: 50, includeErrorInReport: true },
    );
    assert(!validate({ ...sarif(dangers), version: '2.0.0' }));
  });

  test('points at lines and columns as they are counted here, from the root of the Git repository', () => {
    const [run] = sarif([wrong], { folder: 'platform' }).runs;
    assert.equal(run.columnKind, 'utf16CodeUnits');
    assert.deepEqual(run.results[0]?.locations[0]?.physicalLocation, {
      artifactLocation: { uri: 'platform/environments/a.yaml' },
      region: { startLine: 3, startColumn: 5 },
    });
  });

  test('knows a finding again when lines above it come and go, and tells alike ones apart', () => {
    const prints = (found: readonly Problem[]): readonly (string | undefined)[] =>
      sarif(found).runs[0].results.map(({ partialFingerprints }) => partialFingerprints['espalier/v1']);
    const moved = { ...wrong, at: { ...at, line: 30 } };
    assert.deepEqual(prints([wrong]), prints([moved]));
    assert.equal(new Set(prints([wrong, moved, { ...wrong, message: 'other' }])).size, 3);
  });

  test('makes no link of what is found', () => {
    const log = sarif([{ ...wrong, message: '[click](https://evil.example) a[0]' }]);
    assert.match(log.runs[0].results[0]?.message.text ?? '', /^\\\[click\]\(https:\/\/evil\.example\) a\[0\]/);
  });

  test('tells the first of very many, and how many there are beside them', () => {
    const log = findingsIn.sarif(Array(6_000).fill(wrong), options);
    assert.equal((JSON.parse(log) as Sarif).runs[0].results.length, 5_000);
    assert.match(log, /"leftOut": 1000/);
  });
});

/** As the runner reads a line: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs. */
const command = (line: string): { name: string; properties: Record<string, string>; data: string } | undefined => {
  const [, name, properties = '', data = ''] = /^\s*::(\w+)(?: (.*?))?::(.*)$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  const read = (value: string): string =>
    value
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const pairs = properties.split(',').map((pair): [string, string] => {
    const [key = '', ...value] = pair.split('=');
    return [key, read(value.join('='))];
  });
  return { name, properties: Object.fromEntries(pairs), data: read(data) };
};

describe('GitHub annotations', () => {
  const lines = (found: readonly Problem[]): readonly string[] =>
    findingsIn.github(found, options).split('\n').slice(0, -1);

  test('are one command a finding, at most ten of a kind, and nothing else', () => {
    fc.assert(
      fc.property(problems, (found) => {
        const counts = { problem: 'error', warning: 'warning', note: 'notice' } as const;
        const told = lines(found).map(command);
        for (const [severity, name] of Object.entries(counts)) {
          const number = found.filter((one) => one.severity === severity).length;
          assert.equal(told.filter((one) => one?.name === name).length, Math.min(10, number));
        }
        assert(told.every((one) => one !== undefined && ['error', 'warning', 'notice'].includes(one.name)));
        for (const line of lines(found)) assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });

  test('read back as they were', () => {
    const odd = { ...wrong, at: { ...at, file: 'a,b:c%0A.yaml' }, message: '100%: a, b\n::error::c', fix: 'd' };
    assert.deepEqual(command(lines([odd])[0] ?? ''), {
      name: 'error',
      properties: { file: 'a,b:c%0A.yaml', line: '3', col: '5', title: 'wrong-type' },
      data: '100%: a, b\n::error::c\nFix: d',
    });
  });

  test('tell the gravest first, and how many are not told', () => {
    const notes = Array.from(
      { length: 12 },
      (_, index): Problem => ({ ...wrong, severity: 'note', message: `${index}` }),
    );
    const told = lines([...notes, wrong]).map(command);
    assert.equal(told[0]?.name, 'error');
    assert.deepEqual(told.at(-2)?.data.split('\n')[0], '8');
    assert.match(told.at(-1)?.properties.title ?? '', /3 more/);
    assert.equal(told.length, 11);
  });
});

describe('GitLab code quality', () => {
  test('has what GitLab asks for, each with a fingerprint of its own', () => {
    const found: Record<string, unknown>[] = JSON.parse(findingsIn.gitlab([...dangers, wrong, wrong], options));
    assert.equal(found.length, dangers.length + 2);
    assert.equal(new Set(found.map(({ fingerprint }) => fingerprint)).size, found.length);
    assert.deepEqual(found.at(-1)?.location, { path: 'environments/a.yaml', lines: { begin: 3 } });
    const severities = new Set(found.map(({ severity }) => severity));
    assert.deepEqual([...severities].sort(), ['critical', 'info', 'minor']);
  });

  test('is an empty list where nothing is found', () => {
    assert.deepEqual(JSON.parse(findingsIn.gitlab([], options)), []);
  });
});

/** The elements of a document, or an exception where it is none. */
const elements = (
  xml: string,
): readonly { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[] => {
  const found: { name: string; attributes: Record<string, string> }[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) =>
    found.push({ name, attributes: attributes as Record<string, string> }),
  );
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return found;
};

describe('JUnit', () => {
  test('is well-formed, and has a test for each finding', () => {
    fc.assert(
      fc.property(problems, (found) => {
        const all = elements(findingsIn.junit(found, options));
        const count = (name: string): number => all.filter((one) => one.name === name).length;
        const failures = found.filter(({ severity }) => severity === 'problem').length;
        assert.equal(count('testcase'), Math.max(1, found.length));
        assert.equal(count('failure'), failures);
        assert.equal(count('skipped'), found.length - failures);
        assert.equal(all.length, 2 + Math.max(1, found.length) + found.length);
        assert.equal(all[0]?.attributes.failures, String(failures));
      }),
    );
  });

  test('says what is wrong, and where', () => {
    const odd = { ...wrong, message: 'a < b & "c"\u0007\u001b[0m' };
    const [, , found, failure] = elements(findingsIn.junit([odd], options));
    assert.deepEqual(
      { ...found?.attributes },
      {
        name: 'wrong-type at environments/a.yaml:3',
        classname: 'wrong-type',
        file: 'environments/a.yaml',
        line: '3',
      },
    );
    assert.equal(failure?.attributes.message, 'problem: a < b & "c"\\u{7}\\u{1b}[0m');
  });
});

test('every format says something of a finding without a place', () => {
  const nowhere: Problem = { code: 'out-stale', severity: 'problem', message: 'stale' };
  for (const format of Object.keys(findingsIn) as FindingsFormat[])
    assert.match(
      findingsIn[format]([nowhere], { ...options, folder: './platform/' }),
      /platform\/espalier\.yaml/,
      format,
    );
});
