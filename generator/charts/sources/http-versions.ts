import type { Outcome, Position, Problem } from '../../model/problems.ts';
import { archiveUrl } from '../archive-url.ts';
import { digestOfBytes } from '../digest.ts';
import type { Access } from '../network/network.ts';
import { problemOfAsked } from '../network/wire-error.ts';
import { highest } from '../ranges.ts';
import type { AskedOfRepository, RepositoryReference } from '../references.ts';
import type { IndexVersion, RepositoryIndex } from '../repository-index.ts';
import { keepArchive } from './cache.ts';
import { fetchHttpArchive, fetchIndex, type HttpRepository, openHttpRepository } from './http-source.ts';

/** What an HTTP repository has of the charts that are wanted; where it names no digest, the archive itself is fetched. */
export const httpVersions = async (
  url: string,
  wanted: readonly AskedOfRepository[],
  access: Access,
): Promise<Outcome<RepositoryIndex>> => {
  const repository = await openHttpRepository(url, access);
  try {
    const names = new Set(wanted.map(({ value }) => value.name));
    const index = await fetchIndex(repository, names);
    if (index.value === undefined)
      return {
        value: new Map(),
        problems: wanted.flatMap(({ at, repositoryAt = at }) => placedAt(index.problems, repositoryAt)),
      };
    const value = new Map(index.value);
    const problems: Problem[] = [];
    for (const asked of wanted)
      try {
        await addDigest(repository, asked.value, value);
      } catch (error) {
        problems.push(problemOfAsked(error, asked));
      }
    return { value, problems };
  } finally {
    await repository.connections.close();
  }
};

/** What is wrong with an index is told where its repository is named. */
const placedAt = (problems: readonly Problem[], at: Position): readonly Problem[] =>
  problems.map(({ file: _, ...found }) => ({
    ...found,
    at,
    ...(found.code === 'yaml-syntax' ? { fix: 'Mend the URL of the repository, or ask those who run it.' } : {}),
  }));

/** The index may leave digests out, as Helm allows. */
const addDigest = async (
  repository: HttpRepository,
  { name, version }: RepositoryReference,
  index: Map<string, readonly IndexVersion[]>,
): Promise<void> => {
  const versions = index.get(name) ?? [];
  const chosen = highest(
    versions.map((one) => one.version),
    version,
  );
  const found = versions.find((one) => one.version === chosen);
  const url = archiveUrl(found?.url, repository.base.href);
  if (found === undefined || url === undefined || found.digest !== undefined) return;
  const bytes = await fetchHttpArchive(repository, url);
  const digest = digestOfBytes(bytes);
  await keepArchive(digest, bytes, repository.connections.access);
  index.set(name, [...versions.filter((one) => one !== found), { ...found, digest }]);
};
