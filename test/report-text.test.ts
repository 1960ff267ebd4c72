/** Whole reports against `test/goldens/report/`. `UPDATE_GOLDENS=1` rewrites them. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { Problem } from '../generator/model/problems.ts';
import { problem } from '../generator/problem.ts';
import { withoutSecrets } from '../generator/report/secrets.ts';
import { reportText } from '../generator/report/text.ts';
import { cpuTime } from './cpu.ts';
import { result, results, texts } from './report-fixture.ts';

const folder = new URL('goldens/report', import.meta.url).pathname;
/** What picocolors writes. */
const paint = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
const plain = { texts, color: false, width: 100 };

if (process.env.UPDATE_GOLDENS === '1') {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, told] of Object.entries(results))
    writeFileSync(join(folder, `${name}.txt`), reportText(told, plain));
}

test('every golden belongs to a result', () => {
  assert.deepEqual(
    readdirSync(folder).sort(),
    Object.keys(results)
      .map((name) => `${name}.txt`)
      .sort(),
  );
});

for (const [name, told] of Object.entries(results)) {
  test(`the report of ${name}`, () => {
    assert.equal(reportText(told, plain), readFileSync(join(folder, `${name}.txt`), 'utf8'));
  });

  test(`the report of ${name} is the same in colour, and holds nothing else that a terminal acts on`, () => {
    const colored = reportText(told, { ...plain, color: true });
    assert.notEqual(colored, reportText(told, plain));
    assert.equal(stripVTControlCharacters(colored), reportText(told, plain));
    assert.doesNotMatch(colored.replaceAll('\n', '').replace(paint, ''), /[\p{Cc}\p{Cf}]/u);
  });
}

test('a change of bootstrap.yaml is the first line of what changed', () => {
  const told = reportText(results['generate-changes'] ?? result({}), plain);
  assert.match(
    told,
    /^Apply by hand[^\n]*\n {2}kubectl apply --server-side --filename out\/production-eu\/bootstrap.yaml\n/,
  );
});

test('no quoted line is wider than the terminal, and the caret stands in it', () => {
  const refused = results['generate-refused'] ?? result({});
  for (const width of [1, 60, 100, 200]) {
    const lines = reportText(refused, { ...plain, width }).split('\n');
    const carets = lines.filter((line) => /^ +\| +\^$/.test(line));
    assert(carets.length > 8);
    const most = Math.max(width, 52);
    for (const line of lines.filter((one) => /^ +(\d+)? \| /.test(one))) assert(line.length <= most, line);
  }
});

test('no difference tells a credential whose key stands above it', () => {
  const manifest = (value: string): string =>
    `kind: Application\nadminPassword: |\n  ${value}\nenv:\n  - name: DB_PASSWORD\n    value: ${value}\n    c: ${value}\n`;
  const path = 'out/eu/root/application-web.yaml';
  const edited = problem('file-edited', 'It was edited.', { file: path });
  const changes = [{ path, action: 'update', before: manifest('hunter1'), content: manifest('hunter2') }] as const;
  const told = reportText(result({ applied: false, problems: [edited], changes }), plain);
  assert.deepEqual(told.match(/^ {6}[-+ ] .*$/gm), [
    '        adminPassword: |',
    '      -   ***',
    '      +   ***',
    '        env:',
    '          - name: DB_PASSWORD',
    '      -     value: ***',
    '      -     c: hunter1',
    '      +     value: ***',
    '      +     c: hunter2',
  ]);
});

test('no message repeats a credential whose key stands above it', () => {
  const text = 'password:\n  0123\nport:\n  0123\n';
  const at = (line: number): Problem =>
    problem('yaml-ambiguous-scalar', '0123 is one thing here.', { at: { file: 'a.yaml', line, column: 3 } });
  const [secret, open] = withoutSecrets([at(2), at(4)], new Map([['a.yaml', text]]));
  assert.doesNotMatch(JSON.stringify(secret), /0123/);
  assert.deepEqual(open, at(4));
});

test('an undescribed number of problems stays readable, and quick', () => {
  const one = results['generate-current'] ?? result({});
  const problems = Array.from({ length: 50_000 }, (_, index) => ({
    ...(one.problems[0] as (typeof one.problems)[0]),
    at: { file: 'environments/production.yaml', line: (index % 13) + 1, column: Math.floor(index / 13) + 1 },
  }));
  const start = cpuTime();
  const told = reportText(result({ problems }), plain);
  assert(told.split('\n').length < 200);
  assert.match(told, /… and 49980 more of note value-unknown; --json has them all\./);
  assert(cpuTime() - start < 5_000);
});

test('a runner of CI finds no command in what is told', () => {
  const file = '::warning::a';
  const found = problem('yaml-syntax', '::error::b', { at: { file, line: 1, column: 1 }, fix: '##[error]c' });
  const texts = new Map([[file, 'a: ##[group]d']]);
  const told = reportText(result({ problems: [found] }), { ...plain, texts });
  assert.match(told, /warning::a.*error::b.*group\]d.*error\]c/s);
  assert.doesNotMatch(told, /^\s*::|##\[/m);
});
