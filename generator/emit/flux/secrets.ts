import type { ResolvedCluster } from '../../model/releases.ts';
import { isOci } from '../../repository-url.ts';
import { chartRepository } from '../chart-repository.ts';
import { existingGitRepository, kustomizationPlaces } from './git.ts';
import { placeOf } from './place.ts';

/** A Secret that Flux's sources name, and what they expect in it. */
export interface SecretNeed {
  readonly name: string;
  readonly namespace: string;
  readonly url: string;
  /** In Markdown. */
  readonly content: string;
}

/** Sorted by namespace, name and URL, each once. */
export const secretNeeds = (resolved: ResolvedCluster): readonly SecretNeed[] => {
  const needs = new Map([...gitNeeds(resolved), ...chartNeeds(resolved)].map((need) => [JSON.stringify(need), need]));
  return [...needs.values()].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
};

const sortKey = ({ namespace, name, url }: SecretNeed): string => [namespace, name, url].join('\0');

const gitNeeds = (resolved: ResolvedCluster): readonly SecretNeed[] => {
  const { url, secretRef, provider } = resolved.settings.repository;
  if (secretRef === undefined) return [];
  const content =
    provider?.value === 'github'
      ? '`githubAppID`, `githubAppInstallationID` and `githubAppPrivateKey`'
      : url.value.startsWith('https://')
        ? '`username` and `password`, or `bearerToken`'
        : '`identity`, the private key, and `known_hosts`';
  return kustomizationPlaces(resolved)
    .filter((namespace) => existingGitRepository(resolved, namespace) === undefined)
    .map((namespace) => ({ name: secretRef.value, namespace, url: url.value, content }));
};

const chartNeeds = (resolved: ResolvedCluster): readonly SecretNeed[] =>
  resolved.releases.flatMap((release) => {
    const url = chartRepository(release)?.url;
    const { secretRef, certSecretRef } = release.access ?? {};
    if (url === undefined) return [];
    const common = { namespace: placeOf(release, resolved).value, url };
    const login = isOci(url)
      ? '`.dockerconfigjson`, in a Secret of type `kubernetes.io/dockerconfigjson`'
      : '`username` and `password`';
    return [
      ...(secretRef ? [{ ...common, name: secretRef.value, content: login }] : []),
      ...(certSecretRef ? [{ ...common, name: certSecretRef.value, content: certificates }] : []),
    ];
  });

const certificates = '`ca.crt`, the CA, or `tls.crt` and `tls.key`, the certificate of a client';
