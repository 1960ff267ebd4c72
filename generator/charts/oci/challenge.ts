/** What a registry asks for in `WWW-Authenticate`. */
export type Challenge =
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly realm: string; readonly service?: string; readonly scope?: string };

/** The strongest challenge of a header that both sides know. */
export const challengeOf = (header: string | readonly string[] | undefined): Challenge | undefined => {
  const text = typeof header === 'string' ? header : (header ?? []).join(', ');
  const parts = text.split(/(?:^|,)\s*(?=(?:bearer|basic)(?:\s|$))/i);
  const bearer = parts.find((part) => /^bearer\s/i.test(part));
  const parameters = new Map(
    [...(bearer ?? '').matchAll(/\b([a-z_]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/gi)].map(([, key = '', quoted, plain]) => [
      key.toLowerCase(),
      quoted ?? plain ?? '',
    ]),
  );
  const [realm, service, scope] = ['realm', 'service', 'scope'].map((key) => parameters.get(key));
  if (realm !== undefined)
    return {
      kind: 'bearer',
      realm,
      ...(service === undefined ? {} : { service }),
      ...(scope === undefined ? {} : { scope }),
    };
  return parts.some((part) => /^basic(\s|$)/i.test(part)) ? { kind: 'basic' } : undefined;
};

/**
 * Whether credentials of a registry may go to the server that it names for tokens: its own host, or one beside or above
 * it (`auth.docker.io` for `registry-1.docker.io`, `gitlab.com` for `registry.gitlab.com`).
 */
export const mayHoldTokens = (registry: string, realm: string): boolean => {
  if (registry === realm) return true;
  const parent = registry.split('.').slice(1).join('.');
  return /[a-z]/i.test(parent) && parent.includes('.') && (realm === parent || realm.endsWith(`.${parent}`));
};
