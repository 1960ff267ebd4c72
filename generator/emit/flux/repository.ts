import type { Problem, ResolvedCluster } from '../../model.ts';
import { problem } from '../../problem.ts';
import { existingGitRepository } from './source.ts';

/** A URL that the GitRepositories that are made here can never be read from: they name no Secret. */
export const checkRepositoryUrl = (clusters: readonly ResolvedCluster[]): readonly Problem[] => {
  const readers = clusters.filter(
    (resolved) => resolved.cluster.controller.value === 'flux' && existingGitRepository(resolved) === undefined,
  );
  const url = readers[0]?.settings.repository.url;
  if (url === undefined || url.value.startsWith('https://')) return [];
  const names = readers.map(({ cluster }) => `\`${cluster.name}\``).join(', ');
  const why = url.value.startsWith('ssh://')
    ? 'Flux clones over ssh only with a key, which the GitRepositories made here do not have'
    : 'Flux takes no URL of the form user@host:path';
  return [
    problem('flux-cannot-clone', `${why} (${readers.length === 1 ? 'cluster' : 'clusters'} ${names}).`, {
      at: url.at,
      fix: 'Name a GitRepository that is already in the cluster, `flux: { gitRepository: NAME }`, or write an https:// URL.',
    }),
  ];
};
