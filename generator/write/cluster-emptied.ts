import type { Problem } from '../model.ts';
import { problem } from '../problem.ts';

/** The files that stand for a release: an Application, or Flux's Kustomization. */
const release = /^out\/[^/]+\/root\/(?:application|kustomization)-[^/]+\.yaml$/;

interface Held {
  readonly releases: number;
  readonly files: number;
}

const byCluster = (paths: Iterable<string>): ReadonlyMap<string, Held> => {
  const clusters = new Map<string, Held>();
  for (const path of paths) {
    const [, cluster, ...below] = path.split('/');
    if (cluster === undefined || below.length === 0) continue;
    const { releases, files } = clusters.get(cluster) ?? { releases: 0, files: 0 };
    clusters.set(cluster, { releases: releases + (release.test(path) ? 1 : 0), files: files + 1 });
  }
  return clusters;
};

/**
 * Clusters that have releases under `out/` and would have none, or that would vanish altogether: their controller would
 * remove all that runs there. `before` are paths of files of ours, `after` those that are to be.
 */
export const emptiedClusters = (before: Iterable<string>, after: Iterable<string>): readonly Problem[] => {
  const left = byCluster(after);
  return [...byCluster(before)].flatMap(([cluster, held]) => {
    const kept = left.get(cluster);
    if (kept !== undefined && (kept.releases > 0 || held.releases === 0)) return [];
    const message = kept === undefined ? gone(cluster, held) : `${all(held)} of cluster ${cluster} would vanish.`;
    return [problem('cluster-emptied', message, { file: `out/${cluster}`, fix })];
  });
};

const fix = 'If that is meant, run `generate --allow-empty`; else bring back what went missing in the inputs.';

const all = ({ releases }: Held): string => (releases === 1 ? 'The only release' : `All ${releases} releases`);

const gone = (cluster: string, held: Held): string =>
  held.releases === 0
    ? `Cluster ${cluster} is no longer in the inputs: its folder would vanish.`
    : `Cluster ${cluster} is no longer in the inputs: ${all(held).toLowerCase()} of it would vanish.`;
