import { markdownTemplate } from '../markdown.ts';
import type { Release, ResolvedCluster } from '../model/releases.ts';
import { chartFolder, chartFolders } from './chart-folder.ts';
import { chartRepository } from './chart-repository.ts';
import { sorted } from './manifest.ts';
import { expectedNamespaces } from './namespaces.ts';
import { isRendered } from './rendered.ts';

/** What every cluster's README says, whatever its controller. */
export interface ClusterPage {
  /** The subfolder of the Git repository that is meant by paths on the page; empty for its root. */
  readonly home: string;
  readonly cluster: string;
  readonly clusterFile: string;
  readonly environment: string;
  readonly kubernetes: string;
  /** Helm's major version. */
  readonly helm: number;
  readonly bootstrap: string;
  readonly repository: string;
  readonly branch: string;
  readonly services: readonly ServiceRow[];
  readonly chartRepositories: readonly string[];
  readonly chartFolders: readonly string[];
  readonly external: readonly string[];
  readonly namespaces: readonly string[];
  readonly kept: readonly ServiceRow[];
}

interface ServiceRow {
  readonly service: string;
  readonly release: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string;
  readonly dependsOn: readonly string[];
}

/** The table of services, in Markdown. */
export const servicesTable: (page: ClusterPage) => string = markdownTemplate<ClusterPage>(
  './services.hbs',
  import.meta.url,
);

export const clusterPage = (resolved: ResolvedCluster): ClusterPage => {
  const { cluster, settings, releases } = resolved;
  // Who delivers what is rendered reads no chart.
  const fromCharts = releases.filter((release) => !isRendered(release));
  return {
    home: settings.repository.path?.value ?? '',
    cluster: cluster.name,
    clusterFile: cluster.file,
    environment: cluster.environment.value,
    kubernetes: cluster.kubernetes.value,
    helm: cluster.helm,
    bootstrap: `out/${cluster.name}/bootstrap.yaml`,
    repository: settings.repository.url.value,
    branch: settings.repository.branch.value,
    services: releases.map(row),
    chartRepositories: sorted(fromCharts.flatMap((release) => chartRepository(release)?.url ?? [])),
    chartFolders: sorted(fromCharts.flatMap(({ chart }) => chartFolders(chart.value))),
    external: sorted(releases.flatMap((release) => release.external)),
    namespaces: expectedNamespaces(resolved),
    kept: releases.filter((release) => release.onRemove === 'keep').map(row),
  };
};

const row = (release: Release): ServiceRow => {
  const chart = release.chart.value;
  return {
    service: release.service,
    release: release.name,
    namespace: release.namespace.value,
    chart: chart.kind === 'folder' ? chartFolder(chart.path) : chart.name,
    version: chart.version,
    dependsOn: [...release.dependsOn, ...release.external],
  };
};
