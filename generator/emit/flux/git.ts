import type { Manifest } from '../../model/outputs.ts';
import type { Problem } from '../../model/problems.ts';
import type { ResolvedCluster } from '../../model/releases.ts';
import type { Located } from '../../model/values.ts';
import { problem } from '../../problem.ts';
import { gitPath } from '../git-path.ts';
import { manifest, sorted } from '../manifest.ts';
import { keepIf, sourceApi, sourceInterval } from './conventions.ts';
import { homeOf, placeOf, staysInNamespace } from './place.ts';

interface GitRepositoryReference {
  readonly name: string;
  readonly namespace: string;
}

/** The GitRepository that is already there, for what lives in a namespace: not ours to make, and undefined where out of reach. */
export const existingGitRepository = (
  resolved: ResolvedCluster,
  namespace: string,
): GitRepositoryReference | undefined => {
  const { cluster, settings } = resolved;
  const existing = cluster.fluxGitRepository ?? settings.flux.gitRepository;
  const home = settings.flux.namespace.value;
  if (existing === undefined || (namespace !== home && staysInNamespace(resolved))) return undefined;
  return { name: existing.value, namespace: home };
};

/** What Kustomizations of a namespace are read from. */
export const gitRepositoryFor = (resolved: ResolvedCluster, namespace: string): GitRepositoryReference =>
  existingGitRepository(resolved, namespace) ?? { name: resolved.cluster.name, namespace };

/** The namespaces that Kustomizations live in, the root's first. */
export const kustomizationPlaces = (resolved: ResolvedCluster): readonly string[] => [
  ...new Set([homeOf(resolved).value, ...sorted(resolved.releases.map((release) => placeOf(release, resolved).value))]),
];

/** This repository, without anything but the folders at `paths`. */
export const gitRepository = (
  { cluster, settings }: ResolvedCluster,
  { name, namespace }: { readonly name: string; readonly namespace: Located<string> },
  paths: readonly string[],
  kept: boolean,
): Manifest => {
  const { url, branch, secretRef, provider } = settings.repository;
  return manifest(
    {
      apiVersion: sourceApi,
      kind: 'GitRepository',
      metadata: { name, namespace: namespace.value, ...keepIf(kept) },
      spec: {
        interval: sourceInterval,
        url: cloneUrl(url.value),
        ref: { branch: branch.value },
        ...(provider === undefined || provider.value === 'generic' ? {} : { provider: provider.value }),
        ...(secretRef && { secretRef: { name: secretRef.value } }),
        ignore: ['/*', ...sorted(paths).map((path) => `!/${escapePattern(gitPath(settings, path))}/`), ''].join('\n'),
      },
    },
    {
      at: cluster.at,
      origins: {
        '/metadata/namespace': namespace.at,
        '/spec/url': url.at,
        '/spec/ref': branch.at,
        ...(provider && { '/spec/provider': provider.at }),
        ...(secretRef && { '/spec/secretRef': secretRef.at }),
      },
    },
  );
};

/** Flux takes URLs alone: `git@host:path` is `ssh://git@host/path`. */
const cloneUrl = (url: string): string =>
  url.includes('://') ? url : url.replace(/^([^:]+):/, (_, login: string) => `ssh://${login}/`);

const escapePattern = (path: string): string => path.replace(/[\\*?[\]]/g, '\\$&');

/** What the GitRepositories that are made here can never be read with. */
export const checkRepositoryUrl = (clusters: readonly ResolvedCluster[]): readonly Problem[] => {
  const readers = clusters.filter(
    (resolved) =>
      resolved.cluster.controller.value === 'flux' &&
      kustomizationPlaces(resolved).some((namespace) => existingGitRepository(resolved, namespace) === undefined),
  );
  const repository = readers[0]?.settings.repository;
  if (repository === undefined) return [];
  const { url, secretRef, provider } = repository;
  const isHttps = url.value.startsWith('https://');
  const names = readers.map(({ cluster }) => `\`${cluster.name}\``).join(', ');
  const where = `(${readers.length === 1 ? 'cluster' : 'clusters'} ${names})`;
  const fix = 'Name the Secret, `repository: { secretRef: NAME }`, or a GitRepository that is there already.';
  if (provider !== undefined && provider.value !== 'generic' && !isHttps) {
    const message = `Flux signs in with the provider ${provider.value} over https:// alone ${where}.`;
    return [
      problem('flux-cannot-clone', message, { at: url.at, fix: 'Write an https:// URL, or take the provider out.' }),
    ];
  }
  if (provider?.value === 'github' && secretRef === undefined)
    return [
      problem('flux-cannot-clone', `A GitHub App is named by a Secret, which is not said ${where}.`, {
        at: provider.at,
        fix,
      }),
    ];
  if (isHttps || secretRef !== undefined) return [];
  return [
    problem('flux-cannot-clone', `Flux clones over ssh only with a key from a Secret ${where}.`, { at: url.at, fix }),
  ];
};
