/** The comment of espalier-comment.yml, with the shell of each step run for real, against GitHub on loopback. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { type Answering, serve } from './loopback.ts';
import { play } from './program-repository.ts';
import { type Ended, runJob } from './workflow.ts';
import { cloned, edit, environment, espalier, github, marker, script, top } from './workflow-repository.ts';

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

  test('takes what a hostile report says for text', async (context) => {
    const evil =
      '</details><script>x</script>\n@everyone [a](javascript:x) <!-- espalier diff --> $(touch pwned) `touch pwned`';
    const text = (await json()).replaceAll('"web"', () => JSON.stringify(evil));
    assert(text.includes('touch pwned'));
    const { ended, said } = await comment(context, { archive: archiveOf(top, { 'diff.json': text }) });
    assert.equal(ended.result, 'success', [...ended.steps.values()].map(({ out }) => out).join('\n'));
    const { body } = JSON.parse(said.find(({ method }) => method === 'POST')?.body ?? '{}') as { body: string };
    const html = micromark(body, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
    assert.match(html, /touch pwned/);
    // But for what is code.
    assert.doesNotMatch(html.replaceAll(/<code>[^<]*<\/code>/g, ''), /<script|<\/details>|@everyone|href="javascript/);
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
