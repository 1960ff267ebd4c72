import type { Release, ResolvedCluster } from '../../model/releases.ts';
import { isOci } from '../../repository-url.ts';
import { chartFolder } from '../chart-folder.ts';
import { chartRepository } from '../chart-repository.ts';
import { gitPath } from '../git-path.ts';
import { isRendered, releasePath } from '../rendered.ts';

/** The part of an Application's source that says which chart it is. The AppProject must allow its `repoURL`. */
interface ChartSource {
  readonly repoURL: string;
  readonly path?: string;
  readonly chart?: string;
  readonly targetRevision: string;
}

export const chartSource = (release: Release, { settings }: ResolvedCluster): ChartSource => {
  if (isRendered(release))
    return {
      repoURL: settings.repository.url.value,
      path: gitPath(settings, releasePath(release)),
      targetRevision: settings.repository.branch.value,
    };
  const { name, version } = release.chart.value;
  const repository = chartRepository(release);
  if (repository === undefined)
    return {
      repoURL: settings.repository.url.value,
      path: gitPath(settings, chartFolder(release.chart.value.kind === 'folder' ? release.chart.value.path : '.')),
      targetRevision: settings.repository.branch.value,
    };
  const { url, digest } = repository;
  if (!isOci(url)) return { repoURL: url, chart: name, targetRevision: version };
  return isPinnedOci(release)
    ? { repoURL: `${url}/${name}`, path: '.', targetRevision: digest }
    : { repoURL: url.slice('oci://'.length), chart: name, targetRevision: version };
};

/** Whether a chart is a native OCI source, which names a digest and no version. */
export const isPinnedOci = (release: Release): boolean =>
  !isRendered(release) && release.argocdOciDigest && isOci(chartRepository(release)?.url ?? '');
