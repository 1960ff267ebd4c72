/** The hooks as pre-commit itself, from PyPI, runs them in a repository that has Espalier in its node_modules. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ciCache } from './ci-cache.ts';
import { spawnIn } from './ci-process.ts';
import { play, repository } from './program-repository.ts';

const version = '4.7.0';
const python = join(ciCache, `pre-commit-${version}`);
const program = join(python, 'bin', 'pre-commit');
const root = new URL('..', import.meta.url).pathname;
const top = mkdtempSync(join(tmpdir(), 'espalier-hooks-'));
after(() => rmSync(top, { recursive: true, force: true }));

before(() => {
  if (existsSync(program)) return;
  execFileSync('python3', ['-m', 'venv', python]);
  execFileSync(join(python, 'bin', 'pip'), ['install', '--quiet', '--only-binary', ':all:', `pre-commit==${version}`]);
});

const quiet = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-C', cwd, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...quiet },
  });

/** The repository of the hooks, with one commit that has them. */
const hooks = (): { readonly path: string; readonly revision: string } => {
  const path = join(top, 'hooks');
  mkdirSync(path);
  copyFileSync(join(root, '.pre-commit-hooks.yaml'), join(path, '.pre-commit-hooks.yaml'));
  git(path, 'init', '-q');
  git(path, 'add', '-A');
  git(path, 'commit', '-q', '-m', 'hooks');
  return { path, revision: git(path, 'rev-parse', 'HEAD').trim() };
};

test('the hooks write out/ and check it', async () => {
  const { path, revision } = hooks();
  const workspace = await repository({ '.gitignore': 'node_modules/\n' });
  await play(workspace, ['contract']);
  await play(workspace, ['generate']);
  const bin = join(workspace, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, 'espalier'),
    `#!/bin/sh\nexec ${process.execPath} ${join(root, 'bin', 'espalier.js')} "$@"\n`,
  );
  chmodSync(join(bin, 'espalier'), 0o755);
  const config = `repos:\n  - repo: ${path}\n    rev: ${revision}\n    hooks: [{ id: espalier-generate }, { id: espalier-check }]\n`;
  writeFileSync(join(workspace, '.pre-commit-config.yaml'), config);
  git(workspace, 'init', '-q', '-b', 'main');
  git(workspace, 'add', '-A');
  git(workspace, 'commit', '-q', '-m', 'first');
  const environment = { ...quiet, HOME: top, PRE_COMMIT_HOME: join(top, 'cache'), XDG_CACHE_HOME: join(top, 'xdg') };
  const run = async (): Promise<string> => {
    git(workspace, 'add', '-A');
    const { code, out } = await spawnIn([program, 'run', '--color=never'], workspace, environment);
    return `${out}exit ${code}`;
  };
  const input = join(workspace, 'environments', 'production.yaml');
  const before = readFileSync(input, 'utf8');

  writeFileSync(input, before.replace('replicas: 2', 'replicas: 3'));
  assert.match(
    await run(),
    /espalier generate\.+Failed[\s\S]*files were modified by this hook[\s\S]*espalier check\.+Passed\nexit 1$/,
  );
  assert.match(await run(), /espalier generate\.+Passed\nespalier check\.+Passed\nexit 0$/);

  writeFileSync(input, before.replace('replicas: 2', 'replicas: three'));
  assert.match(
    await run(),
    /espalier check\.+Failed[\s\S]*environments\/production\.yaml:\d+:\d+ {2}problem value-wrong-type[\s\S]*exit 1$/,
  );

  writeFileSync(input, before.replace('replicas: 2', 'replicas: 3'));
  git(workspace, 'add', '-A');
  git(workspace, 'commit', '-q', '--no-verify', '-m', 'second');
  writeFileSync(join(workspace, 'notes.txt'), 'nothing of ours\n');
  assert.match(await run(), /espalier generate\.+\(no files to check\)Skipped/);
});
