import type { ChartReference, Lock } from '../model/charts.ts';
import type { Outcome, Position, Problem } from '../model/problems.ts';
import type { ResolvedChart } from '../model/releases.ts';
import type { Located } from '../model/values.ts';
import type { ParseYaml } from './chart.ts';
import { makeContract } from './contract.ts';
import type { ContractFile } from './contract-file.ts';
import { loadContract } from './contract-store.ts';
import { readChartFolder } from './folder.ts';
import { entriesOf, entryOf } from './lock.ts';
import { folderDrift, lockedTwice, notLocked, rangeDrift } from './lock-problems.ts';
import { placed } from './lock-sources.ts';
import type { RepositoryEntry } from './references.ts';

type Contracts = Map<string, Promise<Outcome<ContractFile | undefined>>>;

/**
 * Looks every chart reference up in the lock, in order: what isn't locked is undefined, and what is locked without a
 * usable contract comes without one, each with its problem. Folders of the repository are read as they are.
 */
export const loadCharts = async (
  root: string,
  references: readonly Located<ChartReference>[],
  lock: Lock,
  parse: ParseYaml,
): Promise<Outcome<readonly (ResolvedChart | undefined)[]>> => {
  const contracts: Contracts = new Map();
  const problems: Problem[] = [];
  const value: (ResolvedChart | undefined)[] = [];
  for (const { value: reference, at } of references) {
    const loaded =
      reference.kind === 'folder'
        ? await loadFolder(root, reference, at, lock, parse)
        : await loadLocked(root, reference, at, lock, contracts);
    problems.push(...loaded.problems, ...lockedTwice(entriesOf(reference, lock)));
    value.push(loaded.value);
  }
  return { value, problems };
};

const loadLocked = async (
  root: string,
  reference: Extract<ChartReference, { kind: 'repository' }>,
  at: Position,
  lock: Lock,
  contracts: Contracts,
): Promise<Outcome<ResolvedChart | undefined>> => {
  const entry = entryOf(reference, lock);
  if (entry?.kind !== 'repository') return { value: undefined, problems: [notLocked(reference, at, lock)] };
  const { repository, name, resolved: version, digest, layer } = entry;
  const more = layer === undefined ? {} : { layer };
  const chart: ResolvedChart = { kind: 'repository', repository, name, version, digest, ...more };
  if (reference.mirrorOf !== undefined) return { value: chart, problems: rangeDrift(entry) };
  const { value: file, problems } = await loadOnce(root, entry, contracts);
  return {
    value: file === undefined ? chart : { ...chart, contract: file.contract },
    problems: [...problems, ...rangeDrift(entry)],
  };
};

/** Two ranges that are locked to one version share its contract, and its problems are told once. */
const loadOnce = async (
  root: string,
  entry: RepositoryEntry,
  contracts: Contracts,
): Promise<Outcome<ContractFile | undefined>> => {
  const key = [entry.repository, entry.name, entry.resolved, entry.digest].join('\0');
  const known = contracts.get(key);
  if (known !== undefined) return { value: (await known).value, problems: [] };
  const loading = loadContract(root, entry);
  contracts.set(key, loading);
  return loading;
};

const loadFolder = async (
  root: string,
  reference: Extract<ChartReference, { kind: 'folder' }>,
  at: Position,
  lock: Lock,
  parse: ParseYaml,
): Promise<Outcome<ResolvedChart | undefined>> => {
  const { path } = reference;
  const read = await readChartFolder(root, path, parse);
  const problems = placed(read.problems, path, at);
  if (read.value === undefined) return { value: undefined, problems };
  const { chart, digest, dependencyFolders } = read.value;
  const { name, version, versionAt } = chart;
  const entry = entryOf(reference, lock);
  const drift =
    entry?.kind === 'folder'
      ? folderDrift(entry, { name, version, versionAt, digest }, at)
      : [notLocked(reference, at, lock)];
  const contract = makeContract(chart, { file: chart.values.at.file, digest, fromFolder: true }, { hashText: false });
  const more = dependencyFolders.length === 0 ? {} : { dependencyFolders };
  const value: ResolvedChart = { kind: 'folder', path, ...more, name, version, digest, contract };
  return { value, problems: [...problems, ...drift] };
};
