import type { Cluster } from '../../model/inputs.ts';
import type { Position } from '../../model/problems.ts';

export const api = 'argoproj.io/v1alpha1';

/** On an Application: delete what it deployed first. On an AppProject: wait for its Applications. */
export const deletionFinalizer = 'resources-finalizer.argocd.argoproj.io';

export const syncWave = 'argocd.argoproj.io/sync-wave';

/** Only a change below these paths, separated by semicolons, makes Argo CD render anew. */
export const generatePaths = 'argocd.argoproj.io/manifest-generate-paths';

/** The version of a chart that its source names by digest, for people. */
export const chartVersion = 'espalier/chart-version';

/** The cluster that Argo CD itself runs in. */
export const ownCluster = { server: 'https://kubernetes.default.svc' };

/** A retry takes the newest commit: the fix for what failed. */
export const retry = { backoff: { duration: '5s', factor: 2, maxDuration: '3m' }, refresh: true };

export const destinationOf = ({ destination }: Cluster): { readonly name: string } | { readonly server: string } => {
  if (destination === undefined) return ownCluster;
  return 'name' in destination ? { name: destination.name.value } : { server: destination.server.value };
};

/** The line that says where a cluster is; the cluster's file where none does. */
export const destinationAt = ({ destination, at }: Cluster): Position => {
  if (destination === undefined) return at;
  return 'name' in destination ? destination.name.at : destination.server.at;
};
