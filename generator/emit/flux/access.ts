import type { RepositorySettings } from '../../model/inputs.ts';
import type { Problem } from '../../model/problems.ts';
import type { Release } from '../../model/releases.ts';
import type { JsonObject } from '../../model/values.ts';
import { problem } from '../../problem.ts';
import { isOci } from '../../repository-url.ts';
import { chartRepository } from '../chart-repository.ts';

/** What a source says of how its chart repository is read. */
export const accessFields = (access: RepositorySettings | undefined): JsonObject => {
  const { secretRef, certSecretRef, provider, insecure } = access ?? {};
  return {
    ...(provider === undefined || provider.value === 'generic' ? {} : { provider: provider.value }),
    ...(secretRef && { secretRef: { name: secretRef.value } }),
    ...(certSecretRef && { certSecretRef: { name: certSecretRef.value } }),
    ...(insecure?.value === true ? { insecure: true } : {}),
  };
};

/** What Flux cannot do for a repository that is no OCI registry. */
export const checkAccess = (release: Release): readonly Problem[] => {
  const url = chartRepository(release)?.url;
  if (url === undefined || isOci(url)) return [];
  const { provider, insecure } = release.access ?? {};
  return [
    ...(provider === undefined || provider.value === 'generic'
      ? []
      : [unsupported(`Flux signs in as a cloud's identity (${provider.value})`, url, provider.at, 'a `secretRef`')]),
    ...(insecure?.value === true
      ? [unsupported('Flux takes `insecure`', url, insecure.at, 'an http:// URL, or a `certSecretRef` with the CA')]
      : []),
  ];
};

const unsupported = (what: string, url: string, at: Problem['at'], instead: string): Problem =>
  problem('repository-field-unsupported', `${what} only for OCI registries, which ${url} is not.`, {
    at,
    fix: `Take it out, and use ${instead}.`,
  });
