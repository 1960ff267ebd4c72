#!/usr/bin/env node
// @ts-check
/**
 * Puts a report of `espalier diff` where a change is reviewed: one comment on a pull request of GitHub or a merge request of GitLab, which is
 * updated from then on. Needs nothing but Node.
 *
 *   node comment.mjs comment.md
 *
 * GitHub: GITHUB_TOKEN (pull-requests: write), GITHUB_API_URL, GITHUB_REPOSITORY, and what the event says of the pull request: HEAD_REPOSITORY,
 * HEAD_BRANCH, HEAD_SHA. COMMENT_AUTHOR is who the token is, github-actions[bot] unless it is of an app of one's own.
 * GitLab: ESPALIER_GITLAB_TOKEN (scope api), CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID.
 */
import { readFile, stat } from 'node:fs/promises';

const marker = '<!-- espalier diff -->';

/** Pages of a hundred: more comments than any pull request has. */
const mostPages = 50;
const perPage = 100;

/** Times that the whole is tried, and the pause before the second in milliseconds, which doubles. */
const tries = 4;
const pause = Number(process.env.ESPALIER_COMMENT_PAUSE ?? 1000);
const patience = 30_000;

/** What is told as it is. */
class Failure extends Error {}
/** Perhaps not so a moment later. */
class Passing extends Failure {}

/**
 * @typedef {{ readonly id: number, readonly body: string, readonly own: boolean }} Comment
 * @typedef {object} Forge
 * @property {number} limit characters that a comment may have
 * @property {() => Promise<string | undefined>} find the path of what is commented on; undefined where there is no such thing any more
 * @property {(path: string, page: number) => Promise<readonly Comment[]>} comments
 * @property {(path: string, body: string) => Promise<void>} create
 * @property {(path: string, id: number, body: string) => Promise<void>} update
 */

/** @param {string} name */
const needed = (name) => {
  const value = process.env[name];
  if (!value) throw new Failure(`${name} is not set`);
  return value;
};

/**
 * @param {string} base
 * @param {Readonly<Record<string, string>>} headers
 * @returns {(method: string, path: string, body?: object) => Promise<any>}
 */
const apiAt = (base, headers) => async (method, path, body) => {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(`${base}${path}`, {
      method,
      headers: {
        'user-agent': 'espalier',
        accept: 'application/json',
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      // A token stays with whom it is for.
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok) return await response.json();
  } catch (error) {
    throw new Passing(`${method} ${path}: ${reason(error)}`);
  }
  const said = plain((await response.text().catch(() => '')).slice(0, 300));
  const message = `${method} ${path}: ${response.status} ${said}`;
  throw response.status >= 500 || response.status === 429 ? new Passing(message) : new Failure(message);
};

/** @param {unknown} error */
const reason = (error) => {
  const { cause } = /** @type {{ cause?: { code?: string } }} */ (error);
  return plain(cause?.code ?? (error instanceof Error ? error.message : String(error)));
};

/**
 * What others wrote, on one line and without what a terminal or a runner would act on.
 * @param {string} text
 */
const plain = (text) => text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');

/** @param {string} base */
const safeBase = (base) => {
  const { protocol, hostname } = new URL(base);
  if (protocol !== 'https:' && hostname !== '127.0.0.1') throw new Failure(`${base} is not https`);
  return base.replace(/\/$/, '');
};

/** @returns {Forge} */
const github = () => {
  const repository = needed('GITHUB_REPOSITORY');
  const head = { repository: needed('HEAD_REPOSITORY'), branch: needed('HEAD_BRANCH'), sha: needed('HEAD_SHA') };
  const author = process.env.COMMENT_AUTHOR || 'github-actions[bot]';
  const api = apiAt(safeBase(needed('GITHUB_API_URL')), {
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    authorization: `Bearer ${needed('GITHUB_TOKEN')}`,
  });
  return {
    limit: 65_536,
    // By what GitHub itself says of the run: what the run left behind may be anybody's.
    find: async () => {
      const owner = head.repository.split('/')[0];
      const query = new URLSearchParams({ state: 'open', head: `${owner}:${head.branch}`, per_page: `${perPage}` });
      const open = await api('GET', `/repos/${repository}/pulls?${query}`);
      const found = open.filter(
        (/** @type {any} */ one) =>
          one.head?.repo?.full_name === head.repository &&
          one.head.ref === head.branch &&
          one.head.sha === head.sha &&
          one.base?.repo?.full_name === repository,
      );
      if (found.length > 1)
        throw new Failure('several open pull requests have this head: it is not known whose report this is');
      return found.length === 0 ? undefined : `/repos/${repository}/issues/${Number(found[0].number)}/comments`;
    },
    comments: async (path, page) =>
      (await api('GET', `${path}?per_page=${perPage}&page=${page}`)).map((/** @type {any} */ { id, body, user }) => ({
        id,
        body,
        own: user?.login === author && user?.type === 'Bot',
      })),
    create: (path, body) => api('POST', path, { body }),
    update: (_, id, body) => api('PATCH', `/repos/${repository}/issues/comments/${Number(id)}`, { body }),
  };
};

/** @returns {Forge} */
const gitlab = () => {
  const project = encodeURIComponent(needed('CI_PROJECT_ID'));
  const request = encodeURIComponent(needed('CI_MERGE_REQUEST_IID'));
  const api = apiAt(safeBase(needed('CI_API_V4_URL')), { 'private-token': needed('ESPALIER_GITLAB_TOKEN') });
  /** @type {Promise<{ readonly id: number }> | undefined} */
  let self;
  return {
    limit: 1_000_000,
    find: async () => `/projects/${project}/merge_requests/${request}/notes`,
    comments: async (path, page) => {
      self ??= api('GET', '/user');
      const { id: own } = await self.catch((error) => {
        self = undefined;
        throw error;
      });
      const notes = await api('GET', `${path}?per_page=${perPage}&page=${page}&sort=asc&order_by=created_at`);
      return notes.map((/** @type {any} */ { id, body, author }) => ({ id, body, own: author?.id === own }));
    },
    create: (path, body) => api('POST', path, { body }),
    update: (path, id, body) => api('PUT', `${path}/${Number(id)}`, { body }),
  };
};

/**
 * Looks before it writes, each time that it is tried: a comment may have been made although the answer was lost.
 * @param {Forge} forge
 * @param {string} body
 */
const comment = async (forge, body) => {
  const path = await forge.find();
  if (path === undefined) return 'no open pull request has this head any more: nothing is said';
  for (let page = 1; page <= mostPages; page += 1) {
    const comments = await forge.comments(path, page);
    const earlier = comments.find((one) => one.own && one.body?.split(/\r?\n/, 1)[0] === marker);
    if (earlier !== undefined) {
      if (earlier.body === body) return 'the comment says this already';
      await forge.update(path, earlier.id, body);
      return 'updated the comment';
    }
    if (comments.length < perPage) {
      await forge.create(path, body);
      return 'made the comment';
    }
  }
  throw new Failure(`there are more than ${mostPages * perPage} comments`);
};

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
const patiently = async (work) => {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Passing) || tried === tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause * 2 ** (tried - 1)));
    }
  }
};

/**
 * @param {string | undefined} file
 * @param {number} limit
 */
const read = async (file, limit) => {
  if (file === undefined) throw new Failure('which file?');
  const { size } = await stat(file);
  const text = size > limit * 4 ? undefined : (await readFile(file, 'utf8')).trimEnd();
  const body = text === undefined || text.split('\n', 1)[0] === marker ? text : `${marker}\n${text}`;
  if (body === undefined || body.length > limit) throw new Failure(`${file} has more than ${limit} characters`);
  return body;
};

try {
  const forge = process.env.GITHUB_REPOSITORY ? github() : gitlab();
  const body = await read(process.argv[2], forge.limit);
  console.log(await patiently(() => comment(forge, body)));
} catch (error) {
  console.error(`comment: ${plain(error instanceof Error ? error.message : String(error))}`);
  process.exitCode = 1;
}
