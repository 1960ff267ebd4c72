import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Helm } from 'helm-wasm';
import type { Lock } from '../model/charts.ts';
import type { FileChange } from '../model/outputs.ts';
import type { Outcome, Problem } from '../model/problems.ts';
import { isGrave, note } from '../problem.ts';
import type { ParseYaml } from './chart.ts';
import { makeContract } from './contract.ts';
import { type ContractFile, printContract } from './contract-file.ts';
import { contractFolder, contractPath } from './contract-path.ts';
import { readsOf } from './contract-reads.ts';
import { loadContract, readContract } from './contract-store.ts';
import { type LocalChart, type ReadChart, readLocalChart } from './local-chart.ts';
import { matchLocals, mismatch, notAmongLocked } from './local-match.ts';
import { readLockedChart } from './locked-chart.ts';
import type { Access } from './network/network.ts';
import { lockedCharts, type RepositoryEntry } from './references.ts';
import { readText } from './text-file.ts';

export interface ContractCommandOptions {
  /** `NAME[@VERSION]=DIR|FILE.tgz`, from the repository's root. */
  readonly chart: readonly string[];
  /** Only these charts; all where it is empty or absent. */
  readonly names?: readonly string[];
  readonly hashText: boolean;
}

/** What a run has besides the lock. */
export interface ContractTools {
  readonly parse: ParseYaml;
  /** Absent where neither cache nor network is to be had. */
  readonly access?: Access | undefined;
  /** Starts an engine, which says what templates read. Absent where that is not to be told. */
  readonly helm?: (() => Promise<Helm>) | undefined;
}

export interface ContractRun {
  /** What is to be written. Each contract is good by itself, whatever is wrong with another chart. */
  readonly changes: readonly FileChange[];
}

/**
 * `espalier contract`: makes the contracts of locked charts that are at hand, or without `--chart` can be fetched. One that is neither at hand nor current is
 * a problem, or a warning where others were given. A contract whose texts are hashed stays so when it is made again. Writes nothing itself.
 */
export const runContract = async (
  root: string,
  lock: Lock,
  options: ContractCommandOptions,
  tools: ContractTools,
): Promise<Outcome<ContractRun>> => {
  const locked = lockedCharts(lock);
  const { value: locals, problems: misnamed } = matchLocals(options.chart, locked);
  const names = new Set(options.names ?? []);
  const problems: Problem[] = [...misnamed, ...unknownNames(names, locked)];
  const changes: FileChange[] = [];
  for (const entry of locked) {
    if (names.size > 0 && !names.has(entry.name)) continue;
    const path = contractPath(entry.repository, entry.name, entry.resolved);
    const local = locals.get(entry);
    const found = local === undefined ? await loadContract(root, entry) : undefined;
    const isGood = isAsAsked(found?.value, options);
    const isOlder = isGood && tools.helm !== undefined && found?.value?.contract.reads === undefined;
    const isRead = local === undefined && options.chart.length === 0 && (!isGood || isOlder);
    const { access } = tools;
    const reading =
      local !== undefined
        ? await readLocalChart(root, local, tools.parse)
        : isRead && (await readLockedChart(root, entry, { access, parse: tools.parse, isFetched: true }));
    if (reading === false || (reading.value === undefined && reading.problems.length === 0)) {
      const missing = found?.problems ?? [];
      problems.push(...(options.chart.length > 0 ? missing.map(asWarning) : missing));
      continue;
    }
    const made = await contractOf(root, entry, local, reading, { ...options, ...tools });
    // One from before contracts said what templates read is good as it is.
    if (isOlder && made.problems.some(isGrave)) continue;
    problems.push(...made.problems);
    if (made.value === undefined || made.problems.some(isGrave)) continue;
    const before = await readText(join(root, path));
    if (before === made.value) continue;
    changes.push({ path, action: before === undefined ? 'create' : 'update', content: made.value });
  }
  problems.push(...(await unusedContracts(root, locked)));
  return { value: { changes }, problems };
};

/** Who brings one chart is not to be held up by another; `check` insists on all. */
const asWarning = (found: Problem): Problem => ({ ...found, severity: 'warning' });

/** Whether a contract is there already, in the form that is asked for. */
const isAsAsked = (file: ContractFile | undefined, { hashText }: ContractCommandOptions): boolean =>
  file !== undefined && (file.hashText || !hashText);

const contractOf = async (
  root: string,
  entry: RepositoryEntry,
  local: LocalChart | undefined,
  read: Outcome<ReadChart | undefined>,
  options: ContractCommandOptions & ContractTools,
): Promise<Outcome<string | undefined>> => {
  if (read.value === undefined) return { value: undefined, problems: read.problems };
  const other = mismatch(entry, local, read.value);
  if (other !== undefined) return { value: undefined, problems: [...read.problems, other] };
  const earlier = await readContract(root, entry);
  const hashText = options.hashText || earlier.value?.hashText === true;
  const file = contractPath(entry.repository, entry.name, entry.resolved);
  const origin = { file, digest: entry.digest, fromFolder: read.value.digest === undefined };
  const reads = await readsOf(read.value.content, options.helm);
  const made = makeContract(read.value.chart, origin, { hashText });
  const contract = reads === undefined ? made : { ...made, reads };
  const value = printContract({ repository: entry.repository, contract, hashText });
  return { value, problems: read.problems };
};

const unknownNames = (names: ReadonlySet<string>, locked: readonly RepositoryEntry[]): readonly Problem[] =>
  [...names]
    .filter((name) => !locked.some((entry) => entry.name === name))
    .map((name) => notAmongLocked(name, name, locked));

const unusedContracts = async (root: string, locked: readonly RepositoryEntry[]): Promise<readonly Problem[]> => {
  const used = new Set(locked.map(({ repository, name, resolved }) => contractPath(repository, name, resolved)));
  const found = await readdir(join(root, contractFolder), { recursive: true }).catch(() => []);
  return found
    .map((path) => `${contractFolder}/${path}`)
    .filter((path) => path.endsWith('.json') && !used.has(path))
    .sort()
    .map((path) =>
      note('contract-unused', `No locked chart has the contract ${path}.`, { file: path, fix: 'Remove it.' }),
    );
};
