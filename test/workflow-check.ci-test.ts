/** What espalier.yml does for a pull request, with the shell of each step run for real. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { play } from './program-repository.ts';
import { type Ended, runJob, type Start } from './workflow.ts';
import { cloned, commit, edit, environment, git, github, inputs, marker, outOf, top } from './workflow-repository.ts';

describe('espalier.yml', () => {
  const run = (workspace: string, base: string, own: string, more: Partial<Start> = {}): Promise<Ended> =>
    runJob('espalier.yml', 'espalier', { workspace, top: own, github: github(base), inputs, ...more });

  test('checks and compares a pull request, and keeps the reports', async () => {
    const { workspace, base, own } = await cloned();
    edit(workspace, environment, 'replicas: 2', 'replicas: 3');
    assert.equal((await play(workspace, ['generate'])).code, 0);
    commit(workspace);
    const ended = await run(workspace, base, own);
    assert.equal(ended.result, 'success', [...ended.steps.values()].map(({ out }) => out).join('\n'));
    assert(existsSync(join(workspace, 'installed')));
    assert.match(outOf(ended, 'Check'), /out\/ is current/);
    assert.match(outOf(ended, 'Diff'), /replicas: 2 → 3/);
    assert.equal(ended.summary.split('\n')[0], marker);
    for (const name of ['check.sarif', 'diff.sarif', 'diff.json', 'comment.md', 'report.html'])
      assert(existsSync(join(ended.temp, 'espalier', name)), name);
    assert.equal(ended.used.get('actions/upload-artifact')?.path, join(ended.temp, 'espalier'));
    assert.equal(ended.used.get('actions/checkout')?.['persist-credentials'], 'false');
    assert.equal(ended.used.get('actions/cache/restore')?.key, 'espalier-charts-hash of ./charts.lock.yaml');
    assert(!ended.used.has('actions/cache/save'), 'a pull request saves no cache');
  });

  test('tells a stale out/ and what the inputs do all the same, and fails at the end', async () => {
    const { workspace, base, own } = await cloned();
    edit(workspace, environment, 'replicas: 2', 'replicas: 0');
    commit(workspace);
    const ended = await run(workspace, base, own);
    assert.equal(ended.result, 'failure');
    assert.match(outOf(ended, 'Check'), /^::error file=out,title=out-stale::/m);
    assert.match(outOf(ended, 'Diff'), /replicas: 2 → 0/);
    assert.equal(ended.steps.get('Diff')?.code, 0);
    assert.match(outOf(ended, 'Verdict'), /^check: exit 1, diff: exit \d/);
    assert(ended.used.has('actions/upload-artifact'));
  });

  test('takes no commands of the runner from what a branch says', async () => {
    const { workspace, base, own } = await cloned();
    edit(workspace, environment, 'replicas: 2', '\n::add-mask::x\n: three');
    commit(workspace);
    const { out } = (await run(workspace, base, own)).steps.get('Check') ?? { out: '' };
    const [, token = ''] = /^::stop-commands::([0-9a-f]{32})$/m.exec(out) ?? [];
    assert(token !== '', out);
    assert.match(out.slice(0, out.indexOf(`::${token}::`)), /::add-mask::x/);
    const live = out.slice(out.indexOf(`::${token}::`) + token.length + 4);
    assert.doesNotMatch(live, /^\s*::(?!error |warning |notice )/m);
  });

  test('in a folder of the repository, names files from the root', async () => {
    const { workspace: inner } = await cloned();
    rmSync(join(inner, '.git'), { recursive: true });
    const own = mkdtempSync(join(top, 'run-'));
    const workspace = mkdtempSync(join(top, 'outer-'));
    execFileSync('cp', ['-r', inner, join(workspace, 'platform')]);
    edit(workspace, 'platform/espalier.yaml', 'branch: main', 'branch: main, path: platform');
    assert.equal((await play(join(workspace, 'platform'), ['generate'])).code, 0);
    git(workspace, 'init', '-q', '-b', 'main');
    git(workspace, 'add', '-A');
    git(workspace, 'commit', '-q', '-m', 'first');
    edit(workspace, `platform/${environment}`, 'replicas: 2', 'replicas: two');
    const ended = await run(workspace, 'main', own, { inputs: { ...inputs, directory: 'platform' } });
    assert.equal(ended.result, 'failure');
    assert.match(outOf(ended, 'Check'), /^::error file=platform\/environments\/production\.yaml,line=\d/m);
  });

  test('on a push to the default branch, checks and saves the charts', async () => {
    const { workspace, base, own } = await cloned();
    const event = { repository: { default_branch: 'main' } };
    const push = { ...github(base), event_name: 'push', ref_name: 'main', event };
    const ended = await run(workspace, base, own, { github: push });
    assert.equal(ended.result, 'success', outOf(ended, 'Check'));
    assert(!ended.steps.has('Diff'));
    assert.equal(ended.used.get('actions/cache/save')?.path, '~/.cache/espalier/charts');
    const elsewhere = await run(workspace, base, own, { github: { ...push, ref_name: 'other' } });
    assert(!elsewhere.used.has('actions/cache/save'));
  });
});
