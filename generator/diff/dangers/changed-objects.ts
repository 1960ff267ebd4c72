import type { ClusterPair, ObjectName, ReleasePair, SideObject } from '../../model/comparison.ts';
import type { JsonObject } from '../../model/values.ts';
import { groupKindOf } from '../../pod-templates.ts';

/** An object that differs, on the sides that have it. */
export interface ChangedObject {
  /** Whom a finding speaks of. */
  readonly subject: { readonly service: string; readonly object: ObjectName };
  /** Absent for what belongs to the cluster itself. */
  readonly release?: ReleasePair;
  readonly before?: SideObject;
  readonly after?: SideObject;
  /** The release that had it, where another one has it now. */
  readonly from?: ReleasePair;
}

/** All objects of a cluster that differ, those of its releases first; values of charts that are not at hand are no objects. */
export const changedObjects = ({ releases, pairs }: ClusterPair): readonly ChangedObject[] => [
  ...releases.flatMap((release) =>
    release.pairs.flatMap((pair) =>
      changed(pair, release.service, release).map((one) => {
        const from = pair.from === undefined ? undefined : releases.find(({ service }) => service === pair.from);
        return from === undefined ? one : { ...one, from };
      }),
    ),
  ),
  ...pairs.flatMap((pair) => changed(pair, '', undefined)),
];

const changed = (
  { before, after }: ReleasePair['pairs'][number],
  service: string,
  release: ReleasePair | undefined,
): readonly ChangedObject[] => {
  const side = after ?? before;
  if (side === undefined || side.part === 'values') return [];
  return [
    {
      subject: { service, object: side.name },
      ...(release === undefined ? {} : { release }),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
};

/** Those that there will be, of some kinds: `apps/Deployment`, or `Service` in the core group. */
export const comingObjects = (
  cluster: ClusterPair,
  ...kinds: readonly string[]
): readonly (ChangedObject & { readonly now: JsonObject; readonly was: JsonObject | undefined })[] =>
  changedObjects(cluster).flatMap((one) =>
    one.after !== undefined && kinds.includes(groupKindOf(one.after.object))
      ? [{ ...one, now: one.after.object, was: one.before?.object }]
      : [],
  );
