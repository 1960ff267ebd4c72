import type { Outcome } from '../../model/problems.ts';
import type { Release, ResolvedCluster } from '../../model/releases.ts';
import { pointerOf } from '../../pointer.ts';
import { isGrave, problem } from '../../problem.ts';
import type { Matrix, Row, Section } from './matrix.ts';
import { parsePath } from './path.ts';
import { type Selection, selectClusters } from './select.ts';
import { pathUnknown } from './unknown-path.ts';
import { differenceRows, pathRow } from './values.ts';
import { versionsRow } from './versions.ts';

/**
 * What the clusters have: at a path, where one is given; else, of services that are named, the paths at which their clusters
 * differ; else the versions of charts.
 */
export const buildMatrix = (
  all: readonly ResolvedCluster[],
  selection: Selection,
  path: string | undefined,
): Outcome<Matrix> => {
  const keys = path === undefined ? undefined : parsePath(path);
  const { value: clusters, problems } = selectClusters(all, selection);
  const services = releasesByService(clusters, selection.services);
  const columns = clusters.map(({ cluster }) => ({
    name: cluster.name,
    environment: cluster.environment.value,
    controller: cluster.controller.value,
  }));
  const empty: Matrix = { view: 'versions', clusters: columns, sections: [], without: [] };
  if (path !== undefined && keys === undefined) return { value: empty, problems: [...problems, noPath(path)] };
  if (problems.some(isGrave)) return { value: empty, problems };
  if (path === undefined || keys === undefined) {
    const isOfServices = selection.services.length > 0;
    const sections = isOfServices ? differencesOf(services) : [versionsOf(services)];
    return { value: { ...empty, view: isOfServices ? 'differences' : 'versions', sections }, problems };
  }
  const rows = [...services].map(([service, releases]) => pathRow(service, releases, keys));
  const known = rows.filter((row) => row !== undefined);
  const without = [...services.keys()].filter((_, index) => rows[index] === undefined);
  const value: Matrix = { ...empty, view: 'path', path: pointerOf(keys), sections: [{ rows: known }], without };
  return { value, problems: known.length > 0 ? problems : [...problems, pathUnknown(path, keys, services)] };
};

type Services = ReadonlyMap<string, readonly (Release | undefined)[]>;

/** Every service, sorted, with its release on each cluster. */
const releasesByService = (clusters: readonly ResolvedCluster[], wanted: readonly string[]): Services => {
  const byCluster = clusters.map(({ releases }) => new Map(releases.map((release) => [release.service, release])));
  const names = [...new Set(byCluster.flatMap((releases) => [...releases.keys()]))].sort();
  return new Map(
    names
      .filter((name) => wanted.length === 0 || wanted.includes(name))
      .map((name) => [name, byCluster.map((releases) => releases.get(name))]),
  );
};

const versionsOf = (services: Services): Section => ({
  rows: [...services].map(([service, releases]): Row => versionsRow(service, releases)),
});

const differencesOf = (services: Services): readonly Section[] =>
  [...services].map(([service, releases]) => ({ service, rows: differenceRows(releases) }));

const noPath = (path: string): ReturnType<typeof problem> =>
  problem('path-unknown', `\`${path}\` is no path.`, {
    fix: 'Write `ingester.replicas`, with `\\.` for a dot in a key and `[0]` for an item, or `/ingester/replicas`.',
  });
