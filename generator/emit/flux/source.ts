import { createHash } from 'node:crypto';
import type { Manifest } from '../../model/outputs.ts';
import type { Release, ResolvedCluster } from '../../model/releases.ts';
import type { Located } from '../../model/values.ts';
import { isOci } from '../../repository-url.ts';
import { chartFolders } from '../chart-folder.ts';
import { chartRepository, nameOfUrl } from '../chart-repository.ts';
import { manifest, sorted } from '../manifest.ts';
import { releaseObjectName } from '../names.ts';
import { isRendered } from '../rendered.ts';
import { accessFields } from './access.ts';
import { keepIf, sourceApi, sourceInterval } from './conventions.ts';
import { existingGitRepository, gitRepository } from './git.ts';
import { ociRepository } from './oci.ts';
import { placeOf } from './place.ts';

/** A source with the releases that take their chart from it. */
export interface ChartSource {
  readonly kind: 'HelmRepository' | 'OCIRepository' | 'GitRepository';
  readonly name: string;
  readonly namespace: Located<string>;
  readonly releases: readonly Release[];
}

/** Every source of charts of a cluster, sorted by kind, name and namespace; the one that the root stands on is among them. */
export const chartSources = (resolved: ResolvedCluster): readonly ChartSource[] => {
  const shared = resolved.releases.filter((release) => release.onRemove === 'delete' && !isRendered(release));
  const names = repositoryNames(shared.flatMap((release) => chartRepository(release)?.url ?? []));
  const sources = new Map<string, ChartSource & { readonly releases: Release[] }>();
  for (const release of resolved.releases) {
    if (isRendered(release)) continue;
    const made = sourceOf(release, resolved, names);
    const key = `${made.kind} ${made.name} ${made.namespace.value}`;
    const source = sources.get(key) ?? { ...made, releases: [] };
    source.releases.push(release);
    sources.set(key, source);
  }
  return [...sources].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, source]) => source);
};

/** An OCIRepository is of one version, so each release has its own. */
const sourceOf = (
  release: Release,
  resolved: ResolvedCluster,
  names: ReadonlyMap<string, string>,
): Omit<ChartSource, 'releases'> => {
  const url = chartRepository(release)?.url;
  const namespace = placeOf(release, resolved);
  if (url === undefined) return { kind: 'GitRepository', ...gitSource(release, resolved, namespace) };
  if (isOci(url)) return { kind: 'OCIRepository', name: releaseObjectName(release), namespace };
  return { kind: 'HelmRepository', name: helmSourceName(release, url, names), namespace };
};

/**
 * Charts of this repository come from a source beside the root's, so that another chart needs nothing applied by hand. One
 * that is kept has its own: the shared one forgets a chart together with its service.
 */
const gitSource = (
  release: Release,
  resolved: ResolvedCluster,
  place: Located<string>,
): Pick<ChartSource, 'name' | 'namespace'> => {
  const existing = existingGitRepository(resolved, place.value);
  const name = `${resolved.cluster.name}-charts${release.onRemove === 'keep' ? `-${release.service}` : ''}`;
  return existing === undefined
    ? { name, namespace: place }
    : { name: existing.name, namespace: resolved.settings.flux.namespace };
};

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
  if (source.kind === 'OCIRepository') return ociRepository(first, source);
  if (source.kind === 'HelmRepository') return helmRepository(first, source, kept);
  if (existingGitRepository(resolved, source.namespace.value) !== undefined) return undefined;
  const paths = source.releases.flatMap(({ chart }) => chartFolders(chart.value));
  return gitRepository(resolved, source, paths, kept);
};

const helmRepository = (release: Release, { name, namespace }: ChartSource, kept: boolean): Manifest => {
  const { url, at } = chartRepository(release) ?? { url: '', at: release.chart.at };
  return manifest(
    {
      apiVersion: sourceApi,
      kind: 'HelmRepository',
      metadata: { name, namespace: namespace.value, ...keepIf(kept) },
      spec: { interval: sourceInterval, url, ...accessFields(release.access) },
    },
    { at: release.chart.at, origins: { '/metadata/namespace': namespace.at, '/spec/url': at } },
  );
};
