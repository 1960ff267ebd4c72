import type { Rendering } from 'helm-wasm';
import type { ClusterPair, ObjectPair, ReleasePair, SideObject } from '../model/comparison.ts';
import type { Release } from '../model/releases.ts';
import type { JsonObject } from '../model/values.ts';
import { plainJson } from '../plain.ts';
import type { ControllerObjects } from './controller-objects.ts';
import { movedBetween, pairObjects } from './pair-objects.ts';
import type { ReleaseSides } from './pair-releases.ts';
import type { ShapeOf } from './shape.ts';
import type { Side } from './side.ts';
import { sideObjects } from './side-objects.ts';

/** A release of both sides, with what Helm makes of it where it was asked. */
export interface ComparedRelease {
  readonly sides: ReleaseSides;
  readonly differs: boolean;
  /** Fields that the chart makes anew each time, as `randomKey` gives them. */
  readonly random: ReadonlySet<string>;
  readonly before?: Rendering;
  readonly after?: Rendering;
}

/** What a controller reconciles of a cluster, on both sides. */
export interface ControllerSides {
  readonly before: ControllerObjects;
  readonly after: ControllerObjects;
}

/** All of one cluster, paired object by object. */
export const clusterPair = (
  cluster: string,
  releases: readonly ComparedRelease[],
  controllers: ControllerSides,
  presence: Pick<ClusterPair, 'isAdded' | 'isRemoved'>,
  shapeOf: ShapeOf,
): ClusterPair => ({
  cluster,
  ...presence,
  releases: movedBetween(
    releases.map((release) => releasePair(release, controllers, shapeOf)),
    shapeOf,
  ),
  pairs: pairObjects(controllers.before.get('') ?? [], controllers.after.get('') ?? [], shapeOf),
});

const releasePair = (release: ComparedRelease, controllers: ControllerSides, shapeOf: ShapeOf): ReleasePair => {
  const { sides, differs } = release;
  const isRendered =
    !differs ||
    ((sides.before === undefined || release.before !== undefined) &&
      (sides.after === undefined || release.after !== undefined));
  const objectsBefore = isRendered ? objectsOf(sides.before, release.before) : [];
  const objectsAfter = isRendered ? objectsOf(sides.after, release.after) : [];
  const controlled = [controllers.before, controllers.after].map((of) => of.get(sides.service) ?? []);
  const [before = [], after = []] = controlled;
  const pairs: ObjectPair[] = [
    ...pairObjects(objectsBefore, objectsAfter, shapeOf, release.random),
    ...pairObjects(before, after, shapeOf),
    ...(isRendered ? [] : pairObjects(valuesOf(sides.before, before), valuesOf(sides.after, after), shapeOf)),
  ];
  return { ...sides, differs: differs || pairs.length > 0, isRendered, objectsBefore, objectsAfter, pairs };
};

const objectsOf = (release: Release | undefined, rendering: Rendering | undefined): readonly SideObject[] =>
  release === undefined || rendering === undefined ? [] : sideObjects(release, rendering);

const carriers = new Set(['Application', 'HelmRelease']);

/** The values as one object, under the name of what carries them; `delivery: rendered` has none, and takes what there is. */
const valuesOf = (release: Release | undefined, controlled: readonly SideObject[]): readonly SideObject[] => {
  const carrier = controlled.find(({ name }) => carriers.has(name.kind)) ?? controlled[0];
  if (release === undefined || carrier === undefined) return [];
  return [{ name: carrier.name, part: 'values', object: plainJson(release.values) as JsonObject }];
};

/** Names of the clusters of either side, sorted, with whether one is new or gone. */
export const clustersOf = (
  base: Side,
  head: Side,
): readonly { readonly name: string; readonly isAdded: boolean; readonly isRemoved: boolean }[] => {
  const [old, now] = [base, head].map(({ clusters }) => new Set(clusters.map(({ cluster }) => cluster.name)));
  return [...new Set([...(old ?? []), ...(now ?? [])])]
    .sort()
    .map((name) => ({ name, isAdded: !old?.has(name), isRemoved: !now?.has(name) }));
};
