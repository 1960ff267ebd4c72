import { isThisMachine } from '../network/addresses.ts';
import type { Environment } from '../network/network.ts';
import { WireError } from '../network/wire-error.ts';
import { dockerCredentials } from './docker-config.ts';
import { helmRepositoryCredentials } from './helm-repositories.ts';
import { dockerConfigFile, helmRegistryFile, helmRepositoriesFile } from './places.ts';
import { variableCredentials, variablesFor } from './variables.ts';

/** A user with a password, or a token that is changed for others. */
export type Credentials =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'identity'; readonly token: string };

/** What was found for a host, with the place for messages. Never the secret itself is told, nor the user's name. */
export interface Found {
  readonly credentials?: Credentials;
  /** Where it was found; where nothing was, all that was looked at. */
  readonly source: string;
}

/** Without TLS whoever is on the way reads them along, unless there is no way, or a person chose it for this host. */
export const mayBeSent = (url: URL, isInsecure: boolean): boolean =>
  url.protocol === 'https:' || isInsecure || isThisMachine(url.hostname);

/** Looks a registry up where people keep its credentials, none of which says a scheme: variables, Helm's registry config, Docker's config. */
export const registryCredentials = async (host: string, mayBe: boolean, environment: Environment): Promise<Found> => {
  if (!mayBe) return { source: `what may be sent to ${host} without TLS` };
  const given = variableCredentials(host, environment);
  if (given !== undefined) return given;
  const files = [helmRegistryFile(environment), dockerConfigFile(environment)].filter((one) => one !== undefined);
  for (const file of files) {
    const credentials = await dockerCredentials(file, host, environment);
    if (credentials !== undefined) return { credentials: credentials.value, source: credentials.source };
  }
  return { source: lookedAt([variablesFor(host), ...files.map(({ shown }) => shown)]) };
};

/** Looks an HTTP repository up: variables for its host, then Helm's repositories file, which alone says a scheme. */
export const repositoryCredentials = async (
  repository: URL,
  isInsecure: boolean,
  environment: Environment,
): Promise<Found> => {
  const mayBe = mayBeSent(repository, isInsecure);
  const given = mayBe ? variableCredentials(repository.host, environment) : undefined;
  if (given !== undefined) return given;
  const file = helmRepositoriesFile(environment);
  const credentials = file && (await helmRepositoryCredentials(file, repository));
  if (file !== undefined && credentials !== undefined) return { credentials, source: file.shown };
  if (!mayBe) return { source: `${file?.shown ?? "Helm's repositories.yaml"}, which alone counts without TLS` };
  return { source: lookedAt([variablesFor(repository.host), file?.shown]) };
};

const lookedAt = (places: readonly (string | undefined)[]): string => {
  const known = places.filter((place) => place !== undefined);
  const last = known.at(-1) ?? 'any place, since no folder is known to be home';
  return known.length < 2 ? last : `${known.slice(0, -1).join(', ')} and ${last}`;
};

export const basic = ({ user, password }: Extract<Credentials, { kind: 'basic' }>): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** What a server that wants other credentials, or any, comes to. */
export const unauthorized = (host: string, status: number, { credentials, source }: Found): WireError => {
  const fix = 'See docs/charts.md for where credentials are looked for.';
  if (credentials === undefined)
    return new WireError(
      'repository-unauthorized',
      `${host} wants credentials (${status}), and none were found in ${source}.`,
      { fix },
    );
  return new WireError('repository-unauthorized', `${host} refuses the credentials from ${source} (${status}).`, {
    fix,
  });
};
