/** A small repository with Espalier, as the jobs of CI find it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { play, repository } from './program-repository.ts';
import type { Ended } from './workflow.ts';

export const top: string = mkdtempSync(join(tmpdir(), 'espalier-workflow-'));
after(() => rmSync(top, { recursive: true, force: true }));

export const root: string = new URL('..', import.meta.url).pathname;
export const script: string = join(root, 'ci', 'comment.mjs');
export const marker = '<!-- espalier diff -->';

/** Espalier from source. */
export const espalier: string = join(top, 'espalier');
writeFileSync(espalier, `#!/bin/sh\nexec ${process.execPath} ${join(root, 'bin/espalier.js')} "$@"\n`);
chmodSync(espalier, 0o755);

export const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-C', cwd, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();

const chartFile = 'charts/web/templates/set.yaml';
const set = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: {{ .Values.replicas }}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "registry.example.com/web:1.0.0" }] }
`;

/** A clean repository with one commit; on main. */
export const cloned = async (): Promise<{
  readonly workspace: string;
  readonly base: string;
  readonly own: string;
}> => {
  const workspace = await repository({ [chartFile]: set });
  rmSync(join(workspace, 'charts.lock.yaml'));
  for (const command of ['lock', 'contract', 'generate']) {
    const { code, out, error } = await play(workspace, [command]);
    assert.equal(code, 0, out + error);
  }
  git(workspace, 'init', '-q', '-b', 'main');
  git(workspace, 'add', '-A');
  git(workspace, 'commit', '-q', '-m', 'first');
  return { workspace, base: git(workspace, 'rev-parse', 'HEAD'), own: mkdtempSync(join(top, 'run-')) };
};

export const environment = 'environments/production.yaml';
export const edit = (workspace: string, path: string, from: string, to: string): void => {
  const text = readFileSync(join(workspace, path), 'utf8');
  assert(text.includes(from), from);
  writeFileSync(join(workspace, path), text.replace(from, to));
};

export const commit = (workspace: string): void => {
  git(workspace, 'checkout', '-q', '-b', 'change');
  git(workspace, 'add', '-A');
  git(workspace, 'commit', '-q', '-m', 'change');
};

export const github = (base: string): Record<string, unknown> => ({
  event_name: 'pull_request',
  ref_name: '7/merge',
  server_url: 'https://github.example.com',
  repository: 'us/platform',
  run_id: 11,
  event: { pull_request: { base: { sha: base } }, repository: { default_branch: 'main', fork: false } },
});

export const inputs: Readonly<Record<string, unknown>> = {
  espalier,
  install: 'touch installed',
  'require-charts': true,
};

export const outOf = (ended: Ended, name: string): string => {
  const step = ended.steps.get(name);
  assert(step, `${name} has not run`);
  return step.out;
};
