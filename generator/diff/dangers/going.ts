import type { ClusterPair, ReleasePair, SideObject } from '../../model/comparison.ts';
import { type ChangedObject, changedObjects } from './changed-objects.ts';
import { isKept } from './made-anew.ts';

/** An object that its controller will delete. */
export type Going = ChangedObject & { readonly before: SideObject };

/**
 * What goes from a cluster: no longer made, or under another name. What a chart's crds/ has, what says that it is to be kept, what a release leaves
 * behind by `onRemove: keep`, and a cluster whose file goes stay.
 */
export const goingObjects = (cluster: ClusterPair): readonly Going[] =>
  cluster.isRemoved
    ? []
    : changedObjects(cluster).flatMap((changed) => {
        const { before, after, release } = changed;
        if (before === undefined || before.part === 'hook' || isKept(before.object)) return [];
        if (
          after !== undefined &&
          after.name.name === before.name.name &&
          after.name.namespace === before.name.namespace
        )
          return [];
        if (before.part === 'crd' && release?.after?.cluster.controller.value !== 'argocd') return [];
        return isLeftBehind(release) ? [] : [{ ...changed, before }];
      });

/** A release that goes and has said before that what it made is to stay. */
const isLeftBehind = (release: ReleasePair | undefined): boolean =>
  release?.after === undefined && release?.before?.onRemove === 'keep';
