import type { Problem } from '../model/problems.ts';
import type { Release, ResolvedCluster, ResolvedNamespace } from '../model/releases.ts';
import { warning } from '../problem.ts';
import { sorted } from './manifest.ts';

/** The controller's own namespace is there before anything of ours, and is not ours to change. */
const isControllers = ({ cluster, settings }: ResolvedCluster, name: string): boolean =>
  cluster.controller.value === 'flux'
    ? name === settings.flux.namespace.value && cluster.kubeConfig === undefined
    : name === settings.argocd.namespace.value && cluster.destination === undefined;

/** The namespaces of releases that the controller is to make. */
export const madeNamespaces = (resolved: ResolvedCluster): readonly ResolvedNamespace[] =>
  resolved.namespaces.filter((namespace) => namespace.create && !isControllers(resolved, namespace.name));

/** The namespaces that others must have made. */
export const expectedNamespaces = (resolved: ResolvedCluster): readonly string[] => {
  const made = new Set(madeNamespaces(resolved).map((namespace) => namespace.name));
  const used = [
    ...resolved.namespaces.map((namespace) => namespace.name),
    ...resolved.releases.flatMap((release) => release.extraNamespaces),
  ];
  return sorted(used.filter((name) => !made.has(name) && !isControllers(resolved, name)));
};

export const madeNamespaceOf = (resolved: ResolvedCluster, release: Release): ResolvedNamespace | undefined =>
  madeNamespaces(resolved).find((namespace) => namespace.name === release.namespace.value);

/** The files behind a release and what is said of its namespace, if anything is: another file may give its labels. */
export const sourcesWithNamespace = (resolved: ResolvedCluster, release: Release): readonly string[] => {
  const namespace = resolved.namespaces.find(({ name }) => name === release.namespace.value);
  const isUsual = namespace === undefined || (namespace.create && Object.keys(namespace.labels).length === 0);
  return isUsual ? release.sources : [...release.sources, ...namespace.sources];
};

/** The files behind a namespace and the releases in it: its name may come from a variable of theirs. */
export const sourcesOfNamespace = (resolved: ResolvedCluster, namespace: ResolvedNamespace): readonly string[] => {
  const inside = resolved.releases.filter((release) => release.namespace.value === namespace.name);
  return [...namespace.sources, ...inside.flatMap((release) => release.sources)];
};

/** The files behind all releases of a cluster. */
export const sourcesOfReleases = (resolved: ResolvedCluster): readonly string[] =>
  sorted(resolved.releases.flatMap((release) => sourcesWithNamespace(resolved, release)));

/** Labels such as a Pod Security level must not be lost in silence. */
export const checkNamespaces = (resolved: ResolvedCluster): readonly Problem[] => {
  const made = new Set(madeNamespaces(resolved));
  return resolved.namespaces
    .filter((namespace) => !made.has(namespace) && Object.keys(namespace.labels).length > 0)
    .map((namespace) =>
      warning(
        'namespace-labels-lost',
        `Namespace ${namespace.name} of cluster ${resolved.cluster.name} is made by others, so its labels are not set.`,
        { at: namespace.at, fix: 'Set them where the namespace is made, and take them out here.' },
      ),
    );
};
