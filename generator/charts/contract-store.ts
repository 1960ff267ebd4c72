import { join } from 'node:path';
import { Failure } from '../failure.ts';
import type { Outcome } from '../model/problems.ts';
import { problem } from '../problem.ts';
import { type ContractFile, parseContract } from './contract-file.ts';
import { contractPath } from './contract-path.ts';
import { digestOfBytes } from './digest.ts';
import { leadsOut, linkedOut } from './linked-out.ts';
import type { RepositoryEntry } from './references.ts';
import { readText } from './text-file.ts';

/**
 * The contract of a locked chart. Without a value, its problem says why: `contract-missing`, `contract-invalid`, or
 * `contract-stale` for one of another digest.
 */
export const loadContract = async (
  root: string,
  entry: RepositoryEntry,
): Promise<Outcome<ContractFile | undefined>> => {
  const { value, problems } = await readContract(root, entry);
  if (value !== undefined && (value.contract.name !== entry.name || value.contract.version !== entry.resolved)) {
    const { file, name, version } = value.contract;
    const message = `The contract of ${entry.name} ${entry.resolved} is one of ${name} ${version}.`;
    return { value: undefined, problems: [problem('contract-invalid', message, { file, fix: howToMake(entry) })] };
  }
  if (value === undefined || value.contract.digest === entry.digest) return { value, problems };
  const message = `The contract of ${entry.name} ${entry.resolved} was made from ${value.contract.digest}, but the lock has ${entry.digest}.`;
  const contract = { file: value.contract.file, line: 1, column: 1 };
  const related = [{ message: 'the contract', at: contract }];
  const details = { at: entry.at, fix: howToMake(entry), related };
  return { value: undefined, problems: [problem('contract-stale', message, details)] };
};

/** The contract file of a locked chart, whatever digest it was made from. */
export const readContract = async (
  root: string,
  entry: RepositoryEntry,
): Promise<Outcome<ContractFile | undefined>> => {
  const file = contractPath(entry.repository, entry.name, entry.resolved);
  if (await leadsOut(root, file)) return { value: undefined, problems: [linkedOut(file)] };
  const text = await readText(join(root, file));
  if (text !== undefined) {
    const { value, problems } = parseContract(file, text);
    return { value: value && { ...value, contract: { ...value.contract, fileDigest: digestOfBytes(text) } }, problems };
  }
  const message = `There is no contract of ${entry.name} ${entry.resolved} (${file}).`;
  return {
    value: undefined,
    problems: [problem('contract-missing', message, { at: entry.at, fix: howToMake(entry) })],
  };
};

const howToMake = ({ name, resolved, url }: RepositoryEntry): string => {
  const from = url === undefined ? 'the chart' : url;
  return `Run \`espalier contract --chart ${name}@${resolved}=PATH\`, where PATH is ${from}, downloaded: the archive or its folder.`;
};

/** The digest of a contract as it is now, undefined where there is none that can be read. */
export const contractFileDigest = async (root: string, file: string): Promise<string | undefined> => {
  try {
    const text = (await leadsOut(root, file)) ? undefined : await readText(join(root, file));
    return text === undefined ? undefined : digestOfBytes(text);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
};
