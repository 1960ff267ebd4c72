import { resolve } from 'node:path';
import picocolors from 'picocolors';
import { askedReports, folderInGit, writeReports } from './asked-reports.ts';
import type { Compared, DiffFormat, RunDiff } from './commands/diff.ts';
import { diffFormats } from './commands/diff.ts';
import { diff, type ToldComparison } from './diff.ts';
import type { World } from './generate.ts';
import type { Comparison } from './model/comparison.ts';
import { readComparison } from './read/comparison.ts';
import { comparisonIn } from './report/comparison/formats.ts';
import { dangerProblems } from './report/findings/dangers.ts';
import { findingsIn } from './report/findings/formats.ts';
import { problemLines } from './report/problems.ts';
import { inert } from './report/visible.ts';

type Flags = Parameters<RunDiff>[1];

/** Where the command is called, and how its terminal looks. */
interface Place {
  readonly directory: string;
  readonly today: string;
  readonly color: boolean;
  readonly width: number;
  /** Of the repository, or of another folder as it is seen from there. */
  readonly world: (folder?: string) => Promise<World>;
}

interface Shown {
  readonly told: ToldComparison;
  /** What is printed; absent where what is wrong is all that there is to tell, and its format has no words for that. */
  readonly text?: string;
  /** The reports that are printed, too. */
  readonly beside: string;
}

/** Compares, writes the reports that were asked for, and gives what is to be printed. */
export const showDiff = async (compared: Compared, flags: Flags, place: Place): Promise<Shown> => {
  const reports = askedReports(flags.report, diffFormats, {
    directory: place.directory,
    json: flags.format === 'json',
  });
  const world = await place.world(compared.kind === 'folders' ? compared.after : undefined);
  const told = await compare(compared, flags, place, world);
  const folder = await folderInGit(world.root);
  const print = (format: DiffFormat, color: boolean): string | undefined =>
    printed(format, told, { ...place, ...folder, color, ...flags });
  const text = print(flags.format, place.color);
  const beside = await writeReports(reports, (format) => print(format, false));
  return { told, ...(text === undefined ? {} : { text }), beside };
};

const compare = async (compared: Compared, flags: Flags, place: Place, world: World): Promise<ToldComparison> => {
  const { directory, today } = place;
  if (compared.kind === 'report') return ofReport(await readComparison(resolve(directory, compared.file)));
  const base =
    compared.kind === 'base'
      ? { reference: compared.reference }
      : { folder: resolve(directory, compared.before), name: compared.before, head: compared.after };
  return diff(world, { ...flags, today, base });
};

const ofReport = (comparison: Comparison): ToldComparison => ({
  result: { command: 'diff', problems: [], changes: [], applied: false, unchanged: 0, clusters: [], milliseconds: 0 },
  texts: new Map(),
  comparison,
});

interface Printing extends Pick<Place, 'color' | 'width'>, Pick<Flags, 'reportUrl'> {
  /** Where the repository lies in its Git repository. */
  readonly folder?: string;
}

const printed = (
  format: DiffFormat,
  { result: { command, problems }, texts, comparison }: ToldComparison,
  { color, width, folder, reportUrl }: Printing,
): string | undefined => {
  if (format === 'sarif' || format === 'github' || format === 'gitlab' || format === 'junit') {
    const dangers = comparison === undefined ? [] : dangerProblems(comparison);
    return findingsIn[format]([...problems, ...dangers], { command, ...(folder === undefined ? {} : { folder }) });
  }
  if (comparison === undefined) return undefined;
  const options = { color, width, texts, ...(reportUrl === undefined ? {} : { reportUrl }) };
  const text = comparisonIn[format](comparison, options);
  if (format !== 'text') return text;
  const looks = { colors: picocolors.createColors(color), width, texts };
  return [...problemLines(problems, looks).map(inert), text].join('\n');
};
