import type { Lock } from '../model/charts.ts';
import type { Outcome, Problem } from '../model/problems.ts';
import type { Release, ResolvedChart } from '../model/releases.ts';
import { isGrave, problem } from '../problem.ts';
import type { ChartContent, ParseYaml } from './chart.ts';
import { readChartFolder } from './folder.ts';
import { type LocalChart, type ReadChart, readLocalChart } from './local-chart.ts';
import { matchLocals, mismatch } from './local-match.ts';
import { readLockedChart } from './locked-chart.ts';
import type { Access } from './network/network.ts';
import { isRepositoryEntry, type RepositoryEntry, sameRepository } from './references.ts';

/** What Helm renders, by the identity of what the releases have as their chart. */
export type ChartContents = ReadonlyMap<ResolvedChart, ChartContent>;

export interface ContentTools {
  readonly parse: ParseYaml;
  /** Absent where neither cache nor network is to be had. */
  readonly access: Access | undefined;
  /** `NAME[@VERSION]=DIR|FILE.tgz`, from the repository's root: charts that are at hand. */
  readonly chart: readonly string[];
  /** Whether a chart that is not at hand is fetched, and a problem where it cannot be had. Else it is left out. */
  readonly isNeeded: boolean;
}

/**
 * The charts of releases as Helm takes them: from a folder of the repository, from what is at hand, from vendor/, from the cache, or from
 * where they are locked; to the byte what is locked.
 */
export const chartContents = async (
  root: string,
  releases: readonly Release[],
  lock: Lock,
  tools: ContentTools,
): Promise<Outcome<ChartContents>> => {
  const locked = lock.entries.filter(isRepositoryEntry).filter(({ mirrorOf }) => mirrorOf === undefined);
  const locals = matchLocals(tools.chart, uniqueByName(locked));
  const value = new Map<ResolvedChart, ChartContent>();
  const problems: Problem[] = [...locals.problems];
  const read = new Map<string, Promise<Outcome<ChartContent | undefined>>>();
  for (const { chart } of releases) {
    const key = keyOf(chart.value);
    const reading =
      read.get(key) ??
      (chart.value.kind === 'folder'
        ? ofFolder(root, chart.value.path, tools)
        : ofLocked(root, locked.find(isEntryOf(chart.value)), locals.value, tools));
    if (!read.has(key)) problems.push(...(await reading).problems);
    read.set(key, reading);
    const content = (await reading).value;
    if (content !== undefined) value.set(chart.value, content);
  }
  return { value, problems };
};

/** What makes two charts one. */
const keyOf = (chart: ResolvedChart): string => (chart.kind === 'folder' ? chart.path : chart.digest);

const isEntryOf =
  (chart: Extract<ResolvedChart, { kind: 'repository' }>) =>
  ({ repository, name, resolved }: RepositoryEntry): boolean =>
    sameRepository(repository, chart.repository) && name === chart.name && resolved === chart.version;

/** Several ranges may have led to one version. */
const uniqueByName = (entries: readonly RepositoryEntry[]): readonly RepositoryEntry[] => [
  ...new Map(entries.map((entry) => [`${entry.repository} ${entry.name} ${entry.resolved}`, entry] as const)).values(),
];

const ofFolder = async (
  root: string,
  path: string,
  { parse }: ContentTools,
): Promise<Outcome<ChartContent | undefined>> => {
  const { value, problems } = await readChartFolder(root, path, parse);
  return { value: value && { files: value.files }, problems };
};

const ofLocked = async (
  root: string,
  entry: RepositoryEntry | undefined,
  locals: ReadonlyMap<RepositoryEntry, LocalChart>,
  tools: ContentTools,
): Promise<Outcome<ChartContent | undefined>> => {
  if (entry === undefined) return { value: undefined, problems: [] };
  const local = [...locals].find(([{ digest }]) => digest === entry.digest)?.[1];
  const { value, problems } =
    local === undefined ? await readLocked(root, entry, tools) : await readLocalChart(root, local, tools.parse);
  const other = value && mismatch(entry, local, value);
  const all = other === undefined ? problems : [...problems, other];
  return { value: all.some(isGrave) ? undefined : value?.content, problems: all };
};

const readLocked = async (
  root: string,
  entry: RepositoryEntry,
  { access, parse, isNeeded }: ContentTools,
): Promise<Outcome<ReadChart | undefined>> => {
  const { value, problems } = await readLockedChart(root, entry, { access, parse, isFetched: isNeeded });
  const isLacking = isNeeded && value === undefined && problems.length === 0;
  return { value, problems: isLacking ? [notAtHand(entry)] : problems };
};

export const notAtHand = ({ name, resolved, at }: RepositoryEntry): Problem =>
  problem('chart-unreachable', `The archive of ${name} ${resolved} is not at hand.`, {
    at,
    fix: 'Give it with `--chart`, or run this where there is a network.',
  });
