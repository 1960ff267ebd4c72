import type { Release, ResolvedCluster } from '../../model/releases.ts';
import type { Located } from '../../model/values.ts';

/**
 * Where the root of a cluster lives, and whatever isn't a release's own: in Flux's namespace; on a hub, which steers other
 * clusters, in one of the cluster's name.
 */
export const homeOf = ({ cluster, settings }: ResolvedCluster): Located<string> =>
  cluster.kubeConfig === undefined ? settings.flux.namespace : { value: cluster.name, at: cluster.kubeConfig.at };

export const isOnHub = ({ cluster }: ResolvedCluster): boolean => cluster.kubeConfig !== undefined;

/** Whether no object may name one of another namespace as its source. */
export const staysInNamespace = ({ cluster, settings }: ResolvedCluster): boolean =>
  (cluster.fluxSources ?? settings.flux.sources)?.value === 'perNamespace';

/** Where the Kustomization of a release lives, and the sources that it and its HelmRelease name. */
export const placeOf = (release: Release, resolved: ResolvedCluster): Located<string> =>
  staysInNamespace(resolved) && !isOnHub(resolved) ? release.namespace : homeOf(resolved);

/** Where the HelmRelease lives: in the namespace that it deploys to, unless that is on another cluster. */
export const helmReleasePlace = (release: Release, resolved: ResolvedCluster): Located<string> =>
  isOnHub(resolved) ? homeOf(resolved) : release.namespace;

/** As whom a release is applied, if not as the controller. A cluster that shares its sources takes no account of espalier.yaml's. */
export const serviceAccountOf = ({ cluster, settings }: ResolvedCluster): Located<string> | undefined =>
  cluster.fluxServiceAccountName ??
  (cluster.fluxSources?.value === 'shared' ? undefined : settings.flux.serviceAccountName);
