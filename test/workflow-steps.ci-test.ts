/** What CI of a repository does, with the shell of each step run on a small one: the workflows of GitHub, and the template of GitLab. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { diffFormats } from '../generator/commands/diff.ts';
import { spawnIn } from './ci-process.ts';
import { type Answering, serve } from './loopback.ts';
import { play, repository } from './program-repository.ts';
import { type Ended, runJob, type Start } from './workflow.ts';

const top = mkdtempSync(join(tmpdir(), 'espalier-workflow-'));
after(() => rmSync(top, { recursive: true, force: true }));

const root = new URL('..', import.meta.url).pathname;
const script = join(root, 'ci', 'comment.mjs');
const marker = '<!-- espalier diff -->';

/** Espalier from source. Where it has no HTML yet, that report is a file with nothing to read. */
const espalier = join(top, 'espalier');
const hasHtml = (diffFormats as readonly string[]).includes('html');
writeFileSync(
  espalier,
  hasHtml
    ? `#!/bin/sh\nexec ${process.execPath} ${join(root, 'bin/espalier.js')} "$@"\n`
    : `#!/bin/bash
args=()
for arg; do case $arg in html=*) : >"\${arg#html=}"; unset 'args[-1]';; *) args+=("$arg");; esac; done
exec ${process.execPath} ${join(root, 'bin/espalier.js')} "\${args[@]}"
`,
);
chmodSync(espalier, 0o755);

const git = (cwd: string, ...args: readonly string[]): string =>
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
const cloned = async (): Promise<{ readonly workspace: string; readonly base: string; readonly own: string }> => {
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

const environment = 'environments/production.yaml';
const edit = (workspace: string, path: string, from: string, to: string): void => {
  const text = readFileSync(join(workspace, path), 'utf8');
  assert(text.includes(from), from);
  writeFileSync(join(workspace, path), text.replace(from, to));
};

const commit = (workspace: string): void => {
  git(workspace, 'checkout', '-q', '-b', 'change');
  git(workspace, 'add', '-A');
  git(workspace, 'commit', '-q', '-m', 'change');
};

const github = (base: string): Record<string, unknown> => ({
  event_name: 'pull_request',
  ref_name: '7/merge',
  server_url: 'https://github.example.com',
  repository: 'us/platform',
  run_id: 11,
  event: { pull_request: { base: { sha: base } }, repository: { default_branch: 'main', fork: false } },
});

const inputs = { espalier, install: 'touch installed', 'require-charts': true };

const outOf = (ended: Ended, name: string): string => {
  const step = ended.steps.get(name);
  assert(step, `${name} has not run`);
  return step.out;
};

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

/** The archive of a report, as GitHub keeps it. */
const archiveOf = (own: string, files: Readonly<Record<string, string>>): Buffer => {
  const folder = mkdtempSync(join(own, 'archive-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  execFileSync('zip', ['-q', '-r', 'all.zip', ...Object.keys(files)], { cwd: folder });
  return readFileSync(join(folder, 'all.zip'));
};

interface Said {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

interface Left {
  readonly archive?: Buffer;
  /** What GitHub says its size is. */
  readonly size?: number;
}

describe('espalier-comment.yml', () => {
  const comment = async (context: TestContext, { archive, size }: Left): Promise<{ ended: Ended; said: Said[] }> => {
    const { workspace, own } = await cloned();
    const said: Said[] = [];
    const storage = await serve(context, (_, response) => void response.end(archive));
    const answer: Answering = async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      const path = request.url ?? '';
      said.push({ method: request.method ?? '', path, authorization: request.headers.authorization, body });
      const json = (value: unknown): void => void response.end(JSON.stringify(value));
      if (path.endsWith('/zip')) return void response.writeHead(302, { location: `http://${storage.host}/blob` }).end();
      if (path.includes('/artifacts')) {
        const one = { name: 'espalier', expired: false, size_in_bytes: size ?? archive?.length ?? 0 };
        const artifacts =
          archive === undefined
            ? []
            : [
                { ...one, id: 1, created_at: '2026-01-01T00:00:00Z', expired: true },
                { ...one, id: 3, created_at: '2026-01-03T00:00:00Z' },
                { ...one, id: 2, created_at: '2026-01-02T00:00:00Z' },
              ];
        return json({ artifacts });
      }
      if (path.includes('/pulls')) {
        const head = { ref: 'change', sha: 'abc', repo: { full_name: 'stranger/fork' } };
        return json([{ number: 7, head, base: { repo: { full_name: 'us/platform' } } }]);
      }
      json(request.method === 'GET' ? [] : {});
    };
    const { host } = await serve(context, answer);
    const ran = {
      id: 12,
      event: 'pull_request',
      head_repository: { full_name: 'stranger/fork' },
      head_branch: 'change',
      head_sha: 'abc',
    };
    const ended = await runJob('espalier-comment.yml', 'comment', {
      workspace,
      top: own,
      github: {
        ...github(''),
        event_name: 'workflow_run',
        token: 'secret-token',
        event: { workflow_run: ran, repository: { default_branch: 'main' } },
      },
      inputs: { espalier, install: 'true', script },
      environment: { GITHUB_API_URL: `http://${host}`, GITHUB_REPOSITORY: 'us/platform' },
    });
    assert.equal(ended.used.get('actions/checkout')?.ref, 'main');
    for (const { out } of ended.steps.values()) assert(!out.includes('secret-token'));
    assert.deepEqual(
      [...ended.steps]
        .filter(([, step]) => step.environment.GITHUB_TOKEN !== undefined)
        .map(([name]) => name)
        .filter((name) => !['Download', 'Comment'].includes(name)),
      [],
      'nothing else has the token',
    );
    assert(storage.requests.every(({ authorization }) => authorization === undefined));
    return { ended, said };
  };

  const json = async (): Promise<string> => {
    const { workspace } = await cloned();
    edit(workspace, environment, 'replicas: 2', 'replicas: 3');
    return (await play(workspace, ['diff', '--json'])).out;
  };

  test('makes the comment anew from the JSON of the run', async (context) => {
    const files = { 'diff.json': await json(), 'comment.md': `${marker}\nforged`, 'report.html': 'forged' };
    const { ended, said } = await comment(context, { archive: archiveOf(top, files) });
    assert.equal(ended.result, 'success', [...ended.steps.values()].map(({ out }) => out).join('\n'));
    const posted = said.find(({ method }) => method === 'POST');
    assert.equal(posted?.path, '/repos/us/platform/issues/7/comments');
    const { body } = JSON.parse(posted?.body ?? '{}') as { body: string };
    assert.equal(body.split('\n')[0], marker);
    assert.match(body, /replicas/);
    assert.doesNotMatch(body, /forged/);
    assert.match(said.find(({ path }) => path.endsWith('/zip'))?.path ?? '', /\/artifacts\/3\/zip$/);
  });

  test('says nothing where the run left nothing', async (context) => {
    for (const left of [{}, { archive: archiveOf(top, { 'other.json': '{}' }) }]) {
      const { ended, said } = await comment(context, left);
      assert.equal(ended.result, 'success');
      assert(said.every(({ method }) => method === 'GET'));
    }
  });

  test('refuses what is too large, packed or not, and what is no report', async (context) => {
    const bomb = ' '.repeat(257 << 20);
    for (const [left, told] of [
      [{ archive: archiveOf(top, { 'diff.json': '{}' }), size: 65 << 20 }, /larger than 67108864 bytes/],
      [{ archive: archiveOf(top, { 'diff.json': bomb }) }, /larger than 268435456 bytes/],
      [{ archive: archiveOf(top, { 'diff.json': '{"version":1}' }) }, /is no report of/],
    ] as const) {
      const { ended, said } = await comment(context, left);
      assert.equal(ended.result, 'failure');
      assert.match([...ended.steps.values()].map(({ out }) => out).join('\n'), told);
      assert(said.every(({ method }) => method === 'GET'));
    }
  });
});

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

interface GitLabJob {
  readonly extends?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly before_script?: readonly string[];
  readonly script: readonly string[];
  readonly rules: readonly { readonly if: string }[];
  readonly artifacts: { readonly reports: Readonly<Record<string, string>> };
}

describe('.gitlab/espalier.yml', () => {
  const template = parse(readFileSync(join(root, '.gitlab', 'espalier.yml'), 'utf8')) as Readonly<
    Record<string, GitLabJob>
  > & {
    readonly variables: Readonly<Record<string, string>>;
  };
  const run = async (
    name: string,
    cwd: string,
    given: Readonly<Record<string, string>>,
  ): ReturnType<typeof spawnIn> => {
    const job = template[name];
    assert(job);
    const parent = template[job.extends ?? ''];
    const set: Record<string, string> = {
      CI: 'true',
      CI_PROJECT_DIR: cwd,
      HOME: top,
      CI_JOB_URL: 'https://gitlab.example.com/1',
    };
    for (const [key, value] of Object.entries({
      ...template.variables,
      ...parent?.variables,
      ...job.variables,
      ...given,
    }))
      set[key] = value.replaceAll(/\$(\w+)/g, (_, other: string) => set[other] ?? '');
    const lines = [...(parent?.before_script ?? []), ...job.script];
    return spawnIn(['sh', '-e', '-c', lines.join('\n')], cwd, set);
  };

  test('checks, compares, and comments', async (context) => {
    const { workspace, base } = await cloned();
    edit(workspace, environment, 'replicas: 2', 'replicas: 3');
    assert.equal((await play(workspace, ['generate'])).code, 0);
    commit(workspace);
    const said: string[] = [];
    const { host } = await serve(context, async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      if (body !== '') said.push((JSON.parse(body) as { body: string }).body);
      response.end(JSON.stringify(request.url === '/user' ? { id: 1 } : []));
    });
    const given = {
      ESPALIER: espalier,
      ESPALIER_INSTALL: 'true',
      ESPALIER_SCRIPT: script,
      ESPALIER_GITLAB_TOKEN: 'secret-token',
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      CI_API_V4_URL: `http://${host}`,
      CI_PROJECT_ID: '5',
      CI_MERGE_REQUEST_IID: '9',
    };
    for (const name of ['espalier-check', 'espalier-diff', 'espalier-comment']) {
      const { code, out } = await run(name, workspace, given);
      assert.equal(code, 0, `${name}: ${out}`);
      assert(!out.includes('secret-token'));
      for (const path of Object.values(template[name]?.artifacts?.reports ?? {}))
        assert(existsSync(join(workspace, path)), path);
    }
    assert.match(said[0] ?? '', /^<!-- espalier diff -->\n[\s\S]*replicas/);
  });

  test('fails as check does, with its reports', async () => {
    const { workspace } = await cloned();
    edit(workspace, environment, 'replicas: 2', 'replicas: two');
    const { code } = await run('espalier-check', workspace, { ESPALIER: espalier, ESPALIER_INSTALL: 'true' });
    assert.equal(code, 1);
    const quality = readFileSync(join(workspace, '.espalier', 'check.quality.json'), 'utf8');
    assert.match(quality, /value-wrong-type/);
  });

  test('gives the token to branches of the project alone', () => {
    assert.match(
      template['espalier-comment']?.rules[0]?.if ?? '',
      /CI_MERGE_REQUEST_SOURCE_PROJECT_ID == \$CI_PROJECT_ID && \$ESPALIER_GITLAB_TOKEN$/,
    );
  });
});
