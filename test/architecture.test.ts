import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fastGlob from 'fast-glob';

const stages = ['read', 'resolve', 'charts', 'render', 'validate', 'emit', 'write', 'diff', 'report'];
const files = fastGlob.sync('generator/**/*.ts').sort();
/** What every stage may use, beside the nouns in generator/model/. */
const shared = [
  'applied-objects',
  'bounded-text',
  'cache-file',
  'chart-path',
  'compare-text',
  'credential-lines',
  'credential-names',
  'failure',
  'folders-above',
  'grouped',
  'kept',
  'kubernetes-apis',
  'kubernetes-scopes',
  'lineage',
  'markdown',
  'masked',
  'nearest',
  'null',
  'object-fields',
  'parallel',
  'plain',
  'pod-templates',
  'pointer',
  'problem',
  'quantity',
  'repository-url',
  'secret-text',
  'steps',
  'structure',
  'values-from',
  'without-lists',
].map((name) => `generator/${name}.ts`);
const stageOf = (path: string): string | undefined => stages.find((stage) => path.startsWith(`generator/${stage}/`));

const importsOf = (path: string): readonly string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)';/gms)].map(
    (match) => match[1] ?? '',
  );

test('there are files to look at', () => {
  assert(files.length > 30, `only ${files.length} files`);
});

test('a stage imports no other stage, and nothing of what puts the stages together', () => {
  const trespasses = files.flatMap((path) => {
    const stage = stageOf(path);
    if (stage === undefined) return [];
    return importsOf(path)
      .filter((name) => name.startsWith('.'))
      .map((name) => new URL(name, `file:///${path}`).pathname.slice(1))
      .filter((target) => stageOf(target) !== stage)
      .filter((target) => !shared.includes(target) && !target.startsWith('generator/model/'))
      .map((target) => `${path} imports ${target}`);
  });
  assert.deepEqual(trespasses, []);
});

test('a command file says what can be asked for, and takes from elsewhere only types', () => {
  const commands = files.filter((path) => path.startsWith('generator/commands/'));
  assert(commands.length > 3, `only ${commands.length} commands`);
  const values = commands.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/^import (?!type )[^;]*? from '(\.\.[^']+)';/gms)].map((match) => match[0]),
  );
  assert.deepEqual(values, []);
});

/** A run lock is about processes: it asks whether the one that holds it still runs. */
const aboutProcesses = ['generator/cli.ts', 'generator/write/lock-holder.ts'];

const touchesProcess = (text: string): boolean =>
  /(?<![.\w'`])(process\.(?!platform)\w|console\.)|'(node:)?(process|console)'/.test(text);

test('only cli.ts touches the process and the console, and the run lock other processes', () => {
  assert.deepEqual(
    files.filter((path) => touchesProcess(readFileSync(path, 'utf8'))),
    aboutProcesses,
  );
  for (const text of ['process.exit(1)', 'console.log(1)', "import { exit } from 'node:process';", "from 'process'"])
    assert(touchesProcess(text), text);
});

test('files stay small enough to read in one go', () => {
  const long = files
    .map((path) => ({ path, lines: readFileSync(path, 'utf8').trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > 250);
  assert.deepEqual(long, []);
});
