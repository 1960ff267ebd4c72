import { createHash } from 'node:crypto';
import type { JsonObject, Manifest, Release, ResolvedCluster } from '../../model.ts';
import { chartFolders } from '../chart-folder.ts';
import { gitPath } from '../git-path.ts';
import { manifest, sorted } from '../manifest.ts';
import { neverPruned, sourceApi, sourceInterval } from './conventions.ts';

/** A source in Flux's namespace with the releases that take their chart from it. */
export interface ChartSource {
  readonly kind: 'HelmRepository' | 'GitRepository';
  readonly name: string;
  readonly releases: readonly Release[];
}

/** Every source of charts of a cluster, sorted by kind and name; the one that the root stands on is among them. */
export const chartSources = (resolved: ResolvedCluster): readonly ChartSource[] => {
  const shared = resolved.releases.filter(({ onRemove }) => onRemove === 'delete');
  const names = repositoryNames(shared.flatMap((release) => repositoryOf(release) ?? []));
  const sources = new Map<string, { kind: ChartSource['kind']; name: string; releases: Release[] }>();
  for (const release of resolved.releases) {
    const repository = repositoryOf(release);
    const kind = repository === undefined ? 'GitRepository' : 'HelmRepository';
    const name =
      repository === undefined ? gitSourceName(release, resolved) : helmSourceName(release, repository, names);
    const source = sources.get(`${kind} ${name}`) ?? { kind, name, releases: [] };
    source.releases.push(release);
    sources.set(`${kind} ${name}`, source);
  }
  return [...sources].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, source]) => source);
};

const repositoryOf = ({ chart }: Release): string | undefined =>
  chart.value.kind === 'repository' ? chart.value.repository : undefined;

/** The GitRepository that is already there, which is not ours to make. */
export const existingGitRepository = ({ cluster, settings }: ResolvedCluster): string | undefined =>
  (cluster.fluxGitRepository ?? settings.flux.gitRepository)?.value;

/** What the root and the releases' Kustomizations are read from. */
export const gitRepositoryName = (resolved: ResolvedCluster): string =>
  existingGitRepository(resolved) ?? resolved.cluster.name;

/**
 * Charts of this repository come from a source beside the root's, so that another chart needs nothing applied by hand. One
 * that is kept has its own: the shared one forgets a chart together with its service.
 */
const gitSourceName = (release: Release, resolved: ResolvedCluster): string =>
  existingGitRepository(resolved) ??
  `${resolved.cluster.name}-charts${release.onRemove === 'keep' ? `-${release.service}` : ''}`;

/**
 * A repository's own name, which its releases share. One that is kept has a repository of its own: the shared one is pruned,
 * or loses the annotation that keeps it, together with its services. The hash keeps it apart from every other URL, so that no
 * later source takes over one that stayed behind.
 */
const helmSourceName = ({ onRemove, service }: Release, url: string, shared: ReadonlyMap<string, string>): string =>
  onRemove === 'keep'
    ? `${`${nameOfUrl(url).slice(0, 30)}-${service}`.slice(0, 52).replace(/^-|-$/g, '')}-${hash(`${url} ${service}`)}`
    : (shared.get(url) ?? url);

/** A name for each URL: its host and path, with a hash where two would have the same or it would be long. */
const repositoryNames = (urls: readonly string[]): ReadonlyMap<string, string> => {
  const unique = sorted(urls);
  const plain = unique.map(nameOfUrl);
  return new Map(
    unique.map((url, index) => {
      const name = plain[index] ?? '';
      const alone = plain.indexOf(name) === plain.lastIndexOf(name);
      return [
        url,
        alone && name.length <= 63 && name !== '' ? name : `${name.slice(0, 50)}-${hash(url)}`.replace(/^-/, ''),
      ];
    }),
  );
};

const nameOfUrl = (url: string): string =>
  url
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 10);

/** The object of a source; undefined for the GitRepository that is already there. */
export const sourceManifest = (source: ChartSource, resolved: ResolvedCluster): Manifest | undefined => {
  const [first] = source.releases;
  if (first === undefined) return undefined;
  const kept = source.releases.some((release) => release.onRemove === 'keep');
  if (first.chart.value.kind === 'folder') {
    if (existingGitRepository(resolved) !== undefined) return undefined;
    const paths = source.releases.flatMap(({ chart }) => chartFolders(chart.value));
    return gitRepository(resolved, source.name, paths, kept);
  }
  const { settings } = resolved;
  return manifest(
    {
      apiVersion: sourceApi,
      kind: 'HelmRepository',
      metadata: { name: source.name, namespace: settings.flux.namespace.value, ...keepIf(kept) },
      spec: { interval: sourceInterval, url: first.chart.value.repository },
    },
    {
      at: first.chart.at,
      origins: { '/metadata/namespace': settings.flux.namespace.at, '/spec/url': first.chart.at },
    },
  );
};

const keepIf = (kept: boolean): JsonObject => (kept ? { annotations: neverPruned } : {});

/** This repository, without anything but the folders at `paths`. */
export const gitRepository = (
  { cluster, settings }: ResolvedCluster,
  name: string,
  paths: readonly string[],
  kept: boolean,
): Manifest => {
  const { repository, flux } = settings;
  return manifest(
    {
      apiVersion: sourceApi,
      kind: 'GitRepository',
      metadata: { name, namespace: flux.namespace.value, ...keepIf(kept) },
      spec: {
        interval: sourceInterval,
        url: repository.url.value,
        ref: { branch: repository.branch.value },
        ignore: ['/*', ...sorted(paths).map((path) => `!/${escapePattern(gitPath(settings, path))}/`), ''].join('\n'),
      },
    },
    {
      at: cluster.at,
      origins: {
        '/metadata/namespace': flux.namespace.at,
        '/spec/url': repository.url.at,
        '/spec/ref': repository.branch.at,
      },
    },
  );
};

const escapePattern = (path: string): string => path.replace(/[\\*?[\]]/g, '\\$&');
