import type { Outcome, Problem } from '../model/problems.ts';
import { unpackArchive } from './archive.ts';
import { assembleChart } from './assemble.ts';
import { newReading, type ParseYaml } from './chart.ts';
import { digestOfBytes } from './digest.ts';
import type { ReadChart } from './local-chart.ts';
import type { Access } from './network/network.ts';
import { problemOf } from './network/wire-error.ts';
import type { RepositoryEntry } from './references.ts';
import { archiveAtHand, fetchArchive } from './sources/fetch-archive.ts';
import { readVendored } from './vendor/vendored-archive.ts';

/** How a locked chart may be had, besides from vendor/. */
export interface LockedChartTools {
  readonly parse: ParseYaml;
  /** Absent where neither cache nor network is to be had. */
  readonly access: Access | undefined;
  /** Whether what is not at hand is fetched. */
  readonly isFetched: boolean;
}

/**
 * Reads a locked chart from vendor/, from the cache, or from where it is locked; with neither value nor problems where it is
 * not to be had that way. Its digest is the locked one when this returns.
 */
export const readLockedChart = async (
  root: string,
  entry: RepositoryEntry,
  tools: LockedChartTools,
): Promise<Outcome<ReadChart | undefined>> => {
  const { access, parse } = tools;
  const place = `${entry.name}-${entry.resolved}.tgz`;
  const { value: bytes, problems: found } = await archiveOf(root, entry, tools);
  if (bytes === undefined) return { value: undefined, problems: found };
  // Unpacking gives way to nothing: this is where Ctrl-C is heard between two charts.
  await access?.step(`reading ${place}…`);
  const reading = newReading(parse);
  const files = unpackArchive(bytes, place, reading);
  const chart = files && assembleChart(files, place, reading);
  const problems = reading.problems.map((found) => placedAt(found, entry));
  return { value: chart && { chart, content: { archive: bytes }, digest: digestOfBytes(bytes) }, problems };
};

const archiveOf = async (
  root: string,
  entry: RepositoryEntry,
  { access, isFetched }: LockedChartTools,
): Promise<Outcome<Buffer | undefined>> => {
  const vendored = await readVendored(root, entry);
  if (vendored.kind === 'locked') return { value: vendored.bytes, problems: [] };
  if (vendored.kind !== 'absent') return { value: undefined, problems: [vendored.problem] };
  if (access === undefined) return { value: undefined, problems: [] };
  try {
    return { value: await (isFetched ? fetchArchive : archiveAtHand)(entry, access), problems: [] };
  } catch (error) {
    return { value: undefined, problems: [problemOf(error, entry.at)] };
  }
};

/** Nobody here can edit the chart: what is wrong with it is told at its entry in the lock. */
const placedAt = (found: Problem, { at, repository }: RepositoryEntry): Problem => {
  const { at: inside, file: _, fix: __, ...rest } = found;
  const where = inside === undefined ? '' : ` (${inside.file}:${inside.line}:${inside.column})`;
  return {
    ...rest,
    at,
    message: `${found.message.replace(/\.$/, '')}${where}.`,
    fix: `Ask those who run ${repository}.`,
  };
};
