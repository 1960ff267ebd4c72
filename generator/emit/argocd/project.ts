import type { Manifest } from '../../model/outputs.ts';
import type { Release, ResolvedCluster } from '../../model/releases.ts';
import type { JsonObject } from '../../model/values.ts';
import { manifest, sorted } from '../manifest.ts';
import { releaseObjectName } from '../names.ts';
import { chartSource } from './chart-source.ts';
import { api, deletionFinalizer, destinationOf, syncWave } from './conventions.ts';

/**
 * The AppProject of a release: its chart's source, its namespaces, and the cluster-scoped kinds that it says it needs.
 * It comes a wave before every Application, so it is pruned after its own, and its finalizer waits for that one to be gone:
 * a project that shrinks or goes first makes Argo CD leave objects behind.
 */
export const project = (release: Release, resolved: ResolvedCluster): Manifest => {
  const { settings, cluster } = resolved;
  const { chart } = release;
  const namespaces = sorted([release.namespace.value, ...release.extraNamespaces]);
  return manifest(
    {
      apiVersion: api,
      kind: 'AppProject',
      metadata: {
        name: releaseObjectName(release),
        namespace: settings.argocd.namespace.value,
        annotations: { [syncWave]: '-1' },
        finalizers: [deletionFinalizer],
      },
      spec: {
        description: `${release.service} on ${cluster.name}`,
        sourceRepos: [chartSource(release, resolved).repoURL],
        destinations: namespaces.map((namespace) => ({ ...destinationOf(cluster), namespace })),
        clusterResourceWhitelist: clusterResources(release),
      },
    },
    {
      at: release.at,
      origins: {
        '/metadata/namespace': settings.argocd.namespace.at,
        '/spec/sourceRepos': chart.at,
        '/spec/destinations': release.namespace.at,
      },
    },
  );
};

/** `Namespace` is needed by CreateNamespace=true. */
const clusterResources = (release: Release): readonly JsonObject[] => {
  if (release.clusterResources.includes('*')) return [{ group: '*', kind: '*' }];
  return sorted(['Namespace', ...release.clusterResources]).map((resource) => {
    const slash = resource.lastIndexOf('/');
    return { group: resource.slice(0, Math.max(slash, 0)), kind: resource.slice(slash + 1) };
  });
};
