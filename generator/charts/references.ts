import type { LockEntry } from '../model.ts';

export type RepositoryEntry = Extract<LockEntry, { kind: 'repository' }>;
export type FolderEntry = Extract<LockEntry, { kind: 'folder' }>;

/** A slash at the end of a repository's URL means nothing to Helm. */
export const sameRepository = (a: string, b: string): boolean => trimmed(a) === trimmed(b);

export const trimmed = (repository: string): string => repository.replace(/\/+$/, '');

export const isRepositoryEntry = (entry: LockEntry): entry is RepositoryEntry => entry.kind === 'repository';

export const isFolderEntry = (entry: LockEntry): entry is FolderEntry => entry.kind === 'folder';
