import type { KubeConfig } from '../../model/inputs.ts';
import type { Manifest, OutFile } from '../../model/outputs.ts';
import type { ResolvedCluster, ResolvedNamespace } from '../../model/releases.ts';
import type { JsonObject } from '../../model/values.ts';
import { gitPath } from '../git-path.ts';
import { manifest, manifestFile } from '../manifest.ts';
import { namespacesName } from '../names.ts';
import { madeNamespaces, sourcesOfNamespace } from '../namespaces.ts';
import { interval, kustomizeApi, neverPruned, retryInterval } from './conventions.ts';
import { fileList, gitSourceRef } from './kustomization.ts';
import { homeOf } from './place.ts';

interface NamespaceFiles {
  readonly inRoot: readonly OutFile[];
  /** On a hub: the path that is applied to the other cluster. */
  readonly path?: string;
  readonly inPath: readonly OutFile[];
}

/** The namespaces of a cluster: the root's own, or from a hub a path that is applied to the cluster. */
export const namespaceFiles = (resolved: ResolvedCluster, folder: string): NamespaceFiles => {
  const { cluster, settings } = resolved;
  const made = madeNamespaces(resolved);
  if (cluster.kubeConfig === undefined || made.length === 0)
    return { inRoot: made.map((each) => namespaceFile(`${folder}/root`, each, resolved)), inPath: [] };
  const path = `${folder}/namespaces`;
  const files = made.map((each) => namespaceFile(path, each, resolved));
  const sources = [cluster.file, settings.file];
  const kustomization = namespacesKustomization(resolved, cluster.kubeConfig, path);
  return {
    inRoot: [manifestFile(`${folder}/root/kustomization-namespaces.yaml`, sources, [kustomization])],
    path,
    inPath: [...files, fileList(path, files, { at: cluster.at, sources })],
  };
};

const namespaceFile = (folder: string, namespace: ResolvedNamespace, resolved: ResolvedCluster): OutFile => {
  const { name, labels } = namespace;
  const object = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, ...(Object.keys(labels).length === 0 ? {} : { labels }), annotations: neverPruned },
  };
  return manifestFile(`${folder}/namespace-${name}.yaml`, sourcesOfNamespace(resolved, namespace), [
    manifest(object, { at: namespace.at }),
  ]);
};

export const kubeConfigField = ({ secretRef, configMapRef, key }: KubeConfig): JsonObject => ({
  ...(secretRef && { secretRef: { name: secretRef.value, ...(key && { key: key.value }) } }),
  ...(configMapRef && { configMapRef: { name: configMapRef.value } }),
});

/** Makes the namespaces of a cluster from the hub, before any release. */
const namespacesKustomization = (resolved: ResolvedCluster, kubeConfig: KubeConfig, path: string): Manifest => {
  const home = homeOf(resolved);
  return manifest(
    {
      apiVersion: kustomizeApi,
      kind: 'Kustomization',
      metadata: { name: namespacesName(resolved.cluster), namespace: home.value },
      spec: {
        interval,
        retryInterval,
        timeout: '5m',
        kubeConfig: kubeConfigField(kubeConfig),
        sourceRef: gitSourceRef(resolved, home.value),
        path: `./${gitPath(resolved.settings, path)}`,
        prune: true,
        wait: true,
      },
    },
    { at: resolved.cluster.at, origins: { '/metadata/namespace': home.at, '/spec/kubeConfig': kubeConfig.at } },
  );
};
