import type { Environment } from '../network/network.ts';
import type { Found } from './credentials.ts';

/**
 * `registry.example.com:5000` → `REGISTRY_EXAMPLE_COM_5000`; a hyphen becomes two underscores, so that no host reads
 * what is meant for another.
 */
const suffixOf = (host: string): string =>
  host
    .toUpperCase()
    .replaceAll('-', '__')
    .replaceAll(/[^A-Z0-9_]/g, '_');

export const variablesFor = (host: string): string => `ESPALIER_PASSWORD_${suffixOf(host)}`;

/** `ESPALIER_USERNAME_<HOST>` and `ESPALIER_PASSWORD_<HOST>`. There is none for all hosts: each sees only its own. */
export const variableCredentials = (host: string, environment: Environment): Found | undefined => {
  const password = environment[variablesFor(host)];
  if (password === undefined || password === '') return undefined;
  const user = environment[`ESPALIER_USERNAME_${suffixOf(host)}`] ?? '';
  return { credentials: { kind: 'basic', user, password }, source: variablesFor(host) };
};
