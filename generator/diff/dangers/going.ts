import type { ClusterPair, ReleasePair, SideObject } from '../../model/comparison.ts';
import { type ChangedObject, changedObjects } from './changed-objects.ts';
import { isKept } from './made-anew.ts';

/** An object that its controller will delete. */
export type Going = ChangedObject & { readonly before: SideObject };

/** What goes from a cluster: no longer made, or under another name. What is kept, what a release leaves behind, and a cluster whose file goes stay. */
export const goingObjects = (cluster: ClusterPair): readonly Going[] =>
  cluster.isRemoved
    ? []
    : changedObjects(cluster).flatMap((changed) => {
        const { before, after, release } = changed;
        if (before === undefined || before.part === 'hook' || isKept(before, release)) return [];
        if (
          after !== undefined &&
          after.name.name === before.name.name &&
          after.name.namespace === before.name.namespace
        )
          return [];
        return isLeftBehind(release) ? [] : [{ ...changed, before }];
      });

/** A release that goes and has said before that what it made is to stay. */
const isLeftBehind = (release: ReleasePair | undefined): boolean =>
  release?.after === undefined && release?.before?.onRemove === 'keep';

/** How to have it stay, with the controller that looks after it. */
export const howToKeep = (release: ReleasePair | undefined): string => {
  const { cluster, delivery } = release?.before ?? {};
  return cluster?.controller.value === 'argocd' && delivery !== 'rendered'
    ? 'Annotate it with `argocd.argoproj.io/sync-options: Prune=false,Delete=false`, let that reach the cluster, and then take it out'
    : 'Annotate it with `helm.sh/resource-policy: keep`, let that reach the cluster, and then take it out';
};
