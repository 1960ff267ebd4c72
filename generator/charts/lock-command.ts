import { join } from 'node:path';
import type { ChartReference, FileChange, Located, Lock, Outcome, Problem } from '../model.ts';
import { isGrave } from '../problem.ts';
import type { ParseYaml } from './chart.ts';
import { readText } from './contract-store.ts';
import { entriesOf, entryOf, type LockPlan, planLock } from './lock.ts';
import { printLock } from './lock-file.ts';
import { folderDrift, leftOver, lockContradictions, notLocked, rangeDrift } from './lock-problems.ts';
import { type LockSources, readDigests, readFolders, readIndexes } from './lock-sources.ts';

export interface LockOptions {
  /** Change nothing: say what is missing, stale or left over. */
  readonly check: boolean;
  /** `FILE` or `URL=FILE`, from the repository's root. */
  readonly index: readonly string[];
  /** `NAME@VERSION=sha256:…` */
  readonly digest: readonly string[];
  readonly acceptRepublished: boolean;
}

export interface LockRun {
  /** What is to be written: charts.lock.yaml, or nothing where it is current or something is wrong. */
  readonly changes: readonly FileChange[];
  readonly plan: LockPlan;
}

/** `espalier lock`: what charts.lock.yaml is to hold for these (unique) references. Writes nothing itself. */
export const runLock = async (
  root: string,
  references: readonly Located<ChartReference>[],
  lock: Lock,
  options: LockOptions,
  parse: ParseYaml,
): Promise<Outcome<LockRun>> => {
  const folders = await readFolders(root, references, parse);
  if (options.check) {
    const problems = [...folders.problems, ...checkLock(references, lock, folders.value)];
    const plan = { entries: lock.entries, added: [], changed: [], removed: [], kept: lock.entries };
    return { value: { changes: [], plan }, problems };
  }
  const indexes = await readIndexes(root, options.index, references);
  const digests = readDigests(options.digest);
  const sources = { folders: folders.value, indexes: indexes.value, digests: digests.value };
  const { value: plan, problems: planned } = planLock(references, lock, sources, options);
  const problems = [...folders.problems, ...indexes.problems, ...digests.problems, ...planned];
  const isWrong = problems.some(isGrave);
  return { value: { changes: isWrong ? [] : await changesOf(root, lock, plan), plan }, problems };
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
    if (entry.kind === 'repository') return rangeDrift(entry);
    const folder = folders.get(entry.path);
    return folder === undefined ? [] : folderDrift(entry, folder, at);
  });
  return [...lockContradictions(lock), ...found, ...lock.entries.filter((entry) => !used.has(entry)).map(leftOver)];
};
