import type { Manifest } from '../../model/outputs.ts';
import type { ResolvedCluster } from '../../model/releases.ts';
import { gitPath } from '../git-path.ts';
import { manifest } from '../manifest.ts';
import { rootName } from '../names.ts';
import { api, ownCluster, retry } from './conventions.ts';

/**
 * What is applied by hand: the root Application and the AppProject it stands on. Neither has a finalizer, so that taking the
 * root away takes nothing else with it.
 */
export const root = ({ cluster, settings }: ResolvedCluster, folder: string): readonly [Manifest, Manifest] => {
  const path = gitPath(settings, folder);
  const metadata = { name: rootName(cluster), namespace: settings.argocd.namespace.value };
  const destination = { ...ownCluster, namespace: settings.argocd.namespace.value };
  const repoURL = settings.repository.url.value;
  const project = {
    apiVersion: api,
    kind: 'AppProject',
    metadata,
    spec: {
      description: `The Applications and AppProjects of cluster ${cluster.name}`,
      sourceRepos: [repoURL],
      destinations: [destination],
      namespaceResourceWhitelist: [
        { group: 'argoproj.io', kind: 'AppProject' },
        { group: 'argoproj.io', kind: 'Application' },
      ],
    },
  };
  // Without `manifest-generate-paths`: with it, Argo CD 3.2 takes a commit that came while a sync was waiting for one without changes, as
  // soon as another commit follows, and never syncs it once that sync has ended by its timeout.
  const application = {
    apiVersion: api,
    kind: 'Application',
    metadata,
    spec: {
      project: metadata.name,
      source: { repoURL, path, targetRevision: settings.repository.branch.value },
      destination,
      syncPolicy: {
        automated: { prune: true, selfHeal: true, allowEmpty: true },
        syncOptions: ['ApplyOutOfSyncOnly=true', 'ServerSideApply=true'],
        retry: { limit: -1, ...retry },
      },
    },
  };
  const origins = { '/metadata/namespace': settings.argocd.namespace.at };
  return [
    manifest(project, { at: cluster.at, origins: { ...origins, '/spec/sourceRepos': settings.repository.url.at } }),
    manifest(application, {
      at: cluster.at,
      origins: {
        ...origins,
        '/spec/source/repoURL': settings.repository.url.at,
        '/spec/source/targetRevision': settings.repository.branch.at,
      },
    }),
  ];
};
