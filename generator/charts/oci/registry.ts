import { withoutEndSlash } from '../../repository-url.ts';
import { basic, mayBeSent, registryCredentials, unauthorized } from '../credentials/credentials.ts';
import type { Connections } from '../network/connections.ts';
import { connectionsOf } from '../network/connections.ts';
import { fetchAnswer } from '../network/fetch.ts';
import type { Access } from '../network/network.ts';
import type { Answer, Ask } from '../network/send.ts';
import { trustOf } from '../network/trust.ts';
import { WireError } from '../network/wire-error.ts';
import { challengeOf } from './challenge.ts';
import { type Authorization, bearer } from './token.ts';

/** A registry that charts are pulled from, with what it wanted to see for each of its repositories. */
export interface Registry {
  readonly base: URL;
  /** What stands before a chart's name: `charts/` of `oci://registry.example.com/charts`. */
  readonly prefix: string;
  readonly connections: Connections;
  readonly authorizations: Map<string, Authorization>;
}

/** Docker's registry is known by a name at which it does not listen. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['docker.io', 'registry-1.docker.io'],
  ['index.docker.io', 'registry-1.docker.io'],
]);

/** Opens `oci://HOST/PATH`. Whoever does closes its connections. */
export const openRegistry = async (repository: string, access: Access): Promise<Registry> => {
  const trust = await trustOf(repository, access);
  const [, written = '', path = ''] = /^oci:\/\/([^/]+)\/?(.*)$/i.exec(repository) ?? [];
  const host = aliases.get(written.toLowerCase()) ?? written.toLowerCase();
  const base = `${trust.isInsecure ? 'http' : 'https'}://${host}/v2/`;
  if (!URL.canParse(base))
    throw new WireError('invalid-value', `${repository} is no URL of a registry.`, { fix: 'Write oci://HOST/PATH.' });
  const prefix = withoutEndSlash(path);
  return {
    base: new URL(base),
    prefix: prefix === '' ? '' : `${prefix}/`,
    connections: connectionsOf(new URL(base).hostname, trust, access),
    authorizations: new Map(),
  };
};

/** What a name in a registry may be (distribution-spec, "Pulling manifests"). */
const nameInRegistry = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;

/** Asks for something of a chart: `tags/list`, `manifests/…`, `blobs/…`. Shows what the registry wants to see for it. */
export const askRegistry = async (
  registry: Registry,
  chart: string,
  path: string,
  ask: Omit<Ask, 'url' | 'authorization' | 'progress'>,
): Promise<Answer> => {
  const name = `${registry.prefix}${chart}`;
  if (name.length > 255 || !nameInRegistry.test(name))
    throw new WireError('invalid-value', `No registry can have a chart ${name}.`, {
      fix: 'Names in registries have small letters and digits, with - _ . between them.',
    });
  const url = new URL(`${name}/${path}`, registry.base);
  const { connections, authorizations } = registry;
  const known = authorizations.get(name);
  const first = await fetchAnswer({ ...ask, url, authorization: known?.header }, connections);
  if (first.status !== 401) return refuseForbidden(first, known);
  const authorization = await authorize(registry, name, first);
  authorizations.set(name, authorization);
  const second = await fetchAnswer({ ...ask, url, authorization: authorization.header }, connections);
  if (second.status === 401) throw unauthorized(second.url.host, 401, authorization.found);
  return refuseForbidden(second, authorization);
};

const refuseForbidden = (answer: Answer, authorization: Authorization | undefined): Answer => {
  if (answer.status !== 403) return answer;
  const found = authorization?.found ?? { source: 'anything, since it did not ask for them' };
  throw unauthorized(answer.url.host, 403, found);
};

const authorize = async (registry: Registry, name: string, { headers, url }: Answer): Promise<Authorization> => {
  const { base, connections } = registry;
  if (url.origin !== base.origin)
    throw new WireError('repository-unauthorized', `${base.host} leads to ${url.host}, which wants credentials.`, {
      fix: 'Credentials go to no other host than their own. Ask those who run the registry.',
    });
  const challenge = challengeOf(headers['www-authenticate']);
  if (challenge?.kind === 'bearer') return bearer(challenge, base, `repository:${name}:pull`, connections);
  const mayBe = mayBeSent(base, connections.trust.isInsecure);
  const found = await registryCredentials(base.host, mayBe, connections.access.network.environment);
  if (challenge === undefined || found.credentials?.kind !== 'basic') throw unauthorized(base.host, 401, found);
  return { header: basic(found.credentials), found };
};
