import { textOf } from '../../object-fields.ts';
import {
  basic,
  type Credentials,
  type Found,
  mayBeSent,
  registryCredentials,
  unauthorized,
} from '../credentials/credentials.ts';
import type { Connections } from '../network/connections.ts';
import { fetchAnswer } from '../network/fetch.ts';
import type { Answer } from '../network/send.ts';
import { shown, WireError } from '../network/wire-error.ts';
import { type Challenge, mayHoldTokens } from './challenge.ts';

/** The `Authorization` that a registry asks for, with where the credentials came from. */
export interface Authorization {
  readonly header: string;
  readonly found: Found;
}

/** Gets a token from the server that the registry names. */
export const bearer = async (
  challenge: Extract<Challenge, { kind: 'bearer' }>,
  registry: URL,
  scope: string,
  connections: Connections,
): Promise<Authorization> => {
  const realm = realmOf(challenge.realm, registry);
  const environment = connections.access.network.environment;
  // Another's server gets what belongs to it, and nothing of the registry's.
  const owner = mayHoldTokens(registry.hostname, realm.hostname) ? registry.host : realm.host;
  // Who chose plain HTTP for the registry chose it for no other host.
  const isChosen = connections.trust.isInsecure && owner === registry.host;
  const found = await registryCredentials(owner, mayBeSent(realm, isChosen), environment);
  const service = challenge.service === undefined ? {} : { service: challenge.service };
  const answer = await ask(realm, { ...service, scope: challenge.scope ?? scope }, found.credentials, connections);
  if (answer.status < 200 || answer.status > 299) throw unauthorized(realm.host, answer.status, found);
  const body = parse(answer);
  const token = textOf(body, 'token') || textOf(body, 'access_token');
  // A line end in it would end the header that it goes into.
  if (token !== undefined && /^[\x21-\x7e]+$/.test(token)) return { header: `Bearer ${token}`, found };
  throw new WireError('repository-unreachable', `${shown(realm)} gives no token.`, { fix: 'Ask those who run it.' });
};

const realmOf = (text: string, registry: URL): URL => {
  const realm = URL.canParse(text, registry.href) ? new URL(text, registry) : undefined;
  const isSafe = realm?.protocol === 'https:' || (realm?.protocol === 'http:' && registry.protocol === 'http:');
  if (realm !== undefined && isSafe && realm.username === '' && realm.password === '') return realm;
  throw new WireError('redirect-refused', `${registry.host} names no server for tokens that may be asked.`, {
    fix: 'It must be an https:// URL. Ask those who run the registry.',
  });
};

const ask = (
  realm: URL,
  parameters: Readonly<Record<string, string>>,
  credentials: Credentials | undefined,
  connections: Connections,
): Promise<Answer> => {
  const most = connections.limits.answerBytes;
  if (credentials?.kind === 'identity') {
    const grant = { grant_type: 'refresh_token', refresh_token: credentials.token, client_id: 'espalier' };
    return fetchAnswer({ url: realm, form: new URLSearchParams({ ...grant, ...parameters }), most }, connections);
  }
  const url = new URL(realm);
  for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value);
  const authorization = credentials === undefined ? undefined : basic(credentials);
  return fetchAnswer({ url, authorization, most }, connections);
};

const parse = ({ body }: Answer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};
