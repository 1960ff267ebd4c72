import type { RepositorySettings } from '../../model/inputs.ts';
import type { Release, ResolvedCluster } from '../../model/releases.ts';
import type { JsonObject } from '../../model/values.ts';
import { isOci } from '../../repository-url.ts';
import { chartRepository, nameOfUrl } from '../chart-repository.ts';
import { serialise } from '../serialise.ts';
import { chartSource, isPinnedOci } from './chart-source.ts';

/** What Argo CD must know of a repository beside its URL: the shape of a Secret, without what is secret in it. */
export interface CredentialNeed {
  readonly url: string;
  /** A Secret in YAML; capitals stand for what only the reader knows. */
  readonly secret: string;
  /** The host whose CA argocd-tls-certs-cm must have, or empty. */
  readonly caOf: string;
  /** The cloud whose identity Argo CD cannot sign in with by itself, or empty. */
  readonly cloud: string;
}

/** Sorted by URL, each once. */
export const credentialNeeds = (resolved: ResolvedCluster): readonly CredentialNeed[] => {
  const needs = new Map<string, CredentialNeed>();
  for (const need of [...gitNeeds(resolved), ...resolved.releases.flatMap((release) => chartNeeds(release, resolved))])
    needs.set(need.url, need);
  return [...needs.values()].sort((a, b) => (a.url < b.url ? -1 : 1));
};

const secret = (name: string, namespace: string, data: JsonObject): string =>
  serialise({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { 'argocd.argoproj.io/secret-type': 'repository' } },
    stringData: data,
  }).trimEnd();

const gitNeeds = ({ settings }: ResolvedCluster): readonly CredentialNeed[] => {
  const { url, secretRef, provider } = settings.repository;
  if (secretRef === undefined && (provider === undefined || provider.value === 'generic')) return [];
  const login =
    provider?.value === 'github'
      ? { githubAppID: 'ID', githubAppInstallationID: 'ID', githubAppPrivateKey: 'KEY' }
      : provider?.value === 'azure'
        ? { useAzureWorkloadIdentity: 'true' }
        : url.value.startsWith('https://')
          ? { username: 'USERNAME', password: 'PASSWORD' }
          : { sshPrivateKey: 'KEY' };
  const name = secretRef?.value ?? 'this-repository';
  const data = { type: 'git', url: url.value, ...login };
  return [{ url: url.value, secret: secret(name, settings.argocd.namespace.value, data), caOf: '', cloud: '' }];
};

const chartNeeds = (release: Release, resolved: ResolvedCluster): readonly CredentialNeed[] => {
  const { access } = release;
  const repository = chartRepository(release)?.url;
  if (repository === undefined || !hasNeeds(access)) return [];
  const { repoURL } = chartSource(release, resolved);
  const kind = isPinnedOci(release)
    ? { type: 'oci', url: repoURL }
    : { type: 'helm', name: nameOfUrl(repoURL), url: repoURL, ...(isOci(repository) ? { enableOCI: 'true' } : {}) };
  const name = `${access?.secretRef?.value ?? 'repository'}-${nameOfUrl(repoURL)}`.slice(0, 253);
  const cloud = access?.provider?.value ?? 'generic';
  return [
    {
      url: repoURL,
      secret: secret(name, resolved.settings.argocd.namespace.value, { ...kind, ...login(access, isOci(repository)) }),
      caOf: access?.certSecretRef === undefined ? '' : hostOf(repository),
      cloud: cloud === 'aws' || cloud === 'gcp' ? cloud : '',
    },
  ];
};

const hasNeeds = (access: RepositorySettings | undefined): boolean =>
  access?.secretRef !== undefined ||
  access?.certSecretRef !== undefined ||
  access?.insecure?.value === true ||
  (access?.provider !== undefined && access.provider.value !== 'generic');

const login = (access: RepositorySettings | undefined, oci: boolean): JsonObject => ({
  ...(access?.provider?.value === 'azure'
    ? { useAzureWorkloadIdentity: 'true' }
    : access?.secretRef !== undefined || access?.provider !== undefined
      ? { username: 'USERNAME', password: 'PASSWORD' }
      : {}),
  // `insecure` would only skip the check of the certificate; over plain HTTP there is none.
  ...(access?.insecure?.value === true ? { [oci ? 'insecureOCIForceHttp' : 'insecure']: 'true' } : {}),
});

const hostOf = (url: string): string => url.replace(/^[a-z]+:\/\//i, '').replace(/[:/].*$/, '');
