import { readFileSync } from 'node:fs';
import { markdownTemplate } from '../../markdown.ts';
import type { ResolvedCluster } from '../../model/releases.ts';
import { sorted } from '../manifest.ts';
import { rootName } from '../names.ts';
import { type ClusterPage, clusterPage, servicesTable } from '../services.ts';
import { chartSource } from './chart-source.ts';
import { type CredentialNeed, credentialNeeds } from './credentials.ts';

interface Page extends ClusterPage {
  readonly rootFolder: string;
  /** Name of the root Application. */
  readonly root: string;
  readonly argocdNamespace: string;
  /** Whether Argo CD runs in another cluster. */
  readonly elsewhere: boolean;
  readonly destination: string;
  readonly destinationField: string;
  /** AppProjects of the teams' own, with what they must allow. */
  readonly projects: readonly OwnProject[];
  /** Services that may make cluster-scoped objects of every kind. */
  readonly unrestricted: readonly string[];
  readonly credentials: readonly CredentialNeed[];
  readonly waves: boolean;
  readonly healthCheck: string;
  readonly table: string;
  /** The versions of the controller that run this major version of Helm. */
  readonly version: string;
}

interface OwnProject {
  readonly name: string;
  readonly sources: readonly string[];
  readonly namespaces: readonly string[];
  readonly kinds: readonly string[];
}

const template = markdownTemplate<Page>('./readme.hbs', import.meta.url);

/** Indented as it stands below its key. */
const healthCheck = readFileSync(new URL('./health-check.lua', import.meta.url), 'utf8')
  .trimEnd()
  .replace(/^(?=.)/gm, '    ');

export const readme = (resolved: ResolvedCluster): string => {
  const { cluster, settings, releases } = resolved;
  const page = clusterPage(resolved);
  return template({
    ...page,
    rootFolder: `out/${cluster.name}/root`,
    root: rootName(cluster),
    argocdNamespace: settings.argocd.namespace.value,
    ...destination(resolved),
    projects: ownProjects(resolved),
    unrestricted: releases.filter((release) => release.clusterResources.includes('*')).map(({ service }) => service),
    credentials: credentialNeeds(resolved),
    waves: releases.some((release) => release.dependsOn.length > 0),
    healthCheck,
    table: servicesTable(page).trimEnd(),
    version: cluster.helm === 4 ? '3.5 or later' : '3.2 or later, before 3.5',
  });
};

const ownProjects = (resolved: ResolvedCluster): readonly OwnProject[] =>
  sorted(resolved.releases.flatMap((release) => release.argocdProject ?? [])).map((name) => {
    const releases = resolved.releases.filter((release) => release.argocdProject === name);
    return {
      name,
      sources: sorted(releases.map((release) => chartSource(release, resolved).repoURL)),
      namespaces: sorted(releases.flatMap((release) => [release.namespace.value, ...release.extraNamespaces])),
      kinds: sorted(['Namespace', ...releases.flatMap((release) => release.clusterResources)]),
    };
  });

const destination = ({ cluster }: ResolvedCluster): Pick<Page, 'elsewhere' | 'destination' | 'destinationField'> => {
  if (cluster.destination === undefined) return { elsewhere: false, destination: '', destinationField: '' };
  return 'name' in cluster.destination
    ? { elsewhere: true, destination: cluster.destination.name.value, destinationField: 'name' }
    : { elsewhere: true, destination: cluster.destination.server.value, destinationField: 'server' };
};
