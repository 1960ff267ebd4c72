import type { Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';

/**
 * The files that stand for a release: an Application, or what lies in a folder of Flux's. Flux's Kustomizations in the root
 * don't all: from a hub, one makes the namespaces.
 */
const release = /^out\/[^/]+\/(?:root\/(application)-[^/]+|releases\/[^/]+\/(kustomization))\.yaml$/;

interface Held {
  /** How many releases, by the controller that has them: another one does not take over what runs. */
  readonly releases: Readonly<Record<string, number>>;
}

const byCluster = (paths: Iterable<string>): ReadonlyMap<string, Held> => {
  const clusters = new Map<string, Held>();
  for (const path of paths) {
    const [, cluster, ...below] = path.split('/');
    if (cluster === undefined || below.length === 0) continue;
    const { releases } = clusters.get(cluster) ?? { releases: {} };
    const [, application, kustomization] = release.exec(path) ?? [];
    const kind = application ?? kustomization;
    clusters.set(cluster, {
      releases: kind === undefined ? releases : { ...releases, [kind]: (releases[kind] ?? 0) + 1 },
    });
  }
  return clusters;
};

/**
 * Clusters that have releases under `out/` and would have none, so that their controller removes all that runs there; that go
 * to another kind of controller, which takes nothing over; or that vanish altogether. These last are not removed: both
 * controllers fail where the root's path is gone, and what runs there gets no more changes, which is seldom meant either.
 * `before` are paths of files of ours, `after` those that are to be.
 */
export const emptiedClusters = (before: Iterable<string>, after: Iterable<string>): readonly Problem[] => {
  const left = byCluster(after);
  return [...byCluster(before)].flatMap(([cluster, held]) => {
    const kept = left.get(cluster);
    const lost = Object.keys(held.releases).some((kind) => kept?.releases[kind] === undefined);
    if (kept !== undefined && !lost) return [];
    const message = kept === undefined ? gone(cluster, held) : `${all(held)} of cluster ${cluster} would vanish.`;
    const elsewhere = kept !== undefined && Object.keys(kept.releases).length > 0;
    const why = elsewhere
      ? ' They would go to another controller, which does not take over what this one removes.'
      : '';
    return [problem('cluster-emptied', `${message}${why}`, { file: `out/${cluster}`, fix })];
  });
};

const fix = 'If that is meant, run `generate --allow-empty`; else bring back what went missing in the inputs.';

const total = ({ releases }: Held): number => Object.values(releases).reduce((sum, count) => sum + count, 0);

const all = (held: Held): string => (total(held) === 1 ? 'The only release' : `All ${total(held)} releases`);

const gone = (cluster: string, held: Held): string =>
  total(held) === 0
    ? `Cluster ${cluster} is no longer in the inputs: its folder would vanish.`
    : `Cluster ${cluster} is no longer in the inputs: ${all(held).toLowerCase()} of it would vanish.`;
