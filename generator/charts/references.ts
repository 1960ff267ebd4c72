import type { AskedChart, ChartReference, Lock, LockEntry } from '../model/charts.ts';
import type { Located } from '../model/values.ts';
import { isOci, oneSpelling } from '../repository-url.ts';
import { contractPath } from './contract-path.ts';

export type RepositoryReference = Extract<ChartReference, { kind: 'repository' }>;
/** A reference to a repository at the place of its version; `repositoryAt` where its URL stands, if not there too. */
export type AskedOfRepository = AskedChart & Located<RepositoryReference>;
export type RepositoryEntry = Extract<LockEntry, { kind: 'repository' }>;
export type FolderEntry = Extract<LockEntry, { kind: 'folder' }>;

/** A slash at the end of a repository's URL means nothing to Helm. */
export const sameRepository = (a: string, b: string): boolean => a === b || oneSpelling(a) === oneSpelling(b);

export const isRepositoryEntry = (entry: LockEntry): entry is RepositoryEntry => entry.kind === 'repository';

export const isFolderEntry = (entry: LockEntry): entry is FolderEntry => entry.kind === 'folder';

/** Of the archive itself; undefined where the lock knows only the manifest of an OCI chart. */
export const archiveDigest = ({ repository, digest, layer }: RepositoryEntry): string | undefined =>
  isOci(repository) ? layer : digest;

/** Each locked chart of a repository once, however many ranges and mirrors lead to it. */
export const lockedCharts = (lock: Lock): readonly RepositoryEntry[] => [
  ...new Map(
    lock.entries
      .filter(isRepositoryEntry)
      .filter(({ mirrorOf }) => mirrorOf === undefined)
      .map((entry) => [contractPath(entry.repository, entry.name, entry.resolved), entry] as const),
  ).values(),
];
