import type { Problem } from '../../model/problems.ts';
import type { Release } from '../../model/releases.ts';
import { nearest } from '../../nearest.ts';
import { pointerOf } from '../../pointer.ts';
import { problem } from '../../problem.ts';
import { dottedPath } from './path.ts';
import { below, keysOf, rootSpot, type Spot } from './spot.ts';

/** Nothing has this path; most often it is misspelt, or only its end. */
export const pathUnknown = (
  path: string,
  keys: readonly string[],
  services: ReadonlyMap<string, readonly (Release | undefined)[]>,
): Problem => {
  const releases = [...services.values()].flat();
  // What somebody has set is meant more often than what is only in a chart.
  const known = [...new Set([...pathsOf(releases, withoutChart), ...pathsOf(releases, rootSpot)])];
  const isPointer = path.startsWith('/');
  const asked = pointerOf(keys);
  const ending = known.filter((pointer) => pointer.endsWith(asked));
  const near = nearest(asked, known);
  const meant = ending.length > 0 ? ending.slice(0, most) : near === undefined ? [] : [near];
  const told = meant.map((pointer) => `\`${isPointer ? pointer : dottedPath(pointer)}\``).join(', ');
  const rest = ending.length > most ? ` There are ${ending.length - most} more that end so.` : '';
  const who = services.size === 1 ? `Service \`${[...services.keys()][0]}\` has no` : 'No service has';
  return problem(
    'path-unknown',
    `${who} \`${path}\`, and neither do the defaults of ${services.size === 1 ? 'its chart' : 'their charts'}.`,
    {
      fix:
        told === ''
          ? 'Look into the values for its spelling; `/a/b` and `a.b` are the same path.'
          : `Did you mean ${told}?${rest}`,
    },
  );
};

/** Paths that are suggested. */
const most = 5;

const withoutChart = (release: Release): Spot => ({ ...rootSpot(release), node: undefined });

/** All paths of these releases, sorted. What releases share is walked once. */
const pathsOf = (releases: readonly (Release | undefined)[], spotOf: (release: Release) => Spot): readonly string[] => {
  const paths = new Set<string>();
  const walked = new Map<Spot['tree'], Set<Spot['node']>>();
  for (const release of releases) {
    if (release === undefined) continue;
    const spot = spotOf(release);
    const nodes = walked.get(spot.tree) ?? new Set();
    if (!nodes.has(spot.node)) walk(spot, [], paths);
    walked.set(spot.tree, nodes.add(spot.node));
  }
  return [...paths].sort();
};

const walk = (spot: Spot, keys: readonly string[], paths: Set<string>): void => {
  if (keys.length > 0) paths.add(pointerOf(keys));
  for (const key of new Set(keysOf(spot))) walk(below(spot, key), [...keys, key], paths);
};
