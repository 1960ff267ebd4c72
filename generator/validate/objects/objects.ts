import { appliedObjects } from '../../applied-objects.ts';
import type { ResolvedCluster } from '../../model/releases.ts';
import type { ClusterObjects, RenderedRelease } from '../../model/rendered.ts';
import { textOf } from '../../object-fields.ts';

/** What one cluster gets, in the order in which it is applied. */
export const objectsOf = (cluster: ResolvedCluster, rendered: readonly RenderedRelease[]): ClusterObjects => {
  const here = rendered.filter(({ release }) => release.cluster.name === cluster.cluster.name);
  const objects = here.flatMap(({ release, rendering }) =>
    appliedObjects(rendering).map((one) => ({
      ...one,
      release,
      namespace: textOf(one.rendered.object, 'metadata', 'namespace') ?? release.namespace.value,
    })),
  );
  return { cluster, objects, isWhole: here.length === cluster.releases.length };
};

/** `1.34` of `1.34.2`. */
export const minorOf = ({ cluster: { cluster } }: ClusterObjects): string =>
  cluster.kubernetes.value.split('.', 2).join('.');

/** Deeper than any kind is, and than what looks at objects goes by itself. */
const deepest = 256;

/** By levels, since recursion ends where the stack does. */
export const isTooDeep = (object: object): boolean => {
  let level: readonly object[] = [object];
  for (let depth = 0; depth <= deepest; depth += 1) {
    level = level.flatMap((one) =>
      Object.values(one).filter((inside) => typeof inside === 'object' && inside !== null),
    );
    if (level.length === 0) return false;
  }
  return true;
};
