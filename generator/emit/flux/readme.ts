import { markdownTemplate } from '../../markdown.ts';
import type { Release, ResolvedCluster } from '../../model.ts';
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
  /** Secrets and ConfigMaps with values that must be there. */
  readonly valuesFrom: readonly ValuesRow[];
  readonly table: string;
  /** The versions of the controller that run this major version of Helm. */
  readonly version: string;
}

interface ValuesRow {
  readonly service: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly key: string;
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
    valuesFrom: resolved.releases.flatMap(valuesRows),
    table: servicesTable(page).trimEnd(),
    version: resolved.cluster.helm === 4 ? '2.8 or later' : '2.7',
  });
};

const valuesRows = ({ service, namespace, valuesFrom }: Release): readonly ValuesRow[] =>
  valuesFrom.flatMap(({ entries }) => {
    const said = (key: string): unknown => {
      const value = entries.get(key)?.value;
      return value?.kind === 'scalar' ? value.value : undefined;
    };
    if (said('optional') === true) return [];
    const key = String(said('valuesKey') ?? 'values.yaml');
    return [{ service, kind: String(said('kind')), name: String(said('name')), namespace: namespace.value, key }];
  });
