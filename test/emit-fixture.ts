import type { Cluster, Controller, Settings } from '../generator/model/inputs.ts';
import type { Position } from '../generator/model/problems.ts';
import type { Release, ResolvedChart, ResolvedCluster, ResolvedNamespace } from '../generator/model/releases.ts';
import type { Located } from '../generator/model/values.ts';
import { values } from './trees.ts';

/** What a test says of a cluster; everything else is filled in. */
export interface ClusterSketch {
  readonly name: string;
  readonly controller: Controller;
  readonly cluster?: Partial<Cluster>;
  readonly settings?: Partial<Settings>;
  readonly releases?: readonly ReleaseSketch[];
  /** In place of those that the releases' namespaces give. */
  readonly namespaces?: Readonly<Record<string, Partial<ResolvedNamespace>>>;
}

export interface ReleaseSketch {
  readonly service: string;
  readonly namespace?: string;
  readonly chart?: ResolvedChart;
  /** YAML. */
  readonly values?: string;
  readonly other?: Partial<Release>;
}

const place = (file: string, line: number, column = 1): Position => ({ file, line, column });

export const located = <T>(value: T, file: string, line: number): Located<T> => ({ value, at: place(file, line) });

const digest = `sha256:${'0'.repeat(64)}`;

export const httpChart = (
  name: string,
  version = '1.2.3',
  repository = 'https://charts.example.com/stable',
): ResolvedChart => ({ kind: 'repository', repository, name, version, digest });

export const folderChart = (path: string, version = '0.1.0'): Extract<ResolvedChart, { kind: 'folder' }> => ({
  kind: 'folder',
  path,
  name: path.slice(path.lastIndexOf('/') + 1),
  version,
  digest,
});

const settings: Settings = {
  file: 'espalier.yaml',
  repository: {
    url: located('https://github.com/example/platform.git', 'espalier.yaml', 2),
    branch: located('main', 'espalier.yaml', 3),
  },
  repositories: new Map(),
  argocd: { namespace: located('argocd', 'espalier.yaml', 4) },
  flux: { namespace: located('flux-system', 'espalier.yaml', 5) },
  hatches: {},
  dangers: { severities: new Map(), exceptions: [], removedShare: 0.3, budgets: [] },
};

export const resolvedCluster = (sketch: ClusterSketch): ResolvedCluster => {
  const file = `clusters/${sketch.name}.yaml`;
  const cluster: Cluster = {
    name: sketch.name,
    file,
    at: place(file, 1),
    environment: located('production', file, 1),
    controller: located(sketch.controller, file, 2),
    kubernetes: located('1.34', file, 3),
    helm: 4,
    apiVersions: [],
    variables: new Map(),
    namespaces: new Map(),
    external: [],
    repositories: new Map(),
    services: new Map(),
    hatches: {},
    ...sketch.cluster,
  };
  const releases = (sketch.releases ?? []).map((release, index) => releaseOf(release, cluster, 10 * (index + 1)));
  const names = sketch.namespaces ?? Object.fromEntries(releases.map((release) => [release.namespace.value, {}]));
  return {
    cluster,
    settings: { ...settings, ...sketch.settings },
    releases,
    namespaces: Object.entries(names).map(([name, said]) => ({
      name,
      at: place(file, 5),
      create: true,
      labels: {},
      sources: [file],
      ...said,
    })),
  };
};

const releaseOf = (sketch: ReleaseSketch, cluster: Cluster, line: number): Release => {
  const file = 'environments/production.yaml';
  const merged = values(sketch.values ?? '{}', file);
  return {
    cluster,
    service: sketch.service,
    at: place(file, line),
    name: sketch.service,
    nameAt: place(file, line),
    namespace: located(sketch.namespace ?? sketch.service, file, line + 1),
    chart: located(sketch.chart ?? httpChart(sketch.service), file, line + 2),
    merged,
    values: merged,
    dependsOn: [],
    external: [],
    delivery: 'helm',
    allowSecrets: false,
    onRemove: 'delete',
    extraNamespaces: [],
    clusterResources: [],
    argocdOciDigest: true,
    argocdPinApiVersions: false,
    labels: new Map(),
    valuesFrom: [],
    patches: {},
    sources: [cluster.file, 'charts.lock.yaml', file, 'espalier.yaml'],
    ...sketch.other,
  };
};
