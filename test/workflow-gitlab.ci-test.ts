/** The jobs of the template for GitLab, run for real, against GitLab on loopback. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { spawnIn } from './ci-process.ts';
import { serve } from './loopback.ts';
import { play } from './program-repository.ts';
import { cloned, commit, edit, environment, espalier, root, script, top } from './workflow-repository.ts';

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
