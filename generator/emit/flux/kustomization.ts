import type { Manifest, OutFile } from '../../model/outputs.ts';
import type { Position } from '../../model/problems.ts';
import type { Release, ResolvedCluster } from '../../model/releases.ts';
import type { JsonObject } from '../../model/values.ts';
import { gitPath } from '../git-path.ts';
import { labelled } from '../labels.ts';
import { manifest, manifestFile, sorted } from '../manifest.ts';
import { namespacesName, releaseObjectName, rootName } from '../names.ts';
import { madeNamespaces } from '../namespaces.ts';
import { patched } from '../patch.ts';
import { isRendered } from '../rendered.ts';
import { controllerAccount, interval, kustomizeApi, retryInterval } from './conventions.ts';
import { gitRepositoryFor } from './git.ts';
import { kubeConfigField } from './namespaces.ts';
import { homeOf, isOnHub, placeOf, serviceAccountOf, staysInNamespace } from './place.ts';

/** Applies a release's own path and waits until its HelmRelease is ready. */
export const releaseKustomization = (
  release: Release,
  resolved: ResolvedCluster,
  { path, timeout }: { readonly path: string; readonly timeout: string },
): Manifest => {
  const place = placeOf(release, resolved);
  const dependsOn = dependencies(release, resolved, place.value);
  const account = serviceAccountOf(resolved)?.value;
  // A HelmRelease lives on the hub, and reaches the cluster by itself.
  const remote = isRendered(release) ? resolved.cluster.kubeConfig : undefined;
  const made = manifest(
    {
      apiVersion: kustomizeApi,
      kind: 'Kustomization',
      metadata: { name: releaseObjectName(release), namespace: place.value },
      spec: {
        ...(dependsOn.length === 0 ? {} : { dependsOn }),
        interval,
        retryInterval,
        timeout,
        ...(remote === undefined
          ? account === undefined
            ? {}
            : { serviceAccountName: account }
          : { kubeConfig: kubeConfigField(remote) }),
        sourceRef: gitSourceRef(resolved, place.value),
        path: `./${gitPath(resolved.settings, path)}`,
        prune: true,
        wait: true,
        // What the release deployed stays when its service goes.
        ...(release.onRemove === 'keep' ? { deletionPolicy: 'Orphan' } : {}),
      },
    },
    { at: release.at, origins: { '/metadata/namespace': place.at } },
  );
  return patched(labelled(made, release), release.patches.kustomization);
};

/** Those of other namespaces by theirs: whatever forbids references across namespaces is about sources alone. */
const dependencies = (release: Release, resolved: ResolvedCluster, place: string): readonly JsonObject[] => {
  const { cluster, releases } = resolved;
  const namespaces =
    isOnHub(resolved) && madeNamespaces(resolved).length > 0 ? [{ name: namespacesName(cluster) }] : [];
  const services = release.dependsOn.map((service) => {
    const other = releases.find((each) => each.service === service);
    const elsewhere = other === undefined ? place : placeOf(other, resolved).value;
    return {
      name: releaseObjectName({ cluster, service }),
      ...(elsewhere === place ? {} : { namespace: elsewhere }),
    };
  });
  return [...namespaces, ...services];
};

export const gitSourceRef = (resolved: ResolvedCluster, place: string): JsonObject => {
  const { name, namespace } = gitRepositoryFor(resolved, place);
  return { kind: 'GitRepository', name, ...(namespace === place ? {} : { namespace }) };
};

/** The root. It waits for nothing, so that one unhealthy release holds up no other; its own end takes nothing along. */
export const rootKustomization = (resolved: ResolvedCluster, path: string): Manifest => {
  const { cluster } = resolved;
  const home = homeOf(resolved);
  const account = rootAccount(resolved);
  return manifest(
    {
      apiVersion: kustomizeApi,
      kind: 'Kustomization',
      metadata: { name: rootName(cluster), namespace: home.value },
      spec: {
        interval,
        retryInterval,
        timeout: '5m',
        ...(account === undefined ? {} : { serviceAccountName: account }),
        sourceRef: gitSourceRef(resolved, home.value),
        path: `./${gitPath(resolved.settings, path)}`,
        prune: true,
        wait: false,
        deletionPolicy: 'Orphan',
      },
    },
    { at: cluster.at, origins: { '/metadata/namespace': home.at } },
  );
};

/**
 * An installation that forbids references across namespaces often has a powerless default account, too. The root makes
 * namespaces and what is in them, so it acts as the controller itself; on a hub it stays in its one namespace.
 */
const rootAccount = (resolved: ResolvedCluster): string | undefined => {
  if (isOnHub(resolved)) return serviceAccountOf(resolved)?.value;
  return staysInNamespace(resolved) ? controllerAccount : undefined;
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
