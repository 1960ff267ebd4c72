import type { Manifest, OutFile, Position, Release, ResolvedCluster } from '../../model.ts';
import { gitPath } from '../git-path.ts';
import { labelled } from '../labels.ts';
import { manifest, manifestFile, sorted } from '../manifest.ts';
import { releaseObjectName, rootName } from '../names.ts';
import { patched } from '../patch.ts';
import { interval, kustomizeApi, retryInterval } from './conventions.ts';
import { gitRepositoryName } from './git.ts';

/** Applies a release's own path and waits until its HelmRelease is ready. */
export const releaseKustomization = (
  release: Release,
  resolved: ResolvedCluster,
  { path, timeout }: { readonly path: string; readonly timeout: string },
): Manifest => {
  const { settings, cluster } = resolved;
  const dependsOn = release.dependsOn.map((service) => ({ name: releaseObjectName({ cluster, service }) }));
  const made = manifest(
    {
      apiVersion: kustomizeApi,
      kind: 'Kustomization',
      metadata: { name: releaseObjectName(release), namespace: settings.flux.namespace.value },
      spec: {
        ...(dependsOn.length === 0 ? {} : { dependsOn }),
        interval,
        retryInterval,
        timeout,
        sourceRef: { kind: 'GitRepository', name: gitRepositoryName(resolved) },
        path: `./${gitPath(settings, path)}`,
        prune: true,
        wait: true,
        // What the release deployed stays when its service goes.
        ...(release.onRemove === 'keep' ? { deletionPolicy: 'Orphan' } : {}),
      },
    },
    { at: release.at, origins: { '/metadata/namespace': settings.flux.namespace.at } },
  );
  return patched(labelled(made, release), release.patches.kustomization);
};

/** The root. It waits for nothing, so that one unhealthy release holds up no other; its own end takes nothing along. */
export const rootKustomization = (resolved: ResolvedCluster, path: string): Manifest => {
  const { settings, cluster } = resolved;
  return manifest(
    {
      apiVersion: kustomizeApi,
      kind: 'Kustomization',
      metadata: { name: rootName(cluster), namespace: settings.flux.namespace.value },
      spec: {
        interval,
        retryInterval,
        timeout: '5m',
        sourceRef: { kind: 'GitRepository', name: gitRepositoryName(resolved) },
        path: `./${gitPath(settings, path)}`,
        prune: true,
        wait: false,
        deletionPolicy: 'Orphan',
      },
    },
    { at: cluster.at, origins: { '/metadata/namespace': settings.flux.namespace.at } },
  );
};

/** Lists a path's files, so that nothing is found by scanning. `behind` is what the path is there for. */
export const fileList = (
  folder: string,
  files: readonly OutFile[],
  behind: { readonly at: Position; readonly sources: readonly string[] },
): OutFile =>
  manifestFile(
    `${folder}/kustomization.yaml`,
    [...behind.sources, ...files.flatMap((file) => file.sources)],
    [
      manifest(
        {
          apiVersion: 'kustomize.config.k8s.io/v1beta1',
          kind: 'Kustomization',
          resources: sorted(files.map((file) => file.path.slice(folder.length + 1))),
        },
        { at: behind.at },
      ),
    ],
  );
