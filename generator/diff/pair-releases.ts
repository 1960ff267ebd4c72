import { compareText } from '../compare-text.ts';
import type { ReleaseName } from '../model/comparison.ts';
import type { Release } from '../model/releases.ts';
import type { Side } from './side.ts';

/** A service on a cluster, on both sides, before anything of it is rendered. */
export interface ReleaseSides extends ReleaseName {
  readonly before?: Release;
  readonly after?: Release;
}

/** Every release of either side, sorted by cluster and service. */
export const pairReleases = (base: Side, head: Side): readonly ReleaseSides[] => {
  const pairs = new Map<string, ReleaseSides>();
  const add = (side: 'before' | 'after', { clusters }: Side): void => {
    for (const release of clusters.flatMap(({ releases }) => releases)) {
      const name = { cluster: release.cluster.name, service: release.service };
      const key = `${name.cluster}/${name.service}`;
      pairs.set(key, { ...(pairs.get(key) ?? name), [side]: release });
    }
  };
  add('before', base);
  add('after', head);
  return [...pairs.values()].sort((a, b) => compareText(a.cluster, b.cluster) || compareText(a.service, b.service));
};
