import { groupedBy } from '../../grouped.ts';
import type { Outcome, Problem } from '../../model/problems.ts';
import { inParallel } from '../../parallel.ts';
import { uniqueProblems } from '../../problem.ts';
import { isOci, oneSpelling } from '../../repository-url.ts';
import type { LockSources } from '../lock-sources.ts';
import { type Access, fetchedAtOnce } from '../network/network.ts';
import { problemOf } from '../network/wire-error.ts';
import type { AskedOfRepository } from '../references.ts';
import type { RepositoryIndex } from '../repository-index.ts';
import { httpVersions } from './http-versions.ts';
import { ociVersions } from './oci-versions.ts';

type Wanted = readonly AskedOfRepository[];

/** Asks the repositories themselves for what is wanted of them. Each failure is a problem at every line that it concerns. */
export const fetchVersions = async (wanted: Wanted, access: Access): Promise<Outcome<LockSources['indexes']>> => {
  const groups = groupedBy(wanted, ({ value }) => oneSpelling(value.repository));
  const all = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  const outcomes = await inParallel(all, fetchedAtOnce, ([url, group]) => ask(url, group, access));
  return {
    value: outcomes.flatMap(({ value }) => value),
    // Charts that a cluster asks for in another version have the repository's URL from one place.
    problems: uniqueProblems(outcomes.flatMap(({ problems }) => problems)),
  };
};

const ask = async (url: string, wanted: Wanted, access: Access): Promise<Outcome<LockSources['indexes']>> => {
  try {
    const versions: Outcome<RepositoryIndex> = await (isOci(url) ? ociVersions : httpVersions)(url, wanted, access);
    return { value: [{ repository: url, index: versions.value }], problems: versions.problems };
  } catch (error) {
    const problems: readonly Problem[] = wanted.map(({ at, repositoryAt = at }) => problemOf(error, repositoryAt));
    return { value: [], problems };
  }
};
