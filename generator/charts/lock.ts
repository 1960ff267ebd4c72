import type { ChartReference, Lock, LockEntry } from '../model/charts.ts';
import type { Outcome, Position, Problem } from '../model/problems.ts';
import type { Located } from '../model/values.ts';
import { isOci } from '../repository-url.ts';
import { lockableUrl } from './archive-url.ts';
import { digestOf } from './digest.ts';
import { entryUnusable, versionUnknown } from './index-problems.ts';
import { sameEntry, sortEntries } from './lock-file.ts';
import {
  changedWithoutVersion,
  contradiction,
  digestsGivenTwice,
  lockContradictions,
  republished,
  unreachable,
  unused,
} from './lock-problems.ts';
import { type GivenDigest, isFor, type LockSources } from './lock-sources.ts';
import { highest, isRange } from './ranges.ts';
import {
  isFolderEntry,
  isRepositoryEntry,
  type RepositoryEntry,
  type RepositoryReference,
  sameRepository,
} from './references.ts';
import type { IndexVersion } from './repository-index.ts';

export interface LockPlan {
  /** What the lock is to hold. */
  readonly entries: readonly LockEntry[];
  readonly added: readonly LockEntry[];
  readonly changed: readonly LockEntry[];
  readonly removed: readonly LockEntry[];
  readonly kept: readonly LockEntry[];
}

export interface PlanOptions {
  /** Take another digest for a version that is already locked. */
  readonly acceptRepublished: boolean;
  /** Whether a reference is to be resolved anew, though it is locked. */
  readonly isUpdated?: (reference: RepositoryReference) => boolean;
}

interface Planning {
  readonly lock: Lock;
  readonly sources: LockSources;
  readonly options: PlanOptions;
  readonly problems: Problem[];
}

/**
 * What charts.lock.yaml is to hold for the (unique) references. What is locked stays: a range moves only when it is updated,
 * or its entry is taken out. A reference that cannot be resolved keeps what the lock had for it, and gives a problem.
 */
export const planLock = (
  references: readonly Located<ChartReference>[],
  lock: Lock,
  sources: LockSources,
  options: PlanOptions,
): Outcome<LockPlan> => {
  const planning: Planning = { lock, sources, options, problems: [] };
  const [added, changed, kept]: [LockEntry[], LockEntry[], LockEntry[]] = [[], [], []];
  const used = new Set<LockEntry>();
  planning.problems.push(...lockContradictions(lock), ...digestsGivenTwice(sources.digests));
  for (const { value: reference, at } of references) {
    const current = entryOf(reference, lock);
    if (current !== undefined) used.add(current);
    const next =
      reference.kind === 'folder'
        ? planFolder(reference.path, at, current, planning)
        : planRepository(reference, at, current, planning);
    if (next === undefined) continue;
    if (current === undefined) added.push(next);
    else (sameEntry(current, next) ? kept : changed).push(next);
  }
  planning.problems.push(...unusedDigests(references, sources.digests));
  const removed = lock.entries.filter((entry) => !used.has(entry));
  const entries = sortEntries([...added, ...changed, ...kept]);
  return { value: { entries, added, changed, removed, kept }, problems: planning.problems };
};

/** The entry that answers a reference. */
export const entryOf = (reference: ChartReference, lock: Lock): LockEntry | undefined => entriesOf(reference, lock)[0];

/** The entries that answer a reference: more than one only where somebody wrote or merged the lock by hand. */
export const entriesOf = (reference: ChartReference, lock: Lock): readonly LockEntry[] =>
  reference.kind === 'folder'
    ? lock.entries.filter(isFolderEntry).filter(({ path }) => path === reference.path)
    : lock.entries
        .filter(isRepositoryEntry)
        .filter(
          (entry) =>
            entry.name === reference.name &&
            entry.version === reference.version &&
            sameRepository(entry.repository, reference.repository),
        );

const planFolder = (
  path: string,
  at: Position,
  current: LockEntry | undefined,
  { sources, options, problems }: Planning,
): LockEntry | undefined => {
  const folder = sources.folders.get(path);
  if (folder === undefined) return current;
  const { name, version, digest, versionAt } = folder;
  const isSneaky = current?.kind === 'folder' && current.version === version && current.digest !== digest;
  if (isSneaky && !options.acceptRepublished) {
    problems.push(changedWithoutVersion(current, versionAt));
    return current;
  }
  return { kind: 'folder', at: current?.at ?? at, path, name, version, digest };
};

interface Digests {
  readonly digest: string;
  readonly layer?: string | undefined;
}

/** A version that could answer a reference, with all that is known of it. */
interface Candidate {
  readonly version: string;
  readonly url?: string | undefined;
  readonly locked?: Digests | undefined;
  readonly given?: Digests | undefined;
  readonly indexed?: Digests | undefined;
  /** The index's entry, where it does not say what its archive is. */
  readonly unusable?: IndexVersion | undefined;
  /** Whether the repository has it, or `--digest` names it; not only the lock. */
  readonly isOffered?: boolean;
  /** Two entries of the index disagree about its digest. */
  readonly isDisputed?: boolean;
}

const planRepository = (
  reference: RepositoryReference,
  at: Position,
  current: LockEntry | undefined,
  planning: Planning,
): LockEntry | undefined => {
  const candidates = candidatesFor(reference, planning);
  const isUpdated = planning.options.isUpdated?.(reference) === true;
  const own = current?.kind === 'repository' && !isUpdated ? current.resolved : undefined;
  const possible = [...candidates.values()].filter(({ isOffered }) => !isUpdated || isOffered === true);
  const resolved =
    own ??
    highest(
      possible.map(({ version }) => version),
      reference.version,
    );
  const chosen = candidates.get(resolved ?? '');
  const digests = chosen === undefined ? undefined : trustedDigests(reference, chosen, at, planning);
  if (chosen === undefined) planning.problems.push(notFound(reference, planning.sources, at));
  if (chosen === undefined || digests === undefined) return current;
  return {
    at: current?.at ?? at,
    ...reference,
    resolved: chosen.version,
    ...(chosen.url === undefined ? {} : { url: chosen.url }),
    digest: digests.digest,
    ...(digests.layer === undefined ? {} : { layer: digests.layer }),
  };
};

const notFound = (reference: RepositoryReference, sources: LockSources, at: Position): Problem => {
  const indexes = sources.indexes.filter(({ repository }) => sameRepository(repository, reference.repository));
  if (indexes.length === 0 && isRange(reference.version)) return unreachable(reference, at);
  const listed = indexes.flatMap(({ index }) => index.get(reference.name) ?? []);
  const isThere = listed.length > 0 || indexes.some(({ index }) => index.has(reference.name));
  return versionUnknown(reference, isThere ? listed.map(({ version }) => version) : undefined, at);
};

/** The locked digests, and new ones only where none are locked or they are accepted. */
const trustedDigests = (
  reference: RepositoryReference,
  { version, given, indexed, unusable, locked, isDisputed = false }: Candidate,
  at: Position,
  { options, problems }: Planning,
): Digests | undefined => {
  if (isDisputed || (given !== undefined && indexed !== undefined && given.digest !== indexed.digest)) {
    const who = isDisputed ? 'two entries of the index' : '--digest and --index';
    problems.push(contradiction(reference, version, who, at));
    return undefined;
  }
  const fresh = indexed ?? given;
  const trusted = options.acceptRepublished ? (fresh ?? locked) : (locked ?? fresh);
  if (trusted === undefined)
    problems.push(unusable === undefined ? unreachable(reference, at) : entryUnusable(reference, unusable, at));
  else if (fresh !== undefined && fresh.digest !== trusted.digest)
    problems.push(republished(reference, version, trusted.digest, fresh.digest, at));
  // One of them may not know the layer.
  const layers = [trusted, fresh, locked].filter((one) => one?.digest === trusted?.digest).map((one) => one?.layer);
  return trusted && { ...trusted, layer: layers.find((layer) => layer !== undefined) };
};

/** Versions of the referenced chart from the lock, `--digest` and the indexes. */
const candidatesFor = (
  reference: RepositoryReference,
  { lock, sources, options }: Planning,
): ReadonlyMap<string, Candidate> => {
  const isNew = options.acceptRepublished || options.isUpdated?.(reference) === true;
  const candidates = new Map<string, Candidate>();
  const add = (candidate: Candidate): void => {
    candidates.set(candidate.version, { ...candidates.get(candidate.version), ...candidate });
  };
  for (const { repository, index } of sources.indexes) {
    if (!sameRepository(repository, reference.repository)) continue;
    for (const entry of index.get(reference.name) ?? []) {
      const { version, url, digest = '', layer } = entry;
      const known = digestOf(digest);
      const unusable = known === undefined && !isOci(repository) ? entry : undefined;
      const indexed = known === undefined ? undefined : { digest: known, layer };
      const earlier = candidates.get(version);
      add({ version, url: lockableUrl(url, repository), indexed, unusable, isOffered: true });
      if (earlier !== undefined && earlier.indexed?.digest !== known) add({ version, isDisputed: true });
    }
  }
  const isSame = (entry: RepositoryEntry): boolean =>
    entry.name === reference.name && sameRepository(entry.repository, reference.repository);
  for (const { resolved, url, digest, layer } of lock.entries.filter(isRepositoryEntry).filter(isSame)) {
    const offered = candidates.get(resolved)?.url;
    add({ version: resolved, locked: { digest, layer }, url: isNew ? (offered ?? url) : (url ?? offered) });
  }
  for (const { version, digest } of sources.digests.filter((one) => isFor(one, reference)))
    add({ version, given: { digest }, isOffered: true });
  return candidates;
};

/** A digest that nothing took is a slip of the pen; one that two repositories could take must say which. */
const unusedDigests = (
  references: readonly Located<ChartReference>[],
  digests: readonly GivenDigest[],
): readonly Problem[] =>
  digests.flatMap((given) => {
    const takers = references
      .flatMap(({ value }) => (value.kind === 'repository' && isFor(given, value) ? [value] : []))
      .filter(({ version }) => highest([given.version], version) !== undefined);
    const repositories = [...new Set(takers.map(({ repository }) => repository))].sort();
    return repositories.length === 1 ? [] : [unused(given, repositories)];
  });
