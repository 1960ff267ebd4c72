import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import type { ChartReference, Contract, Located, Lock, Outcome, Position, Problem, ResolvedChart } from '../model.ts';
import { nearest } from '../nearest.ts';
import { problem } from '../problem.ts';
import type { ParseYaml } from './chart.ts';
import { makeContract } from './contract.ts';
import { parseContract } from './contract-file.ts';
import { contractPath } from './contract-path.ts';
import { readChartFolder } from './folder.ts';
import { folderDrift, rangeDrift } from './lock-drift.ts';
import { type FolderEntry, type RepositoryEntry, sameRepository } from './references.ts';

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
  const problems: Problem[] = [];
  const contracts = new Map<string, Promise<Outcome<Contract | undefined>>>();
  const value: (ResolvedChart | undefined)[] = [];
  for (const { value: reference, at } of references) {
    const loaded =
      reference.kind === 'folder'
        ? await loadFolder(root, reference.path, at, lock, parse)
        : await loadLocked(root, reference, at, lock, contracts);
    problems.push(...loaded.problems);
    value.push(loaded.value);
  }
  return { value, problems };
};

const loadLocked = async (
  root: string,
  reference: Extract<ChartReference, { kind: 'repository' }>,
  at: Position,
  lock: Lock,
  contracts: Map<string, Promise<Outcome<Contract | undefined>>>,
): Promise<Outcome<ResolvedChart | undefined>> => {
  const entry = lock.entries.find(
    (one): one is RepositoryEntry =>
      one.kind === 'repository' &&
      one.name === reference.name &&
      one.version === reference.version &&
      sameRepository(one.repository, reference.repository),
  );
  if (entry === undefined) return { value: undefined, problems: [notLocked(reference, at, lock)] };
  const { repository, name, resolved: version, digest } = entry;
  const chart: ResolvedChart = { kind: 'repository', repository, name, version, digest };
  const file = contractPath(repository, name, version);
  const key = `${file}\0${digest}`;
  const known = contracts.get(key);
  const loading = known ?? loadContract(root, file, entry);
  contracts.set(key, loading);
  const { value: contract, problems } = await loading;
  return {
    value: contract === undefined ? chart : { ...chart, contract },
    problems: [...(known === undefined ? problems : []), ...rangeDrift(entry)],
  };
};

const loadContract = async (
  root: string,
  file: string,
  entry: RepositoryEntry,
): Promise<Outcome<Contract | undefined>> => {
  const asked = `${entry.name} ${entry.resolved}`;
  const fix = `Run \`espalier contract ${entry.name} --chart ${entry.name}@${entry.resolved}=FILE.tgz\`${
    entry.url === undefined ? '' : ` with the archive from ${entry.url}`
  }.`;
  const text = await readText(join(root, file));
  if (text === undefined)
    return {
      value: undefined,
      problems: [problem('contract-missing', `There is no contract of ${asked} (${file}).`, { at: entry.at, fix })],
    };
  const { value, problems } = parseContract(file, text);
  if (value === undefined || value.contract.digest === entry.digest) return { value: value?.contract, problems };
  const message = `The contract of ${asked} was made from ${value.contract.digest}, but the lock has ${entry.digest}.`;
  return { value: undefined, problems: [problem('contract-stale', message, { file, fix })] };
};

const readText = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw new Failure(`Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

const notLocked = (
  { repository, name, version }: Extract<ChartReference, { kind: 'repository' }>,
  at: Position,
  lock: Lock,
): Problem => {
  const locked = lock.entries.filter((one): one is RepositoryEntry => one.kind === 'repository');
  const here = locked.filter((one) => sameRepository(one.repository, repository));
  const versions = here.filter((one) => one.name === name).map((one) => one.version);
  const names = here.map((one) => one.name).filter((one) => one !== name);
  const likely = nearest(name, names);
  const hint =
    versions.length > 0
      ? ` The lock has ${[...versions].sort().join(', ')}.`
      : likely === undefined
        ? ''
        : ` Did you mean ${likely}?`;
  return problem('chart-not-locked', `Chart ${name} ${version} of ${repository} is not in ${lock.file}.`, {
    at,
    fix: `Run \`espalier lock\` and commit ${lock.file}.${hint}`,
  });
};

const loadFolder = async (
  root: string,
  path: string,
  at: Position,
  lock: Lock,
  parse: ParseYaml,
): Promise<Outcome<ResolvedChart | undefined>> => {
  const read = await readChartFolder(root, path, parse);
  // What is wrong with the path is to be mended where it is written.
  const problems = read.problems.map((found) =>
    found.at === undefined && found.file === path ? { ...found, at } : found,
  );
  if (read.value === undefined) return { value: undefined, problems };
  const { chart, digest } = read.value;
  const entry = lock.entries.find((one): one is FolderEntry => one.kind === 'folder' && one.path === path);
  const contract = makeContract(chart, { file: chart.values.at.file, digest, fromFolder: true }, { hashText: false });
  const drift =
    entry === undefined
      ? problem('chart-not-locked', `The chart folder ${path} is not in ${lock.file}.`, {
          at,
          fix: `Run \`espalier lock\` and commit ${lock.file}.`,
        })
      : folderDrift(entry, chart, digest, at);
  return {
    value: { kind: 'folder', path, name: chart.name, version: chart.version, digest, contract },
    problems: drift === undefined ? problems : [...problems, drift],
  };
};
