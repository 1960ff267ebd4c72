import semver from 'semver';
import type { Release } from '../../model/releases.ts';
import { differences } from './differences.ts';
import type { Cell, Distance, Row, VersionCell } from './matrix.ts';

/** Which version of its chart a service has on each cluster; undefined stands for a cluster without it. */
export const versionsRow = (service: string, releases: readonly (Release | undefined)[]): Row => {
  const newest = newestVersions(releases);
  const cells = releases.map((release): Cell => {
    if (release === undefined) return { state: 'absent' };
    const cell = versionCell(release);
    const best = newest.get(cell.chart) ?? cell.version;
    return isOlder(cell.version, best) ? { ...cell, behind: { newest: best, by: distance(cell.version, best) } } : cell;
  });
  const isComparable = releases.filter((release) => release !== undefined).length > 1;
  return { name: service, ...(isComparable ? { differing: differences(releases).length } : {}), cells };
};

const versionCell = ({ chart: { value: chart, at } }: Release): VersionCell => ({
  state: 'version',
  version: chart.version,
  chart: chart.name,
  from: chart.kind === 'folder' ? chart.path : chart.repository,
  digest: chart.digest,
  at,
});

/** By the chart's name alone: a mirror has the same chart under another URL. */
const newestVersions = (releases: readonly (Release | undefined)[]): ReadonlyMap<string, string> => {
  const newest = new Map<string, string>();
  for (const release of releases) {
    if (release === undefined) continue;
    const { name, version } = release.chart.value;
    const best = newest.get(name);
    if (best === undefined || isOlder(best, version)) newest.set(name, version);
  }
  return newest;
};

/** Build metadata has no order, and what is no version none either. */
const isOlder = (version: string, other: string): boolean =>
  semver.valid(version, true) !== null && semver.valid(other, true) !== null && semver.lt(version, other, true);

const distance = (version: string, newest: string): Distance => {
  const by = semver.diff(version, newest);
  return by === 'major' || by === 'minor' || by === 'patch' ? by : 'other';
};
