import { codeSpan, markdownTemplate } from '../../markdown.ts';
import type { Release, ResolvedCluster } from '../../model/releases.ts';
import { sorted } from '../manifest.ts';
import { rootName } from '../names.ts';
import { type ClusterPage, clusterPage, servicesTable } from '../services.ts';
import { existingGitRepository } from './git.ts';
import { helmReleasePlace, homeOf, isOnHub, placeOf, serviceAccountOf, staysInNamespace } from './place.ts';
import { type SecretNeed, secretNeeds } from './secrets.ts';

interface Page extends ClusterPage {
  readonly folder: string;
  readonly rootFolder: string;
  readonly fluxNamespace: string;
  /** The GitRepository that must be there already, or empty. */
  readonly gitRepository: string;
  /** Where Kustomizations live: Flux's namespace, or on a hub the cluster's. */
  readonly place: string;
  readonly root: string;
  readonly hub: boolean;
  /** What the hub signs in to this cluster with, in Markdown, or empty. */
  readonly kubeConfig: string;
  /** Whether sources, and what names them, stay in the namespaces of releases. */
  readonly stays: boolean;
  readonly account: string;
  readonly accountNamespaces: readonly string[];
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
    gitRepository: existingGitRepository(resolved, homeOf(resolved).value)?.name ?? '',
    place: homeOf(resolved).value,
    root: rootName(resolved.cluster),
    hub: isOnHub(resolved),
    kubeConfig: kubeConfigOf(resolved),
    stays: staysInNamespace(resolved),
    account: serviceAccountOf(resolved)?.value ?? '',
    accountNamespaces: sorted(resolved.releases.map((release) => placeOf(release, resolved).value)),
    secrets: secretNeeds(resolved),
    valuesFrom: resolved.releases.flatMap((release) => valuesRows(release, resolved)),
    table: servicesTable(page).trimEnd(),
    version: resolved.cluster.helm === 4 ? '2.8 or later' : '2.7',
  });
};

const valuesRows = (release: Release, resolved: ResolvedCluster): readonly ValuesRow[] =>
  release.valuesFrom.flatMap(({ entries }) => {
    const said = (key: string): unknown => {
      const value = entries.get(key)?.value;
      return value?.kind === 'scalar' ? value.value : undefined;
    };
    if (said('optional') === true) return [];
    const key = String(said('valuesKey') ?? 'values.yaml');
    const namespace = helmReleasePlace(release, resolved).value;
    return [{ service: release.service, kind: String(said('kind')), name: String(said('name')), namespace, key }];
  });

const kubeConfigOf = ({ cluster }: ResolvedCluster): string => {
  const { secretRef, configMapRef, key } = cluster.kubeConfig ?? {};
  if (secretRef !== undefined)
    return `Secret ${codeSpan(secretRef.value)}, with a kubeconfig under ${keyOf(key?.value)}`;
  return configMapRef === undefined
    ? ''
    : `ConfigMap ${codeSpan(configMapRef.value)}, with \`provider\` and what that one needs (\`cluster\`, \`address\`)`;
};

const keyOf = (key: string | undefined): string => (key === undefined ? '`value` or `value.yaml`' : codeSpan(key));
