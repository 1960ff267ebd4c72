/** Matrices in every format against `test/goldens/matrix/`. `UPDATE_GOLDENS=1` rewrites them. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ResolvedCluster } from '../generator/model/releases.ts';
import { buildMatrix } from '../generator/report/matrix/build.ts';
import { matrixIn } from '../generator/report/matrix/formats.ts';
import { matrixJson } from '../generator/report/matrix/json.ts';
import type { Matrix } from '../generator/report/matrix/matrix.ts';
import { columns } from '../generator/report/visible.ts';
import { fleet, hostile, lookalikes, named, platform } from './matrix-fixture.ts';
import { result } from './report-fixture.ts';

const none = { services: [], environments: [], clusters: [] };

const built = (clusters: readonly ResolvedCluster[], services: readonly string[], path?: string): Matrix => {
  const { value, problems } = buildMatrix(clusters, { ...none, services }, path);
  assert.deepEqual(problems, []);
  return value;
};

const large = fleet(40, 5);
const matrices: Readonly<Record<string, Matrix>> = {
  versions: built(platform, []),
  differences: built(platform, ['web', 'own']),
  path: built(platform, [], 'replicas'),
  credential: built(platform, [], 'adminPassword'),
  hostile: built(hostile, []),
  'hostile-differences': built(hostile, [hostile[0]?.releases[0]?.service ?? '']),
  fleet: built(large, []),
  'fleet-path': built(large, [], '/replicas'),
  'fleet-differences': built(large, ['service-00']),
  lookalikes: built(lookalikes, ['web']),
  named: built(named, ['web']),
  'named-path': built(named, [], 'extraEnv[0].value'),
  'no-cluster': built([], []),
};

const folder = new URL('goldens/matrix', import.meta.url).pathname;
const plain = { color: false, width: 100 };
const endings = { table: 'txt', markdown: 'md', html: 'html' } as const;
const formats = Object.keys(endings) as (keyof typeof endings)[];
/** Pages differ in little more than their tables. */
const isTold = (name: string, format: keyof typeof endings): boolean =>
  format !== 'html' || ['versions', 'differences', 'hostile'].includes(name);

const printed = Object.entries(matrices).flatMap(([name, matrix]) =>
  formats
    .filter((format) => isTold(name, format))
    .map((format) => ({ file: `${name}.${endings[format]}`, text: matrixIn[format](matrix, plain) })),
);

if (process.env.UPDATE_GOLDENS === '1') {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { file, text } of printed) writeFileSync(join(folder, file), text);
}

test('every golden belongs to a matrix', () => {
  assert.deepEqual(readdirSync(folder).sort(), printed.map(({ file }) => file).sort());
});

for (const { file, text } of printed)
  test(`${file} is as expected`, () => {
    assert.equal(text, readFileSync(join(folder, file), 'utf8'));
  });

describe('on a terminal', () => {
  test('no line is wider than the terminal, ends in a blank, or holds what a terminal acts on', () => {
    for (const [name, matrix] of Object.entries(matrices))
      for (const width of [40, 60, 80, 100, 150, 1000])
        for (const line of matrixIn.table(matrix, { color: false, width }).split('\n')) {
          assert(columns(line) <= width, `${name} at ${width}: ${line}`);
          assert.doesNotMatch(line, /\s$|[\p{Cc}\p{Cf}]/u, `${name} at ${width}: ${JSON.stringify(line)}`);
        }
  });

  test('colours add nothing that would be lost without them', () => {
    for (const matrix of Object.values(matrices)) {
      const colored = matrixIn.table(matrix, { ...plain, color: true });
      assert.notEqual(colored, matrixIn.table(matrix, plain));
      assert.equal(stripVTControlCharacters(colored), matrixIn.table(matrix, plain));
    }
  });

  test('a fleet of 200 clusters and 50 services is readable in 80 columns', () => {
    const text = matrixIn.table(built(fleet(200, 50), []), { color: false, width: 80 });
    const lines = text.split('\n');
    assert(lines.length < 1000, `${lines.length} lines`);
    for (const line of lines) assert(columns(line) <= 80, line);
    assert.match(text, /^ {2}2\.1\.0 +dev \(all 50 but dev-\d{3}\)$/m);
    assert.match(text, /^ {2}1\.4\.2 ↓ +dev: /m);
  });
});

test('no credential is in any format', () => {
  for (const matrix of Object.values(matrices))
    for (const text of [...formats.map((format) => matrixIn[format](matrix, plain)), matrixJson(result({}), matrix)])
      assert.doesNotMatch(text, /hunter|changeme/);
});

describe('the page', () => {
  const page = matrixIn.html(matrices.hostile ?? built(hostile, []), plain);

  test('its policy allows its own style and script, and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    for (const tag of ['style', 'script'] as const) {
      const [inside, ...more] = [...page.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))].map(
        (match) => match[1],
      );
      assert.deepEqual(more, [], `one ${tag}`);
      const hash = createHash('sha256')
        .update(inside ?? '')
        .digest('base64');
      assert(policy.includes(`${tag}-src 'sha256-${hash}'`), policy);
    }
    assert.match(policy, /^default-src 'none'; /);
  });

  test('it names no other file and no network', () => {
    assert.doesNotMatch(page.replaceAll(/title="[^"]*"/g, ''), /\b(?:src|href)=|https?:|@import|url\(/);
  });

  test('names and values are text in it, never markup', () => {
    assert(page.includes('&lt;script&gt;alert(1)'));
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.doesNotMatch(page.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
  });
});

describe('as JSON', () => {
  const read = (name: string): object =>
    JSON.parse(readFileSync(new URL(`../schemas/${name}.schema.json`, import.meta.url), 'utf8'));
  const validate = new Ajv2020({ allErrors: true, strict: true })
    .addSchema(read('report'), 'report.schema.json')
    .compile(read('matrix'));

  for (const [name, matrix] of Object.entries(matrices))
    test(`${name} matches its published schema`, () => {
      const told: { matrix?: unknown } = JSON.parse(matrixJson(result({ command: 'matrix' }), matrix));
      assert(validate(told), JSON.stringify(validate.errors));
      assert.deepEqual(told.matrix, JSON.parse(JSON.stringify(matrix)));
    });

  test('why there is none matches too, and what is no matrix does not', () => {
    const refused: object = JSON.parse(matrixJson(result({ command: 'matrix' }), undefined));
    assert(validate(refused), JSON.stringify(validate.errors));
    assert(validate({ version: 1, failure: 'gone' }));
    for (const changes of [{ version: 2 }, { matrix: {} }, { problems: undefined }, { command: 'generate' }])
      assert(!validate({ ...refused, ...changes }), JSON.stringify(changes));
  });
});

test('what a name beside it, or above it, says to be a credential is hidden wherever the path ends', () => {
  for (const path of ['', '/0', '/0/value', '/1/value']
    .map((below) => `/extraEnv${below}`)
    .concat('/extra', '/extra/value')) {
    const matrix = built(named, ['web'], path);
    for (const text of [...formats.map((format) => matrixIn[format](matrix, plain)), matrixJson(result({}), matrix)])
      assert.doesNotMatch(text, /hunter/, path);
    assert.equal(matrixIn.table(matrix, plain).includes('eu-1'), /(Env|1.value)$/.test(path), path);
  }
});
