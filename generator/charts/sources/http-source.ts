import type { Outcome } from '../../model/problems.ts';
import { withoutEndSlash } from '../../repository-url.ts';
import { basic, type Found, repositoryCredentials, unauthorized } from '../credentials/credentials.ts';
import { type Connections, connectionsOf } from '../network/connections.ts';
import { fetchAnswer } from '../network/fetch.ts';
import type { Access } from '../network/network.ts';
import type { Ask } from '../network/send.ts';
import { trustOf } from '../network/trust.ts';
import { shown, WireError } from '../network/wire-error.ts';
import { parseIndex, type RepositoryIndex } from '../repository-index.ts';

const askOwner = 'Ask those who run the repository.';

/** An HTTP repository that charts are fetched from. */
export interface HttpRepository {
  /** With a slash at the end, so that what the index names is found below it. */
  readonly base: URL;
  readonly connections: Connections;
  readonly found: Found;
}

/** Opens a repository. Whoever does closes its connections. */
export const openHttpRepository = async (repository: string, access: Access): Promise<HttpRepository> => {
  const text = `${withoutEndSlash(repository)}/`;
  if (!URL.canParse(text))
    throw new WireError('invalid-value', `${repository} is no URL of a repository.`, {
      fix: 'Write https://HOST/PATH.',
    });
  const base = new URL(text);
  const trust = await trustOf(repository, access);
  const found = await repositoryCredentials(base, trust.isInsecure, access.network.environment);
  return { base, connections: connectionsOf(base.hostname, trust, access), found };
};

/** What the repository says of these charts. */
export const fetchIndex = async (
  repository: HttpRepository,
  names: ReadonlySet<string>,
): Promise<Outcome<RepositoryIndex | undefined>> => {
  const { base, connections } = repository;
  const url = new URL('index.yaml', base);
  await connections.access.step(`reading ${shown(url)}…`);
  const ask = { most: connections.limits.indexBytes, mayCompress: true };
  const body = await get(repository, url, ask, 'Mend the URL of the repository.');
  return parseIndex(shown(url), body.toString('utf8'), names);
};

/** An archive, which the index may have named with another host: that one sees no credentials of this one. */
export const fetchHttpArchive = async (repository: HttpRepository, url: URL): Promise<Buffer> => {
  const { access, limits } = repository.connections;
  await access.step(`downloading ${shown(url)}…`);
  return get(repository, url, { most: limits.archiveBytes });
};

const get = async (
  { base, connections, found }: HttpRepository,
  url: URL,
  ask: Omit<Ask, 'url' | 'authorization' | 'progress'>,
  fixOfMissing: string = askOwner,
): Promise<Buffer> => {
  const isOwn = url.origin === base.origin;
  if (!isOwn && base.protocol === 'https:' && url.protocol !== 'https:' && !connections.trust.isInsecure)
    throw new WireError('redirect-refused', `${base.host} names ${shown(url)}, which is without TLS.`, {
      fix: askOwner,
    });
  const { credentials } = found;
  const authorization = isOwn && credentials?.kind === 'basic' ? basic(credentials) : undefined;
  const { status, body, url: last } = await fetchAnswer({ ...ask, url, authorization }, connections);
  if (status === 200) return body;
  // Another host was shown none, so it can have refused none.
  const shownTo = last.origin === base.origin ? found : { source: `what belongs to ${last.host}: none are sent there` };
  if (status === 401 || status === 403) throw unauthorized(last.host, status, shownTo);
  throw new WireError('repository-unreachable', `${last.host} answers ${status} (${shown(last)}).`, {
    fix: status === 404 ? fixOfMissing : askOwner,
  });
};
