import { askedReports, folderInGit, writeReports } from './asked-reports.ts';
import { checkFormats } from './commands/generate.ts';
import { type GenerateOptions, generate, type Told, type World } from './generate.ts';
import { findingsIn } from './report/findings/formats.ts';

/** Where relative paths of reports start, and whether JSON has the standard output for itself. */
interface Place {
  readonly directory: string;
  readonly json: boolean;
}

interface Shown {
  readonly told: Told;
  /** What is printed of the reports. */
  readonly text: string;
}

/** Generates or checks, and writes the reports that were asked for. */
export const showCheck = async (
  world: World,
  flags: GenerateOptions,
  reports: readonly string[],
  place: Place,
): Promise<Shown> => {
  const asked = askedReports(reports, checkFormats, place);
  const told = await generate(world, flags);
  const looks = { command: flags.command, ...(await folderInGit(world.root)) };
  return { told, text: await writeReports(asked, (format) => findingsIn[format](told.result.problems, looks)) };
};
