import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileChange, Lock, Outcome, Problem } from '../model.ts';
import { nearest } from '../nearest.ts';
import { note, problem } from '../problem.ts';
import type { ParseYaml } from './chart.ts';
import { makeContract } from './contract.ts';
import { printContract } from './contract-file.ts';
import { contractFolder, contractPath } from './contract-path.ts';
import { loadContract, readContract, readText } from './contract-store.ts';
import { type LocalChart, parseLocalChart, type ReadChart, readLocalChart } from './local-chart.ts';
import { isRepositoryEntry, type RepositoryEntry } from './references.ts';

export interface ContractCommandOptions {
  /** `NAME[@VERSION]=DIR|FILE.tgz`, from the repository's root. */
  readonly chart: readonly string[];
  /** Only these charts; all where it is empty or absent. */
  readonly names?: readonly string[];
  readonly hashText: boolean;
}

export interface ContractRun {
  /** What is to be written. Each contract is good by itself, whatever is wrong with another chart. */
  readonly changes: readonly FileChange[];
  /** Paths of the contracts that were made and are current, sorted. */
  readonly made: readonly string[];
  /** Paths of contracts that were current already and not made again, sorted. */
  readonly kept: readonly string[];
}

/**
 * `espalier contract`: makes the contracts of locked charts that are at hand. One that is neither at hand nor current is
 * a problem, or a warning where others were given. A contract whose texts are hashed stays so when it is made again. Writes nothing itself.
 */
export const runContract = async (
  root: string,
  lock: Lock,
  options: ContractCommandOptions,
  parse: ParseYaml,
): Promise<Outcome<ContractRun>> => {
  const locked = uniqueCharts(lock);
  const { value: locals, problems: misnamed } = matchLocals(options.chart, locked);
  const names = new Set(options.names ?? []);
  const problems: Problem[] = [...misnamed, ...unknownNames(names, locked)];
  const run = { changes: [] as FileChange[], made: [] as string[], kept: [] as string[] };
  for (const entry of locked) {
    if (names.size > 0 && !names.has(entry.name)) continue;
    const path = contractPath(entry.repository, entry.name, entry.resolved);
    const local = locals.get(entry);
    if (local === undefined) {
      const found = await loadContract(root, entry);
      problems.push(...(options.chart.length > 0 ? found.problems.map(asWarning) : found.problems));
      if (found.value !== undefined) run.kept.push(path);
      continue;
    }
    const made = await contractOf(root, entry, local, path, options, parse);
    problems.push(...made.problems);
    if (made.value === undefined) continue;
    run.made.push(path);
    const before = await readText(join(root, path));
    if (before === made.value) continue;
    run.changes.push({ path, action: before === undefined ? 'create' : 'update', content: made.value });
  }
  problems.push(...(await unusedContracts(root, locked)));
  return { value: { changes: run.changes, made: run.made.sort(), kept: run.kept.sort() }, problems };
};

/** Who brings one chart is not to be held up by another; `check` insists on all. */
const asWarning = (found: Problem): Problem => ({ ...found, severity: 'warning' });

/** Each locked chart once, however many ranges lead to it. */
const uniqueCharts = (lock: Lock): readonly RepositoryEntry[] => [
  ...new Map(
    lock.entries
      .filter(isRepositoryEntry)
      .map((entry) => [contractPath(entry.repository, entry.name, entry.resolved), entry] as const),
  ).values(),
];

const contractOf = async (
  root: string,
  entry: RepositoryEntry,
  local: LocalChart,
  path: string,
  options: ContractCommandOptions,
  parse: ParseYaml,
): Promise<Outcome<string | undefined>> => {
  const read = await readLocalChart(root, local, parse);
  if (read.value === undefined) return { value: undefined, problems: read.problems };
  const other = mismatch(entry, local, read.value);
  if (other !== undefined) return { value: undefined, problems: [...read.problems, other] };
  const earlier = await readContract(root, entry);
  const hashText = options.hashText || earlier.value?.hashText === true;
  const origin = { file: path, digest: entry.digest, fromFolder: read.value.digest === undefined };
  const contract = makeContract(read.value.chart, origin, { hashText });
  const value = printContract({ repository: entry.repository, contract, hashText });
  return { value, problems: read.problems };
};

/** An archive must be the locked one to the byte; of a folder only name and version can be compared. */
const mismatch = (entry: RepositoryEntry, { path }: LocalChart, { chart, digest }: ReadChart): Problem | undefined => {
  const asked = `${entry.name} ${entry.resolved}`;
  if (chart.name !== entry.name || chart.version !== entry.resolved)
    return problem('local-chart-mismatch', `${path} is ${chart.name} ${chart.version}, not ${asked}.`, {
      file: path,
      fix: `Give the chart ${asked}.`,
    });
  if (digest === undefined || digest === entry.digest) return undefined;
  if (entry.repository.startsWith('oci:'))
    return problem('local-chart-mismatch', `${path} cannot be compared with the locked digest of an OCI manifest.`, {
      file: path,
      fix: `Unpack it, and give the folder.`,
    });
  return problem('local-chart-mismatch', `${path} has ${digest}, but ${asked} is locked as ${entry.digest}.`, {
    file: path,
    fix: 'Download it again, or see `espalier lock --accept-republished`.',
  });
};

/** Which local chart stands for which locked one. */
const matchLocals = (
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

const notAmongLocked = (asked: string, name: string, locked: readonly RepositoryEntry[]): Problem => {
  const likely = nearest(
    name,
    locked.map((entry) => entry.name),
  );
  const hint = likely === undefined || likely === name ? '' : ` Did you mean ${likely}?`;
  return problem('chart-not-locked', `No chart ${asked} of a chart repository is locked.${hint}`, {
    fix: 'Run `espalier lock` first. A chart folder of this repository needs no contract.',
  });
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
