import type { HatchName } from '../model/inputs.ts';
import { pointerOf } from '../pointer.ts';

/** Who decides a field: an input, named so that it fits behind "decided by", or the author of the escape hatch. */
export type Decider = string;

/** The fields that are the author's to set. */
export const yours: Decider = '';

const espalier: Decider = 'Espalier';
const names: Decider = 'the names of the cluster and the service';
const chart: Decider = "the service's `chart`";
const values: Decider = "the service's `values`";
const onRemove: Decider = "the service's `onRemove`";
const dependsOn: Decider = "the service's `dependsOn`";
const namespace: Decider = "the service's `namespace`";
const repositories: Decider = '`repositories`';
const repositoriesOrGit: Decider = '`repositories` or, for a GitRepository, `repository` in espalier.yaml';
const releaseName: Decider = "the service's `releaseName`";
const namespaces: Decider = '`namespaces`';

const annotation = (key: string): string => pointerOf(['metadata', 'annotations', key]);

/** By JSON pointer; the longest one that leads to a field, or above it, says who decides it. */
type Deciders = Readonly<Record<string, Decider>>;

const argocdObject: Deciders = {
  '': espalier,
  '/spec': yours,
  '/metadata': espalier,
  '/metadata/name': names,
  '/metadata/namespace': '`argocd.namespace` in espalier.yaml',
  '/metadata/labels': yours,
  '/metadata/annotations': yours,
  '/metadata/finalizers': yours,
  [annotation('argocd.argoproj.io/sync-wave')]: dependsOn,
  // Argo CD's own note of which Application an object belongs to.
  [annotation('argocd.argoproj.io/tracking-id')]: espalier,
};

const application: Deciders = {
  ...argocdObject,
  [annotation('argocd.argoproj.io/manifest-generate-paths')]: chart,
  [annotation('espalier/chart-version')]: chart,
  '/spec/project': '`argocd.project`',
  '/spec/source': chart,
  '/spec/source/helm': espalier,
  '/spec/source/helm/releaseName': releaseName,
  '/spec/source/helm/namespace': namespace,
  '/spec/source/helm/version': "the cluster's `helm`",
  '/spec/source/helm/kubeVersion': "the cluster's `kubernetes`",
  '/spec/source/helm/apiVersions': "`argocd.pinApiVersions` or the cluster's `apiVersions`",
  '/spec/source/helm/values': values,
  '/spec/source/helm/valuesObject': values,
  '/spec/source/helm/valueFiles': values,
  '/spec/source/helm/parameters': values,
  '/spec/source/helm/fileParameters': values,
  '/spec/source/helm/skipCrds': yours,
  '/spec/source/helm/skipTests': yours,
  '/spec/source/helm/skipSchemaValidation': yours,
  '/spec/source/helm/passCredentials': yours,
  '/spec/sources': chart,
  '/spec/sourceHydrator': chart,
  '/spec/destination': "the cluster's `destination`",
  '/spec/destination/namespace': namespace,
  '/spec/syncPolicy/managedNamespaceMetadata': namespaces,
};

const appProject: Deciders = {
  ...argocdObject,
  '/spec/sourceRepos': chart,
  '/spec/destinations': "the cluster's `destination`, the service's `namespace` and its `extraNamespaces`",
  '/spec/clusterResourceWhitelist': "the service's `clusterResources`",
};

const fluxObject: Deciders = {
  '': espalier,
  '/spec': yours,
  '/metadata': espalier,
  '/metadata/name': names,
  '/metadata/namespace': '`flux.namespace` in espalier.yaml',
  '/metadata/labels': yours,
  '/metadata/annotations': yours,
  [annotation('kustomize.toolkit.fluxcd.io/prune')]: onRemove,
};

const helmRelease: Deciders = {
  ...fluxObject,
  '/metadata/namespace': namespace,
  '/spec/chart': chart,
  '/spec/chartRef': chart,
  '/spec/values': values,
  '/spec/valuesFrom': "the service's `valuesFrom`",
  '/spec/releaseName': releaseName,
  '/spec/targetNamespace': namespace,
  '/spec/storageNamespace': namespace,
  '/spec/kubeConfig': "the cluster's `destination`",
  '/spec/install/createNamespace': namespaces,
};

const kustomization: Deciders = {
  ...fluxObject,
  '/spec/path': espalier,
  '/spec/sourceRef': espalier,
  '/spec/dependsOn': dependsOn,
  '/spec/targetNamespace': namespace,
  '/spec/kubeConfig': "the cluster's `destination`",
  '/spec/prune': onRemove,
  '/spec/deletionPolicy': onRemove,
  '/spec/namePrefix': names,
  '/spec/nameSuffix': names,
  // They would change the HelmRelease behind the back of whatever checked it; postBuild replaces every ${…} in its values.
  '/spec/postBuild': values,
  '/spec/patches': '`flux.helmRelease`',
  '/spec/components': '`flux.helmRelease`',
  '/spec/images': values,
};

const source: Deciders = {
  ...fluxObject,
  '/metadata/name': chart,
  '/spec/url': chart,
  '/spec/type': chart,
  '/spec/ref': chart,
  '/spec/layerSelector': chart,
  '/spec/ignore': chart,
  '/spec/include': chart,
  '/spec/sparseCheckout': chart,
  '/spec/secretRef': repositoriesOrGit,
  '/spec/certSecretRef': repositories,
  '/spec/provider': repositoriesOrGit,
  '/spec/insecure': repositories,
};

export const deciders: Readonly<Record<HatchName, Deciders>> = {
  application,
  appProject,
  helmRelease,
  kustomization,
  source,
};
