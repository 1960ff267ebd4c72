import { createHash } from 'node:crypto';
import type { Manifest, Release, ResolvedCluster } from '../../model.ts';
import { isOci } from '../../repository-url.ts';
import { chartFolders } from '../chart-folder.ts';
import { chartRepository, nameOfUrl } from '../chart-repository.ts';
import { manifest, sorted } from '../manifest.ts';
import { releaseObjectName } from '../names.ts';
import { accessFields } from './access.ts';
import { keepIf, sourceApi, sourceInterval } from './conventions.ts';
import { existingGitRepository, gitRepository } from './git.ts';
import { ociRepository } from './oci.ts';

/** A source in Flux's namespace with the releases that take their chart from it. */
export interface ChartSource {
  readonly kind: 'HelmRepository' | 'OCIRepository' | 'GitRepository';
  readonly name: string;
  readonly releases: readonly Release[];
}

/** Every source of charts of a cluster, sorted by kind and name; the one that the root stands on is among them. */
export const chartSources = (resolved: ResolvedCluster): readonly ChartSource[] => {
  const shared = resolved.releases.filter(({ onRemove }) => onRemove === 'delete');
  const names = repositoryNames(shared.flatMap((release) => chartRepository(release)?.url ?? []));
  const sources = new Map<string, { kind: ChartSource['kind']; name: string; releases: Release[] }>();
  for (const release of resolved.releases) {
    const { kind, name } = sourceOf(release, resolved, names);
    const source = sources.get(`${kind} ${name}`) ?? { kind, name, releases: [] };
    source.releases.push(release);
    sources.set(`${kind} ${name}`, source);
  }
  return [...sources].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, source]) => source);
};

/** An OCIRepository is of one version, so each release has its own. */
const sourceOf = (
  release: Release,
  resolved: ResolvedCluster,
  names: ReadonlyMap<string, string>,
): Pick<ChartSource, 'kind' | 'name'> => {
  const url = chartRepository(release)?.url;
  if (url === undefined) return { kind: 'GitRepository', name: gitSourceName(release, resolved) };
  if (isOci(url)) return { kind: 'OCIRepository', name: releaseObjectName(release) };
  return { kind: 'HelmRepository', name: helmSourceName(release, url, names) };
};

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

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 10);

/** The object of a source; undefined for the GitRepository that is already there. */
export const sourceManifest = (source: ChartSource, resolved: ResolvedCluster): Manifest | undefined => {
  const [first] = source.releases;
  if (first === undefined) return undefined;
  const kept = source.releases.some((release) => release.onRemove === 'keep');
  if (source.kind === 'OCIRepository') return ociRepository(first, source.name, resolved);
  if (source.kind === 'HelmRepository') return helmRepository(first, source.name, kept, resolved);
  if (existingGitRepository(resolved) !== undefined) return undefined;
  const paths = source.releases.flatMap(({ chart }) => chartFolders(chart.value));
  return gitRepository(resolved, source.name, paths, kept);
};

const helmRepository = (release: Release, name: string, kept: boolean, { settings }: ResolvedCluster): Manifest => {
  const { url, at } = chartRepository(release) ?? { url: '', at: release.chart.at };
  return manifest(
    {
      apiVersion: sourceApi,
      kind: 'HelmRepository',
      metadata: { name, namespace: settings.flux.namespace.value, ...keepIf(kept) },
      spec: { interval: sourceInterval, url, ...accessFields(release.access) },
    },
    { at: release.chart.at, origins: { '/metadata/namespace': settings.flux.namespace.at, '/spec/url': at } },
  );
};
