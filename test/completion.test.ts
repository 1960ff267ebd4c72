/** The completions as a bash that sources them gives them. zsh and fish: completion.ci-test.ts. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { play } from './program-repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'espalier-completion-'));
after(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'sub folder'));
writeFileSync(join(folder, 'charts.lock.yaml'), 'charts:\n  - path: charts/web\n    name: web\n    version: 1.0.0\n');
writeFileSync(join(folder, 'index.yaml'), '');

const { out: script } = await play(folder, ['completion', 'bash']);

/** What bash offers for the last word. */
const complete = (...line: readonly string[]): readonly string[] => {
  const program = `source /dev/stdin <<'END'\n${script}END\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _espalier; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', program, 'bash', 'espalier', ...line], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  assert.equal(status, 0);
  return stdout.split('\n').filter((word) => word !== '');
};

test('commands', () => {
  assert.deepEqual(complete('ge'), ['generate']);
  assert.deepEqual(complete('-C', 'sub folder', 'c'), ['check', 'contract', 'completion']);
  assert(complete('').includes('init'));
});

test('options of the command, and of no other', () => {
  assert.deepEqual(complete('generate', '--a'), ['--adopt', '--allow-empty']);
  assert.deepEqual(complete('check', '--a'), []);
  assert.deepEqual(complete('--v'), ['--version']);
});

test('values', () => {
  assert.deepEqual(complete('init', '--controller', ''), ['argocd', 'flux']);
  assert.deepEqual(complete('check', '-C', 's'), ['sub folder']);
  assert.deepEqual(complete('lock', '--index', 'i'), ['index.yaml']);
  assert.deepEqual(complete('lock', '--digest', ''), []);
  assert.deepEqual(complete('contract', '--hash-text', ''), ['web']);
  assert.deepEqual(complete('completion', ''), ['bash', 'zsh', 'fish']);
});

test('another shell is refused with those that there are', async () => {
  const { code, error } = await play(folder, ['completion', 'tcsh']);
  assert.equal(code, 2);
  assert.match(error, /^espalier: there is no completion for the shell 'tcsh', only for bash, zsh, fish\n\(--help /);
});
