import type { Position, Problem } from '../model.ts';
import { problem } from '../problem.ts';
import type { Chart } from './chart.ts';
import { isRange, satisfies } from './ranges.ts';
import type { FolderEntry, RepositoryEntry } from './references.ts';

/** What a chart folder says otherwise than its entry in the lock. `at` is where the inputs ask for it. */
export const folderDrift = (entry: FolderEntry, chart: Chart, digest: string, at: Position): Problem | undefined => {
  if (entry.name !== chart.name || entry.version !== chart.version)
    return problem(
      'chart-lock-stale',
      `${entry.path} is ${chart.name} ${chart.version}, but the lock has ${entry.name} ${entry.version}.`,
      {
        at,
        fix: 'Run `espalier lock` and commit the lock.',
        related: [{ message: 'the chart says', at: chart.versionAt }],
      },
    );
  if (entry.digest === digest) return undefined;
  return problem(
    'chart-changed-without-version',
    `${entry.path} changed, but its version is still the locked ${entry.version}.`,
    { at: chart.versionAt, fix: 'Raise the version here and run `espalier lock`: Flux takes only a new version.' },
  );
};

/** A version that its own range does not take, which only an edit by hand can bring about. */
export const rangeDrift = (entry: RepositoryEntry): readonly Problem[] =>
  !isRange(entry.version) || satisfies(entry.resolved, entry.version)
    ? []
    : [
        problem('chart-lock-stale', `${entry.name} ${entry.version} is locked as ${entry.resolved}.`, {
          at: entry.at,
          fix: 'Take the entry out and run `espalier lock`.',
        }),
      ];
