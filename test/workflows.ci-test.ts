/** The workflows as linters read them: actionlint, built from its pinned module, and zizmor, from PyPI. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { ciCache } from './ci-cache.ts';
import { blocksOf } from './documents.ts';

const versions = { actionlint: 'v1.7.12', zizmor: '1.32.0' };
const actionlint = join(ciCache, `actionlint-${versions.actionlint}`, 'actionlint');
const python = join(ciCache, `zizmor-${versions.zizmor}`);
const folder = '.github/workflows';
const files = readdirSync(folder).map((name) => join(folder, name));

interface More {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

const run = (command: string, args: readonly string[], { environment, input }: More = {}): string => {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    ...(input === undefined ? {} : { input }),
  });
  assert.equal(status, 0, `${command} ${args.join(' ')}: ${error?.message ?? ''}${stdout}${stderr}`);
  return stdout + stderr;
};

before(() => {
  mkdirSync(ciCache, { recursive: true });
  if (!existsSync(actionlint))
    run('go', ['install', `github.com/rhysd/actionlint/cmd/actionlint@${versions.actionlint}`], {
      environment: { GOBIN: join(actionlint, '..'), GOFLAGS: '-mod=mod' },
    });
  if (!existsSync(join(python, 'bin', 'zizmor'))) {
    run('python3', ['-m', 'venv', python]);
    run(join(python, 'bin', 'pip'), ['install', '--quiet', '--only-binary', ':all:', `zizmor==${versions.zizmor}`]);
  }
});

describe('workflows', () => {
  test('please actionlint', () => {
    assert(files.length > 5);
    run(actionlint, ['-no-color', ...files]);
  });

  test('of docs/ci.md please actionlint', () => {
    const callers = blocksOf(readFileSync('docs/ci.md', 'utf8')).filter(({ text }) => text.startsWith('# .github/'));
    assert(callers.length > 2);
    for (const { text } of callers) run(actionlint, ['-no-color', '-'], { input: text });
  });

  test('please zizmor, pedantic as it is', () => {
    assert.match(
      run(join(python, 'bin', 'zizmor'), ['--offline', '--pedantic', '--no-progress', ...files]),
      /No findings to report/,
    );
  });

  test('say why, where a finding is ignored', () => {
    for (const file of files)
      for (const [, reason = ''] of readFileSync(file, 'utf8').matchAll(/zizmor: ignore\[[\w-]+\](.*)/g))
        assert(reason.trim().split(' ').length > 3, file);
  });

  test('pin each action by its commit, to one version all over', () => {
    const pins = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/uses: ([^.\s]\S*)@(\S+)(.*)/g)].map(
        ([, action = '', commit = '', rest = '']) => ({
          action: action.split('/').slice(0, 2).join('/'),
          commit,
          rest,
        }),
      ),
    );
    assert(pins.length > 10);
    for (const { action, commit, rest } of pins) {
      assert.match(`${commit}${rest}`, /^[0-9a-f]{40} # v\d+\.\d+\.\d+$/, action);
      assert.equal(new Set(pins.filter((one) => one.action === action).map((one) => one.commit)).size, 1, action);
    }
  });

  test('give a token that may write to one job alone, and never where a pull request runs', () => {
    const writing = files.flatMap((file) => {
      const { jobs } = parse(readFileSync(file, 'utf8')) as {
        jobs: Record<string, { permissions?: Record<string, string> }>;
      };
      return Object.entries(jobs).flatMap(([name, { permissions = {} }]) =>
        Object.entries(permissions)
          .filter(([, level]) => level !== 'read')
          .map(([scope, level]) => `${file} ${name}: ${scope} ${level}`),
      );
    });
    assert.deepEqual(writing.sort(), [
      `${folder}/espalier-comment.yml comment: pull-requests write`,
      `${folder}/pull-request-comment.yml comment: pull-requests write`,
    ]);
    for (const file of files) assert.doesNotMatch(readFileSync(file, 'utf8'), /pull_request_target/);
  });
});
