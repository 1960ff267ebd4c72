import type { Outcome, Problem } from '../model/problems.ts';
import { unpackArchive } from './archive.ts';
import { assembleChart } from './assemble.ts';
import { newReading, type ParseYaml } from './chart.ts';
import { digestOfBytes } from './digest.ts';
import type { ReadChart } from './local-chart.ts';
import type { Access } from './network/network.ts';
import { problemOf } from './network/wire-error.ts';
import type { RepositoryEntry } from './references.ts';
import { fetchArchive } from './sources/fetch-archive.ts';

/** Reads a locked chart from the cache or from where it is locked. Its digest is the locked one when this returns. */
export const readFetched = async (
  entry: RepositoryEntry,
  access: Access,
  parse: ParseYaml,
): Promise<Outcome<ReadChart | undefined>> => {
  const place = `${entry.name}-${entry.resolved}.tgz`;
  let bytes: Buffer;
  try {
    bytes = await fetchArchive(entry, access);
  } catch (error) {
    return { value: undefined, problems: [problemOf(error, entry.at)] };
  }
  // Unpacking gives way to nothing: this is where Ctrl-C is heard between two charts.
  await access.step(`reading ${place}…`);
  const reading = newReading(parse);
  const files = unpackArchive(bytes, place, reading);
  const chart = files && assembleChart(files, place, reading);
  const problems = reading.problems.map((found) => placedAt(found, entry));
  return { value: chart && { chart, content: { archive: bytes }, digest: digestOfBytes(bytes) }, problems };
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
