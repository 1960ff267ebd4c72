import type { Release } from '../../model/releases.ts';
import { pointerOf } from '../../pointer.ts';
import { differences } from './differences.ts';
import { withoutCredentials } from './masked.ts';
import type { Cell, Row, ValueCell } from './matrix.ts';
import { below, fingerprint, isNothing, isThere, rootSpot, type Spot, stateOf } from './spot.ts';

type Releases = readonly (Release | undefined)[];

/** What differs between the clusters of one service: a row for each path. */
export const differenceRows = (releases: Releases): readonly Row[] =>
  differences(releases).map(({ keys, spots }) => ({ name: pointerOf(keys), cells: valueCells(releases, spots, keys) }));

/** What a service has at a path; undefined where it has nothing there on any cluster, and its chart knows of nothing. */
export const pathRow = (service: string, releases: Releases, keys: readonly string[]): Row | undefined => {
  const spots = releases.map((release) => release && keys.reduce(below, rootSpot(release)));
  return spots.some((spot) => spot !== undefined && isThere(spot))
    ? { name: service, cells: valueCells(releases, spots, keys) }
    : undefined;
};

const valueCells = (
  releases: Releases,
  spots: readonly (Spot | undefined)[],
  keys: readonly string[],
): readonly Cell[] => {
  const prints = spots.map((spot) => (spot === undefined ? undefined : isNothing(spot) ? '' : fingerprint(spot)));
  const variants = [...new Set(prints)].filter((print) => print !== undefined);
  const common = mostCommon(prints);
  return releases.map((release, index): Cell => {
    const spot = spots[index];
    if (release === undefined || spot === undefined) return { state: 'absent' };
    const variant = variants.indexOf(prints[index] ?? '') + 1;
    return valueCell(release, spot, keys, { variant, odd: common !== undefined && prints[index] !== common });
  });
};

const valueCell = (
  release: Release,
  spot: Spot,
  keys: readonly string[],
  among: Pick<ValueCell, 'variant' | 'odd'>,
): ValueCell => {
  const { name, version } = release.chart.value;
  const state = stateOf(spot);
  const hasValue = (state === 'set' || state === 'default') && spot.node?.['x-default-sha256'] === undefined;
  const { value, masked } = withoutCredentials(rootSpot(release), keys);
  return {
    state,
    ...(hasValue || state === 'set' ? { value } : {}),
    masked,
    chart: `${name} ${version}`,
    ...(spot.tree === undefined ? {} : { at: spot.tree.at }),
    ...among,
  };
};

/** What more than half have, of at least three; undefined where there is no such. */
const mostCommon = (prints: readonly (string | undefined)[]): string | undefined => {
  const present = prints.filter((print) => print !== undefined);
  const counts = new Map<string, number>();
  for (const print of present) counts.set(print, (counts.get(print) ?? 0) + 1);
  return present.length < 3 ? undefined : [...counts].find(([, count]) => count * 2 > present.length)?.[0];
};
