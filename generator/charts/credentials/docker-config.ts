import { fieldOf } from '../../object-fields.ts';
import type { Environment } from '../network/network.ts';
import { WireError } from '../network/wire-error.ts';
import { askHelper, type NamedHelper, sourceOf } from './credential-helper.ts';
import type { Credentials } from './credentials.ts';
import { type Place, readPlace } from './places.ts';

/** Docker's name for its own registry, by which it has always kept the password. */
const dockerHub = 'https://index.docker.io/v1/';

const isDockerHub = (host: string): boolean => /^((index|registry-1|registry)\.)?docker\.io$/.test(host);

/**
 * The credentials of a registry in a file of Docker's form, which is Helm's form too: the helper of this host, the helper
 * of all, then what is written in the file itself. Undefined where it has none.
 */
export const dockerCredentials = async (
  place: Place,
  host: string,
  environment: Environment,
): Promise<{ readonly value: Credentials; readonly source: string } | undefined> => {
  const text = await readPlace(place);
  if (text === undefined) return undefined;
  const config = mapOf(parseConfig(text, place), 'what stands in it is no map', place);
  const key = isDockerHub(host) ? dockerHub : host;
  const helper = helperFor(config, [key, host], place);
  if (helper !== undefined) {
    const value = await askHelper(helper, key, environment);
    if (value !== undefined) return { value, source: sourceOf(helper) };
  }
  const value = writtenDown(mapOf(config.auths ?? {}, '`auths` is no map', place), host, place);
  return value && { value, source: place.shown };
};

type Fields = Readonly<Record<string, unknown>>;

const parseConfig = (text: string, { shown }: Place): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new WireError('repository-unauthorized', `${shown} is not well-formed JSON.`, { fix: `Mend ${shown}.` });
  }
};

/** What cannot be used is told, since the credentials would be missed in silence; never what it holds. */
const unusable = (what: string, { shown }: Place): WireError =>
  new WireError('repository-unauthorized', `${shown} cannot be used: ${what}.`, {
    fix: `Mend ${shown}, or log in again.`,
  });

const mapOf = (value: unknown, otherwise: string, place: Place): Fields => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw unusable(otherwise, place);
};

const textIn = (map: Fields, key: string, where: string, place: Place): string | undefined => {
  const value = fieldOf(map, key) ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw unusable(`${where} is no text`, place);
};

/** The helper of one host under any of its names, else that of all. */
const helperFor = (config: Fields, hosts: readonly string[], place: Place): NamedHelper | undefined => {
  const helpers = mapOf(config.credHelpers ?? {}, '`credHelpers` is no map', place);
  const own = hosts
    .map((host) => textIn(helpers, host, `the entry of ${host} in \`credHelpers\``, place))
    .find((name) => name !== undefined);
  const name = own ?? textIn(config, 'credsStore', '`credsStore`', place);
  const field = own === undefined ? 'credsStore' : 'credHelpers';
  return name === undefined || name === '' ? undefined : { name, field, file: place.shown };
};

/** Keys are hosts, or URLs as old versions of Docker wrote them. */
const hostOf = (key: string): string => key.replace(/^https?:\/\//, '').replace(/\/(v[12]\/?)?$/, '');

const writtenDown = (auths: Fields, host: string, place: Place): Credentials | undefined => {
  const isSame = (key: string): boolean =>
    isDockerHub(host) ? isDockerHub(hostOf(key)) : hostOf(key).toLowerCase() === host;
  const where = `the entry of ${host} in \`auths\``;
  // An entry without anything in it only says that a helper has it.
  return Object.entries(auths)
    .sort(([a], [b]) => Number(b === host) - Number(a === host))
    .filter(([key]) => isSame(key))
    .map(([, entry]) => credentialsOf(mapOf(entry ?? {}, `${where} is no map`, place), where, place))
    .find((found) => found !== undefined);
};

/** As Go reads it, which skips line ends. */
const base64 = /^[A-Za-z0-9+/_\r\n-]*={0,2}[\r\n]*$/;

const credentialsOf = (entry: Fields, where: string, place: Place): Credentials | undefined => {
  const [token, user, password, auth] = (['identitytoken', 'username', 'password', 'auth'] as const).map((key) =>
    textIn(entry, key, `\`${key}\` of ${where}`, place),
  );
  if (token) return { kind: 'identity', token };
  if (user !== undefined && password) return { kind: 'basic', user, password };
  if (auth === undefined || auth === '') return undefined;
  // Docker pads what it encodes with NUL.
  const decoded = base64.test(auth) ? Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '') : '';
  const colon = decoded.indexOf(':');
  if (colon < 0) throw unusable(`\`auth\` of ${where} is not USER:PASSWORD in base64`, place);
  return colon === decoded.length - 1
    ? undefined
    : { kind: 'basic', user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
};
