/** The comment on a pull request, made by the script as CI runs it, against forges on loopback. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import { spawnNode } from './ci-process.ts';
import { serve } from './loopback.ts';

const marker = '<!-- espalier diff -->';
const script = new URL('../ci/comment.mjs', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'espalier-comment-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Comment {
  readonly id: number;
  body: string;
  readonly login: string;
  readonly type?: string;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly body?: { readonly body: string };
}

interface Forge {
  readonly comments: Comment[];
  readonly asked: Asked[];
  readonly run: (text: string, environment?: Readonly<Record<string, string>>) => Promise<Ran>;
}

interface Ran {
  readonly code: number | null;
  readonly told: string;
}

interface Odd {
  /** What is answered in place of the usual, by the number of the request; it may have been done all the same. */
  readonly answer?: (number: number, asked: Asked) => { readonly status: number; readonly done?: boolean } | undefined;
  readonly pulls?: readonly object[];
}

const bodyOf = async (request: IncomingMessage): Promise<{ readonly body: string } | undefined> => {
  let text = '';
  for await (const part of request) text += part;
  return text === '' ? undefined : (JSON.parse(text) as { body: string });
};

const pull = (number: number, sha = 'abc', repository = 'stranger/fork'): object => ({
  number,
  head: { ref: 'change', sha, repo: { full_name: repository } },
  base: { repo: { full_name: 'us/platform' } },
});

const bot = 'github-actions[bot]';
const ours = (id: number, body = `${marker}\nold`): Comment => ({ id, body, login: bot, type: 'Bot' });
const theirs = (id: number, body = 'hello'): Comment => ({ id, body, login: 'somebody', type: 'User' });

/** A forge with comments, and the script that is to add one. */
const forgeWith = async (
  context: TestContext,
  kind: 'github' | 'gitlab',
  comments: Comment[],
  { answer, pulls = [pull(7)] }: Odd = {},
): Promise<Forge> => {
  const asked: Asked[] = [];
  const shown = ({ id, body, login, type }: Comment): object =>
    kind === 'github' ? { id, body, user: { login, type } } : { id, body, author: { id: login === bot ? 1 : 2 } };
  const { host } = await serve(context, async (request, response) => {
    const body = await bodyOf(request);
    const { method = '', url = '', headers } = request;
    const one: Asked = {
      method,
      path: url,
      token: headers.authorization ?? String(headers['private-token']),
      ...(body && { body }),
    };
    asked.push(one);
    const odd = answer?.(asked.length, one);
    const end = (status: number, value: unknown): void => {
      response.writeHead(odd?.status ?? status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (odd !== undefined && odd.done !== true) return end(odd.status, { message: 'no\u001b[31m\n::error::such' });
    const { pathname, searchParams } = new URL(url, 'http://forge');
    if (pathname === '/user') return end(200, { id: 1 });
    if (pathname === '/repos/us/platform/pulls') return end(200, pulls);
    const [, id] = /\/(?:comments|notes)\/(\d+)$/.exec(pathname) ?? [];
    if (method === 'GET') {
      const from = (Number(searchParams.get('page')) - 1) * 100;
      return end(200, comments.slice(from, from + 100).map(shown));
    }
    if (method === 'POST') {
      comments.push({ ...ours(comments.length + 1), body: body?.body ?? '' });
      return end(201, { id: comments.length });
    }
    const found = comments.find((comment) => comment.id === Number(id));
    if (found === undefined) return end(404, {});
    found.body = body?.body ?? '';
    end(200, {});
  });
  const environment = {
    github: {
      GITHUB_TOKEN: 'secret-token',
      GITHUB_API_URL: `http://${host}`,
      GITHUB_REPOSITORY: 'us/platform',
      HEAD_REPOSITORY: 'stranger/fork',
      HEAD_BRANCH: 'change',
      HEAD_SHA: 'abc',
    },
    gitlab: {
      ESPALIER_GITLAB_TOKEN: 'secret-token',
      CI_API_V4_URL: `http://${host}`,
      CI_PROJECT_ID: '5',
      CI_MERGE_REQUEST_IID: '9',
    },
  }[kind];
  const run = async (text: string, more: Readonly<Record<string, string>> = {}): Promise<Ran> => {
    const file = join(folder, 'comment.md');
    writeFileSync(file, text);
    const { code, out } = await spawnNode([script, file], { ...environment, ESPALIER_COMMENT_PAUSE: '1', ...more });
    assert(!out.includes('secret-token'), 'the token is not printed');
    return { code, told: out };
  };
  return { comments, asked, run };
};

const report = `${marker}\n# what changes\n`;
const methods = ({ asked }: Forge): string => asked.map(({ method }) => method).join(' ');

for (const kind of ['github', 'gitlab'] as const)
  describe(kind, () => {
    test('makes a comment, updates it, and leaves it where it says the same', async (context) => {
      const forge = await forgeWith(context, kind, [theirs(1)]);
      assert.deepEqual(await forge.run(report), { code: 0, told: 'made the comment\n' });
      assert.deepEqual(await forge.run(`${report}more`), { code: 0, told: 'updated the comment\n' });
      assert.deepEqual(await forge.run(`${report}more`), { code: 0, told: 'the comment says this already\n' });
      assert.deepEqual(
        forge.comments.map(({ body }) => body),
        ['hello', `${report}more`],
      );
      assert(forge.asked.every(({ token }) => token.endsWith('secret-token')));
    });

    test('finds it behind the first hundred', async (context) => {
      const many = Array.from({ length: 250 }, (_, index) => theirs(index + 1));
      const forge = await forgeWith(context, kind, [...many, ours(251), theirs(252)]);
      assert.equal((await forge.run(report)).told, 'updated the comment\n');
      assert.equal(forge.comments.length, 252);
      assert.equal(forge.comments[250]?.body, report.trimEnd());
    });

    test("leaves somebody else's comment with the same first line", async (context) => {
      const forge = await forgeWith(context, kind, [theirs(1, report), ours(2, `quoting\n${marker}`)]);
      assert.equal((await forge.run(report)).told, 'made the comment\n');
      assert.deepEqual(
        forge.comments.slice(0, 2).map(({ body }) => body),
        [report, `quoting\n${marker}`],
      );
    });

    test('adds the first line where it lacks', async (context) => {
      const forge = await forgeWith(context, kind, []);
      await forge.run('# what changes');
      assert.equal(forge.comments[0]?.body, report.trimEnd());
    });

    test('tries again where the forge fails, but not for ever', async (context) => {
      const failing = await forgeWith(context, kind, [], { answer: () => ({ status: 502 }) });
      const { code, told } = await failing.run(report);
      assert.equal(code, 1);
      assert.match(told, /^comment: GET \S+: 502 /);
      assert.equal(failing.asked.length, 4);
      const recovering = await forgeWith(context, kind, [], {
        answer: (number) => (number < 3 ? { status: 503 } : undefined),
      });
      assert.equal((await recovering.run(report)).told, 'made the comment\n');
    });

    test('makes no second comment where only the answer was lost', async (context) => {
      let lost = false;
      const forge = await forgeWith(context, kind, [], {
        answer: (_, { method }) => {
          if (method !== 'POST' || lost) return undefined;
          lost = true;
          return { status: 504, done: true };
        },
      });
      assert.equal((await forge.run(report)).told, 'the comment says this already\n');
      assert.equal(forge.comments.length, 1);
    });

    test('says what the forge refuses, on one line that no runner acts on', async (context) => {
      const forge = await forgeWith(context, kind, [], { answer: () => ({ status: 403 }) });
      const { code, told } = await forge.run(report);
      assert.equal(code, 1);
      assert.match(told, /^comment: GET \S+: 403 \P{Cc}+\n$/u);
      assert.equal(forge.asked.length, 1);
    });

    test('refuses what is too long, and asks nobody', async (context) => {
      const forge = await forgeWith(context, kind, []);
      const { code, told } = await forge.run(`${report}${'x'.repeat(1_000_000)}`);
      assert.equal(code, 1);
      assert.match(told, /has more than \d+ characters/);
      assert.equal(methods(forge), '');
    });

    test('sends no token without https, nor where a redirect leads', async (context) => {
      const forge = await forgeWith(context, kind, [], { answer: () => ({ status: 301 }) });
      assert.equal((await forge.run(report)).code, 1);
      const name = kind === 'github' ? 'GITHUB_API_URL' : 'CI_API_V4_URL';
      assert.match((await forge.run(report, { [name]: 'http://forge.example.com' })).told, /is not https/);
    });
  });

describe('which pull request', () => {
  test('none any more is no mistake', async (context) => {
    for (const pulls of [[], [pull(7, 'moved')], [pull(7, 'abc', 'another/fork')]]) {
      const forge = await forgeWith(context, 'github', [], { pulls });
      const { code, told } = await forge.run(report);
      assert.equal(code, 0);
      assert.match(told, /nothing is said/);
      assert.equal(methods(forge), 'GET');
    }
  });

  test('is asked for by the head, and taken from what the forge says', async (context) => {
    const forge = await forgeWith(context, 'github', [], { pulls: [pull(6, 'older'), pull(7)] });
    await forge.run(report, { HEAD_BRANCH: 'change' });
    assert.equal(forge.asked[0]?.path, '/repos/us/platform/pulls?state=open&head=stranger%3Achange&per_page=100');
    assert.equal(forge.asked.at(-1)?.path, '/repos/us/platform/issues/7/comments');
  });

  test('of several with one head is not guessed', async (context) => {
    const forge = await forgeWith(context, 'github', [], { pulls: [pull(7), pull(8)] });
    const { code, told } = await forge.run(report);
    assert.equal(code, 1);
    assert.match(told, /several open pull requests/);
    assert.equal(forge.comments.length, 0);
  });
});
