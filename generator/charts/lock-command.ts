import { join } from 'node:path';
import type { AskedChart, ChartReference, Lock } from '../model/charts.ts';
import type { FileChange, MovedChart } from '../model/outputs.ts';
import type { Outcome, Problem } from '../model/problems.ts';
import type { Located } from '../model/values.ts';
import { isGrave } from '../problem.ts';
import type { ParseYaml } from './chart.ts';
import { entriesOf, entryOf, type LockPlan, planLock } from './lock.ts';
import { printLock } from './lock-file.ts';
import { folderDrift, leftOver, lockContradictions, mirrorDrift, notLocked, rangeDrift } from './lock-problems.ts';
import { type LockSources, readDigests, readFolders, readIndexes } from './lock-sources.ts';
import { movedCharts, wanted } from './lock-wanted.ts';
import type { Access } from './network/network.ts';
import type { AskedOfRepository, RepositoryReference } from './references.ts';
import { fetchVersions } from './sources/fetch-versions.ts';
import { readText } from './text-file.ts';

export interface LockOptions {
  /** Change nothing: say what is missing, stale or left over. */
  readonly check: boolean;
  /** `FILE` or `URL=FILE`, from the repository's root. */
  readonly index: readonly string[];
  /** `NAME@VERSION=sha256:…` */
  readonly digest: readonly string[];
  readonly acceptRepublished: boolean;
  /** Resolve anew what is locked: all of it, or the charts of these services. */
  readonly update?: boolean | readonly string[];
  /** Fetch nothing. */
  readonly offline?: boolean;
}

export interface LockRun {
  /** What is to be written: charts.lock.yaml, or nothing where it is current or something is wrong. */
  readonly changes: readonly FileChange[];
  /** What was locked and is now locked as another version, in the order of the references. */
  readonly moved: readonly MovedChart[];
}

/** What a run has besides the inputs. */
export interface LockTools {
  readonly parse: ParseYaml;
  /** Absent where nothing may be fetched. */
  readonly access?: Access | undefined;
  /** Whether `--update` means a reference. */
  readonly isUpdated?: (reference: RepositoryReference) => boolean;
}

/** `espalier lock`: what charts.lock.yaml is to hold for these (unique) references. Writes nothing itself. */
export const runLock = async (
  root: string,
  references: readonly AskedChart[],
  lock: Lock,
  options: LockOptions,
  tools: LockTools,
): Promise<Outcome<LockRun>> => {
  const folders = await readFolders(root, references, tools.parse);
  if (options.check) {
    const problems = [...folders.problems, ...checkLock(references, lock, folders.value)];
    return { value: { changes: [], moved: [] }, problems };
  }
  const indexes = await readIndexes(root, options.index, references);
  const digests = readDigests(options.digest);
  const given = { folders: folders.value, indexes: indexes.value, digests: digests.value };
  const planning = { ...options, ...(tools.isUpdated && { isUpdated: tools.isUpdated }) };
  const atHand = [...folders.problems, ...indexes.problems, ...digests.problems];
  // Nobody is asked on behalf of arguments that are wrong.
  const asked = atHand.some(isGrave) ? [] : wanted(references, lock, given, planning);
  const fetched = tools.access === undefined ? { value: [], problems: [] } : await fetchVersions(asked, tools.access);
  const sources = { ...given, indexes: [...given.indexes, ...fetched.value] };
  const { value: plan, problems: planned } = planLock(references, lock, sources, planning);
  const problems = [...atHand, ...fetched.problems, ...withoutConsequences(planned, fetched.problems, asked)];
  const changes = problems.some(isGrave) ? [] : await changesOf(root, lock, plan);
  return { value: { changes, moved: movedCharts(references, lock, plan) }, problems };
};

/** What is not known of a chart follows from the repository that could not be asked. */
const withoutConsequences = (
  planned: readonly Problem[],
  fetched: readonly Problem[],
  asked: readonly AskedOfRepository[],
): readonly Problem[] => {
  const places = new Set(
    fetched.flatMap(({ at, related = [] }) => [at, ...related.map((one) => one.at)]).map((at) => JSON.stringify(at)),
  );
  const isFailed = ({ at, repositoryAt = at }: AskedOfRepository): boolean =>
    places.has(JSON.stringify(at)) || places.has(JSON.stringify(repositoryAt));
  const failed = new Set(asked.filter(isFailed).map(({ at }) => JSON.stringify(at)));
  const follows = ['chart-unreachable', 'chart-version-unknown'];
  return planned.filter(({ at, code }) => !follows.includes(code) || !failed.has(JSON.stringify(at)));
};

const changesOf = async (root: string, lock: Lock, plan: LockPlan): Promise<readonly FileChange[]> => {
  const content = printLock(plan.entries);
  const before = await readText(join(root, lock.file));
  if (before === content) return [];
  return [{ path: lock.file, action: before === undefined ? 'create' : 'update', content }];
};

/** What is missing in the lock, stale in it, or left over. */
export const checkLock = (
  references: readonly Located<ChartReference>[],
  lock: Lock,
  folders: LockSources['folders'],
): readonly Problem[] => {
  const used = new Set(references.flatMap(({ value }) => entriesOf(value, lock)));
  const found = references.flatMap(({ value, at }) => {
    const entry = entryOf(value, lock);
    if (entry === undefined) return [notLocked(value, at, lock)];
    if (entry.kind === 'repository') return [...rangeDrift(entry), ...mirrorDrift(entry, value)];
    const folder = folders.get(entry.path);
    return folder === undefined ? [] : folderDrift(entry, folder, at);
  });
  return [...lockContradictions(lock), ...found, ...lock.entries.filter((entry) => !used.has(entry)).map(leftOver)];
};
