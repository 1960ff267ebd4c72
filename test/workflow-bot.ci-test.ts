/** What espalier-bot.yml pushes, with the shell of each step run for real, to a bare repository. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Ended, runJob } from './workflow.ts';
import { cloned, edit, environment, git, github, inputs } from './workflow-repository.ts';

describe('espalier-bot.yml', () => {
  const bot = async (
    more: object = {},
    spoil: (patch: string) => string = (patch) => patch,
  ): Promise<{ jobs: Ended[]; remote: string; workspace: string }> => {
    const { workspace, own } = await cloned();
    mkdirSync(join(own, 'us'));
    const remote = join(own, 'us', 'platform.git');
    git(own, 'clone', '-q', '--bare', workspace, remote);
    edit(workspace, environment, 'replicas: 2', 'replicas: 4');
    git(workspace, 'checkout', '-q', '-b', 'renovate/web');
    git(workspace, 'commit', '-q', '-a', '-m', 'bump');
    git(workspace, 'push', '-q', remote, 'renovate/web');
    const start = {
      workspace,
      top: own,
      github: {
        ...github(''),
        event_name: 'push',
        actor: 'renovate[bot]',
        ref: 'refs/heads/renovate/web',
        ref_name: 'renovate/web',
        server_url: `file://${own}`,
        event: { repository: { fork: false } },
        ...more,
      },
      inputs: { ...inputs, install: 'true', 'client-id': 'app' },
    };
    const first = await runJob('espalier-bot.yml', 'generate', start);
    if (first.outputs.changed !== 'yes') return { jobs: [first], remote, workspace };
    const patch = spoil(readFileSync(join(first.temp, 'generated.patch'), 'utf8'));
    // Another machine, with the branch as it was pushed.
    const other = join(own, 'other');
    git(own, 'clone', '-q', '-b', 'renovate/web', remote, other);
    const second = await runJob('espalier-bot.yml', 'push', {
      ...start,
      workspace: other,
      needs: { generate: { outputs: first.outputs } },
      secrets: { 'private-key': 'secret-key' },
      actions: {
        'actions/download-artifact': ({ path = '' }) => {
          mkdirSync(path);
          writeFileSync(join(path, 'generated.patch'), patch);
          return {};
        },
        'actions/create-github-app-token': () => ({ token: 'secret-token' }),
      },
    });
    for (const ended of [first, second])
      for (const [name, step] of ended.steps) {
        assert(!step.out.includes('secret'), name);
        assert.equal(JSON.stringify(step.environment).includes('secret-token'), name === 'Push', name);
      }
    return { jobs: [first, second], remote, workspace };
  };

  test('brings out/ up, and pushes it to the branch', async () => {
    const { jobs, remote } = await bot();
    assert.deepEqual(
      jobs.map(({ result }) => result),
      ['success', 'success'],
      jobs.map((job) => JSON.stringify([...job.steps])).join('\n'),
    );
    const files = git(remote, 'show', '--name-only', '--format=%an <%ae>%n%s', 'renovate/web').split('\n');
    assert.deepEqual(files.slice(0, 2), [
      'espalier <espalier@users.noreply.github.com>',
      'Lock, contract and generate',
    ]);
    assert(files.slice(3).length > 0);
    assert(
      files.slice(3).every((path) => path.startsWith('out/')),
      files.join(),
    );
    assert.deepEqual(jobs[1]?.used.get('actions/create-github-app-token'), {
      'client-id': 'app',
      'private-key': 'secret-key',
      'permission-contents': 'write',
    });
  });

  test('takes generated files alone from the job that ran what the bot changed', async () => {
    const evil = `diff --git a/.github/workflows/x.yml b/.github/workflows/x.yml
new file mode 100644
--- /dev/null
+++ b/.github/workflows/x.yml
@@ -0,0 +1 @@
+on: push
`;
    const { jobs, remote } = await bot({}, (patch) => patch + evil);
    assert.equal(jobs[1]?.result, 'success', JSON.stringify([...(jobs[1]?.steps ?? [])]));
    assert.doesNotMatch(git(remote, 'ls-tree', '-r', '--name-only', 'renovate/web'), /workflows/);
    const link = `diff --git a/out/x b/out/x
new file mode 120000
--- /dev/null
+++ b/out/x
@@ -0,0 +1 @@
+/etc/passwd
\\ No newline at end of file
`;
    assert.equal((await bot({}, (patch) => patch + link)).jobs[1]?.result, 'failure');
  });

  test('never for a fork, another event, or somebody else', async () => {
    for (const more of [
      { event: { repository: { fork: true } } },
      { event_name: 'pull_request' },
      { actor: 'somebody' },
    ])
      assert.deepEqual(
        (await bot(more)).jobs.map(({ result }) => result),
        ['skipped'],
      );
  });
});
