import type { Outcome, Problem } from '../model/problems.ts';
import { nearest } from '../nearest.ts';
import { problem } from '../problem.ts';
import { type LocalChart, parseLocalChart, type ReadChart } from './local-chart.ts';
import { archiveDigest, type RepositoryEntry } from './references.ts';

/** An archive must be the locked one to the byte; of a folder only name and version can be compared. */
export const mismatch = (
  entry: RepositoryEntry,
  local: LocalChart | undefined,
  { chart, digest }: ReadChart,
): Problem | undefined => {
  const asked = `${entry.name} ${entry.resolved}`;
  const place = local === undefined ? { at: entry.at } : { file: local.path };
  const what = local?.path ?? `What ${entry.repository} has as ${asked}`;
  if (chart.name !== entry.name || chart.version !== entry.resolved)
    return problem('local-chart-mismatch', `${what} is ${chart.name} ${chart.version}, not ${asked}.`, {
      ...place,
      fix: local === undefined ? 'Ask those who run the repository.' : `Give the chart ${asked}.`,
    });
  // The archive of an OCI chart is a layer of what is locked.
  const locked = archiveDigest(entry);
  if (digest === undefined || digest === locked) return undefined;
  if (locked === undefined)
    return problem('local-chart-mismatch', `${what} cannot be compared with the locked digest of an OCI manifest.`, {
      ...place,
      fix: 'Unpack it, and give the folder.',
    });
  return problem('local-chart-mismatch', `${what} has ${digest}, but ${asked} is locked as ${locked}.`, {
    ...place,
    fix: 'Download it again, or see `espalier lock --accept-republished`.',
  });
};

/** Which local chart stands for which locked one. */
export const matchLocals = (
  texts: readonly string[],
  locked: readonly RepositoryEntry[],
): Outcome<ReadonlyMap<RepositoryEntry, LocalChart>> => {
  const value = new Map<RepositoryEntry, LocalChart>();
  const problems: Problem[] = [];
  for (const text of texts) {
    const local = parseLocalChart(text);
    const named = locked.filter(
      ({ name, resolved }) => name === local?.name && (local.version === undefined || resolved === local.version),
    );
    const [entry, second] = named;
    if (local !== undefined && entry !== undefined && second === undefined) value.set(entry, local);
    else problems.push(unmatched(text, local, named, locked));
  }
  return { value, problems };
};

const unmatched = (
  text: string,
  local: LocalChart | undefined,
  named: readonly RepositoryEntry[],
  locked: readonly RepositoryEntry[],
): Problem => {
  const shown = `--chart ${JSON.stringify(text.slice(0, 200))}`;
  if (local === undefined)
    return problem('invalid-value', `${shown} is not NAME=DIR or NAME=FILE.tgz.`, { fix: 'Write NAME=PATH.' });
  if (named.length > 1) {
    const versions = named.map(({ resolved }) => `${local.name}@${resolved}`).join(', ');
    return problem('invalid-value', `${shown} could be ${versions}.`, { fix: 'Write NAME@VERSION=PATH.' });
  }
  const asked = local.version === undefined ? local.name : `${local.name}@${local.version}`;
  return notAmongLocked(asked, local.name, locked);
};

/** What is asked for is no locked chart; a name that is near is told. */
export const notAmongLocked = (asked: string, name: string, locked: readonly RepositoryEntry[]): Problem => {
  const likely = nearest(
    name,
    locked.map((entry) => entry.name),
  );
  const hint = likely === undefined || likely === name ? '' : ` Did you mean ${likely}?`;
  return problem('chart-not-locked', `No chart ${asked} of a chart repository is locked.${hint}`, {
    fix: 'Run `espalier lock` first. A chart folder of this repository needs no contract.',
  });
};
