import type { Environment } from '../network/network.ts';
import type { Found } from './credentials.ts';

/**
 * Names as they are registered (RFC 1123), with a port or not, and IPv6 addresses. Only among these does every host have a
 * suffix of its own: `my_.registry.com` would read what is meant for `my-registry.com`.
 */
const plainHost = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])(:\d+)?$/i;

/**
 * `registry.my-company.com:5000` → `REGISTRY_MY__COMPANY_COM_5000`: a hyphen becomes two underscores, all else that is no
 * letter or digit one. Undefined for a host that could share its suffix with another.
 */
const suffixOf = (host: string): string | undefined =>
  plainHost.test(host)
    ? host
        .toUpperCase()
        .replaceAll('-', '__')
        .replaceAll(/[^A-Z0-9_]/g, '_')
    : undefined;

/** The variable that holds a host's password; undefined for a host that has none. */
export const variablesFor = (host: string): string | undefined => {
  const suffix = suffixOf(host);
  return suffix && `ESPALIER_PASSWORD_${suffix}`;
};

/** `ESPALIER_USERNAME_<HOST>` and `ESPALIER_PASSWORD_<HOST>`. There is none for all hosts: each sees only its own. */
export const variableCredentials = (host: string, environment: Environment): Found | undefined => {
  const variable = variablesFor(host);
  const password = variable && environment[variable];
  if (variable === undefined || password === undefined || password === '') return undefined;
  const user = environment[`ESPALIER_USERNAME_${suffixOf(host)}`] ?? '';
  return { credentials: { kind: 'basic', user, password }, source: variable };
};
