import type { Controller } from '../model/inputs.ts';
import type { Position, Problem } from '../model/problems.ts';
import type { Release, ResolvedCluster } from '../model/releases.ts';
import { problem } from '../problem.ts';

/** The name of a release's Application or Kustomization. */
export const releaseObjectName = ({ cluster, service }: Pick<Release, 'cluster' | 'service'>): string =>
  `${cluster.name}-${service}`;

/** The name of a cluster's root, and of its AppProject on Argo CD. */
export const rootName = (cluster: { readonly name: string }): string => `${cluster.name}-root`;

/** The name of the Kustomization that makes a cluster's namespaces from a hub. */
export const namespacesName = (cluster: { readonly name: string }): string => `${cluster.name}-namespaces`;

/** Both controllers put the name into a label of what they make, and a label holds no more. */
const longest = 63;

interface Named {
  readonly name: string;
  readonly at: Position;
  readonly whose: string;
}

/**
 * Names that are too long, or made twice. They are compared among all clusters of one kind of controller, since one installation
 * on a hub may steer them all: their objects then share its namespace.
 */
export const checkNames = (clusters: readonly ResolvedCluster[]): readonly Problem[] => {
  const problems: Problem[] = [];
  const known = new Map<string, Named>();
  for (const { cluster, releases } of clusters) {
    const kind = kinds[cluster.controller.value];
    const own = [{ name: rootName(cluster), at: cluster.at, whose: `the root of cluster ${cluster.name}` }];
    if (cluster.kubeConfig !== undefined)
      own.push({ name: namespacesName(cluster), at: cluster.at, whose: `the namespaces of cluster ${cluster.name}` });
    for (const named of [...own, ...releases.map(namedRelease)]) {
      if (named.name.length > longest) problems.push(tooLong(named, kind));
      const key = `${cluster.controller.value} ${named.name}`;
      const first = known.get(key);
      if (first === undefined) known.set(key, named);
      else problems.push(conflict(named, first, kind));
    }
  }
  return problems;
};

const kinds: Readonly<Record<Controller, string>> = { argocd: 'Application', flux: 'Kustomization' };

const namedRelease = (release: Release): Named => ({
  name: releaseObjectName(release),
  at: release.at,
  whose: `\`${release.service}\` on cluster ${release.cluster.name}`,
});

const tooLong = ({ name, at, whose }: Named, kind: string): Problem =>
  problem(
    'name-too-long',
    `The ${kind} of ${whose} would be called \`${name}\`: ${name.length} characters, ${longest} are possible.`,
    { at, fix: 'Shorten the name of the service or of the cluster.' },
  );

const conflict = ({ name, at, whose }: Named, first: Named, kind: string): Problem =>
  problem('object-name-conflict', `The ${kind} of ${whose} would be called \`${name}\`, like that of ${first.whose}.`, {
    at,
    fix: 'Rename one of the services or clusters.',
    related: [{ message: `${first.whose} is named here`, at: first.at }],
  });
