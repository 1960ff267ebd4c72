import { knownMinors, servedKinds } from '../../kubernetes-apis.ts';
import type { Cluster } from '../../model/inputs.ts';
import type { Problem } from '../../model/problems.ts';
import type { Release, ResolvedCluster } from '../../model/releases.ts';
import { problem } from '../../problem.ts';
import { sorted } from '../manifest.ts';

/** Clusters have many releases. */
const known = new WeakMap<Cluster, readonly string[]>();

/**
 * What charts may find in `.Capabilities.APIVersions`: Argo CD takes this in place of what the cluster serves, and finds only
 * what is listed, `group/version` and `group/version/Kind` each for itself (https://github.com/argoproj/argo-cd/issues/6268).
 * Undefined where it is to look for itself.
 */
export const pinnedApiVersions = ({ cluster, argocdPinApiVersions }: Release): readonly string[] | undefined => {
  const kinds = argocdPinApiVersions ? servedKinds(cluster.kubernetes.value) : undefined;
  if (kinds === undefined) return undefined;
  const earlier = known.get(cluster);
  if (earlier !== undefined) return earlier;
  const all = sorted([
    ...Object.entries(kinds).flatMap(([version, names]) => [version, ...names.map((name) => `${version}/${name}`)]),
    ...cluster.apiVersions.flatMap((said) => [said, said.split('/', 2).join('/')]),
  ]);
  known.set(cluster, all);
  return all;
};

export const checkApiVersions = ({ cluster, releases }: ResolvedCluster): readonly Problem[] => {
  const { value: version, at } = cluster.kubernetes;
  if (servedKinds(version) !== undefined || !releases.some(({ argocdPinApiVersions }) => argocdPinApiVersions))
    return [];
  const range = `${knownMinors[0]} to ${knownMinors.at(-1)}`;
  return [
    problem(
      'kubernetes-version-unknown',
      `It is not known what Kubernetes ${version} serves, so nothing can be pinned.`,
      {
        at,
        fix: `Known are ${range}. For this cluster, say \`argocd: { pinApiVersions: false }\`.`,
      },
    ),
  ];
};
