import type { ClusterPair, ReleasePair, SideObject } from '../../model/comparison.ts';
import { type ChangedObject, changedObjects } from './changed-objects.ts';
import { isKept } from './made-anew.ts';

/** An object that its controller will delete. */
export type Going = ChangedObject & { readonly before: SideObject };

/**
 * What goes from a cluster: no longer made, made by another service, or under another name. What is kept, what a release leaves behind, and a
 * cluster whose file goes stay.
 */
export const goingObjects = (cluster: ClusterPair): readonly Going[] =>
  cluster.isRemoved
    ? []
    : changedObjects(cluster).flatMap((changed) => {
        const { before, after, release, from = release } = changed;
        if (before === undefined || before.part === 'hook' || isKept(before, from) || isLeftBehind(from)) return [];
        if (after !== undefined && isSame(before, after) && changed.from === undefined && !isHandedToCrds(changed))
          return [];
        return [{ ...changed, before }];
      });

const isSame = ({ name: one }: SideObject, { name: other }: SideObject): boolean =>
  one.name === other.name && one.namespace === other.namespace;

/** Helm deletes what its templates no longer have, after it has installed what lies in `crds/`. */
const isHandedToCrds = ({ before, after, release }: ChangedObject): boolean =>
  before?.part === 'object' &&
  after?.part === 'crd' &&
  release?.before?.cluster.controller.value === 'flux' &&
  release.before.delivery === 'helm';

/** A release that goes and has said before that what it made is to stay. */
const isLeftBehind = (release: ReleasePair | undefined): boolean =>
  release?.after === undefined && release?.before?.onRemove === 'keep';

/** Why it goes although it is made: the beginning of a sentence, or nothing. */
export const whyGoing = (going: Going): string =>
  going.from !== undefined
    ? 'the service that had it deletes it, whoever makes it now: '
    : isHandedToCrds(going)
      ? 'Helm deletes what its templates no longer have, also what `crds/` has now: '
      : '';

/** How to have it stay, with the controller that looks after it. */
export const howToKeep = (release: ReleasePair | undefined): string => {
  const { cluster, delivery } = release?.before ?? {};
  return cluster?.controller.value === 'argocd' && delivery !== 'rendered'
    ? 'Annotate it with `argocd.argoproj.io/sync-options: Prune=false,Delete=false`, let that reach the cluster, and then take it out'
    : 'Annotate it with `helm.sh/resource-policy: keep`, let that reach the cluster, and then take it out';
};
