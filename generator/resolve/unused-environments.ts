import type { Cluster, Environment, Inputs } from '../model/inputs.ts';
import type { Problem } from '../model/problems.ts';
import { note } from '../problem.ts';

/** Environments that reach no cluster: what they say is read, and nothing more. */
export const unusedEnvironments = (
  { environments }: Pick<Inputs, 'environments'>,
  clusters: readonly { readonly layers: readonly (Environment | Cluster)[] }[],
): readonly Problem[] => {
  // Without any cluster, that is what is wrong.
  if (clusters.length === 0) return [];
  const used = new Set(clusters.flatMap(({ layers }) => layers));
  return [...environments.values()]
    .filter((environment) => !used.has(environment))
    .map(({ name, at }) =>
      note('environment-unused', `No cluster uses environment \`${name}\`: its values are not checked.`, {
        at,
        fix: 'Name it in a cluster, or remove it.',
      }),
    );
};
