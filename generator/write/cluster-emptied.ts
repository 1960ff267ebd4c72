import type { Problem } from '../model.ts';
import { problem } from '../problem.ts';

/** The files that stand for a release: an Application, or Flux's Kustomization. */
const release = /^out\/([^/]+)\/root\/(?:application|kustomization)-[^/]+\.yaml$/;

const countByCluster = (paths: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const cluster = release.exec(path)?.[1];
    if (cluster !== undefined) counts.set(cluster, (counts.get(cluster) ?? 0) + 1);
  }
  return counts;
};

/** Clusters that have releases under `out/` and would have none. Their controller would remove all that runs there. */
export const emptiedClusters = (before: readonly string[], after: readonly string[]): readonly Problem[] => {
  const left = countByCluster(after);
  return [...countByCluster(before)]
    .filter(([cluster]) => !left.has(cluster))
    .map(([cluster, count]) =>
      problem('cluster-emptied', `All ${count} releases of cluster ${cluster} would vanish.`, {
        file: `out/${cluster}`,
        fix: 'If that is meant, run `generate --allow-empty`.',
      }),
    );
};
