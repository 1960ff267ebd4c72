import { textOf } from '../json-field.ts';
import type { Environment } from '../network/network.ts';
import { WireError } from '../network/wire-error.ts';
import { askHelper } from './credential-helper.ts';
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
  const config = text === undefined ? undefined : parseConfig(text, place);
  if (config === undefined) return undefined;
  const key = isDockerHub(host) ? dockerHub : host;
  const helper = textOf(config.credHelpers, key) ?? textOf(config.credHelpers, host) ?? textOf(config, 'credsStore');
  if (helper !== undefined && helper !== '') {
    const source = `docker-credential-${helper}, which ${place.shown} names`;
    const value = await askHelper(helper, key, source, environment);
    if (value !== undefined) return { value, source };
  }
  const value = writtenDown(config.auths, host);
  return value && { value, source: place.shown };
};

interface Config {
  readonly auths?: unknown;
  readonly credHelpers?: unknown;
}

const parseConfig = (text: string, { shown }: Place): Config => {
  try {
    const config: unknown = JSON.parse(text);
    return typeof config === 'object' && config !== null ? config : {};
  } catch {
    throw new WireError('repository-unauthorized', `${shown} is not well-formed JSON.`, { fix: `Mend ${shown}.` });
  }
};

/** Keys are hosts, or URLs as old versions of Docker wrote them. */
const hostOf = (key: string): string => key.replace(/^https?:\/\//, '').replace(/\/(v[12]\/?)?$/, '');

const writtenDown = (auths: unknown, host: string): Credentials | undefined => {
  if (typeof auths !== 'object' || auths === null) return undefined;
  const isSame = (key: string): boolean =>
    isDockerHub(host) ? isDockerHub(hostOf(key)) : hostOf(key).toLowerCase() === host;
  // An entry without anything in it only says that a helper has it.
  return Object.entries(auths)
    .sort(([a], [b]) => Number(b === host) - Number(a === host))
    .filter(([key]) => isSame(key))
    .map(([, entry]) => credentialsOf(entry))
    .find((found) => found !== undefined);
};

const credentialsOf = (entry: unknown): Credentials | undefined => {
  const token = textOf(entry, 'identitytoken');
  if (token) return { kind: 'identity', token };
  const [user, password] = [textOf(entry, 'username'), textOf(entry, 'password')];
  if (user !== undefined && password) return { kind: 'basic', user, password };
  // Docker pads what it encodes with NUL.
  const decoded = Buffer.from(textOf(entry, 'auth') ?? '', 'base64')
    .toString('utf8')
    .replace(/\0+$/, '');
  const colon = decoded.indexOf(':');
  return colon < 0 || colon === decoded.length - 1
    ? undefined
    : { kind: 'basic', user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
};
