import { markdownTemplate } from '../../markdown.ts';
import type { ResolvedCluster } from '../../model.ts';
import { type ClusterPage, clusterPage, servicesTable } from '../services.ts';
import { existingGitRepository } from './git.ts';
import { type SecretNeed, secretNeeds } from './secrets.ts';

interface Page extends ClusterPage {
  readonly folder: string;
  readonly rootFolder: string;
  readonly fluxNamespace: string;
  /** The GitRepository that must be there already, or empty. */
  readonly gitRepository: string;
  readonly secrets: readonly SecretNeed[];
  readonly table: string;
  /** The versions of the controller that run this major version of Helm. */
  readonly version: string;
}

const template = markdownTemplate<Page>('./readme.hbs', import.meta.url);

export const readme = (resolved: ResolvedCluster): string => {
  const page = clusterPage(resolved);
  const folder = `out/${resolved.cluster.name}`;
  return template({
    ...page,
    folder,
    rootFolder: `${folder}/root`,
    fluxNamespace: resolved.settings.flux.namespace.value,
    gitRepository: existingGitRepository(resolved) ?? '',
    secrets: secretNeeds(resolved),
    table: servicesTable(page).trimEnd(),
    version: resolved.cluster.helm === 4 ? '2.8 or later' : '2.7',
  });
};
