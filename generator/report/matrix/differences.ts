import type { Release } from '../../model/releases.ts';
import { below, fingerprint, isNothing, keysOf, lengthOf, rootSpot, type Spot } from './spot.ts';

/** A path at which not all clusters of a service have the same. */
export interface Difference {
  readonly keys: readonly string[];
  /** In the order of the clusters; undefined where the service is not on one. */
  readonly spots: Spots;
}

type Spots = readonly (Spot | undefined)[];

/**
 * Where the values of one service differ between its clusters, chart defaults included: the deepest paths, sorted. Lists are
 * compared item by item where all have the same length, else as a whole.
 */
export const differences = (releases: readonly (Release | undefined)[]): readonly Difference[] => {
  const found: Difference[] = [];
  collect(
    releases.map((release) => release && rootSpot(release)),
    [],
    found,
  );
  return found;
};

const collect = (spots: Spots, keys: readonly string[], found: Difference[]): void => {
  const present = distinct(spots);
  if (present.length < 2) return;
  const inside = keysInside(present);
  if (inside === undefined) {
    if (new Set(present.map((spot) => (isNothing(spot) ? '' : fingerprint(spot)))).size > 1)
      found.push({ keys, spots });
    return;
  }
  for (const key of inside)
    collect(
      spots.map((spot) => spot && below(spot, key)),
      [...keys, key],
      found,
    );
};

/** Releases share the trees of their common layers and their contract: most need no comparing. */
const distinct = (spots: Spots): readonly Spot[] => {
  const seen: Spot[] = [];
  let last: Spot | undefined;
  for (const spot of spots) {
    if (spot === undefined || (last !== undefined && isSame(spot, last))) continue;
    last = spot;
    if (!seen.some((other) => isSame(spot, other))) seen.push(spot);
  }
  return seen;
};

const isSame = (a: Spot, b: Spot): boolean => a.tree === b.tree && a.node === b.node;

/** What to go down by; undefined where these are to be compared as they are. */
const keysInside = (spots: readonly Spot[]): readonly string[] | undefined => {
  const filled = spots.filter((spot) => !isNothing(spot));
  const maps = filled.map(keysOf);
  if (filled.length > 0 && maps.every((keys) => keys !== undefined)) return [...new Set(maps.flat())].sort();
  const lengths = new Set(spots.map(lengthOf));
  const [length] = lengths;
  return lengths.size === 1 && length !== undefined ? [...Array(length).keys()].map(String) : undefined;
};
