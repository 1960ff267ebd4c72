import { environmentsOf } from '../lineage.ts';
import type { ReleaseName } from '../model/comparison.ts';
import type { Inputs } from '../model/inputs.ts';
import type { ReleaseSides } from './pair-releases.ts';

/** What can be told of the inputs of a base that is wrong somewhere. */
interface BrokenBase {
  readonly inputs: Inputs;
  /** Paths of the input files that it has, sound or not. */
  readonly files: ReadonlySet<string>;
  /** Names of the clusters of which something can be told. */
  readonly clusters: ReadonlySet<string>;
}

/**
 * What the base has, but not whole: to call it new would be wrong. Clusters whose file, or one that it needs, is wrong, with an empty service; and
 * releases that some layer declares, but that come to nothing.
 */
export const notCompared = (
  pairs: readonly ReleaseSides[],
  { inputs, files, clusters: sound }: BrokenBase,
): readonly ReleaseName[] => {
  const clusters = new Map(inputs.clusters.map((cluster) => [cluster.name, cluster]));
  const found = new Map<string, ReleaseName>();
  for (const { cluster: name, service, before } of pairs) {
    if (before !== undefined) continue;
    const cluster = clusters.get(name);
    if (cluster === undefined || !sound.has(name)) {
      if (files.has(`clusters/${name}.yaml`)) found.set(name, { cluster: name, service: '' });
      continue;
    }
    const isDeclared = [cluster, ...environmentsOf(cluster, inputs.environments)].some(({ services }) =>
      services.has(service),
    );
    if (isDeclared) found.set(`${name}/${service}`, { cluster: name, service });
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
};
