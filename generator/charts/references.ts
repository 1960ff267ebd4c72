import type { AskedChart, ChartReference, LockEntry } from '../model/charts.ts';
import type { Located } from '../model/values.ts';
import { oneSpelling } from '../repository-url.ts';

export type RepositoryReference = Extract<ChartReference, { kind: 'repository' }>;
/** A reference to a repository at the place of its version; `repositoryAt` where its URL stands, if not there too. */
export type AskedOfRepository = AskedChart & Located<RepositoryReference>;
export type RepositoryEntry = Extract<LockEntry, { kind: 'repository' }>;
export type FolderEntry = Extract<LockEntry, { kind: 'folder' }>;

/** A slash at the end of a repository's URL means nothing to Helm. */
export const sameRepository = (a: string, b: string): boolean => a === b || oneSpelling(a) === oneSpelling(b);

export const isRepositoryEntry = (entry: LockEntry): entry is RepositoryEntry => entry.kind === 'repository';

export const isFolderEntry = (entry: LockEntry): entry is FolderEntry => entry.kind === 'folder';
