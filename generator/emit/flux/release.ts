import { createHash } from 'node:crypto';
import type { Settings } from '../../model/inputs.ts';
import type { Manifest } from '../../model/outputs.ts';
import type { Release, ResolvedCluster } from '../../model/releases.ts';
import type { Json, JsonObject, MapTree } from '../../model/values.ts';
import { plainJson } from '../../plain.ts';
import { hasTarget } from '../../values-from.ts';
import { chartFolder } from '../chart-folder.ts';
import { gitPath } from '../git-path.ts';
import { labelled } from '../labels.ts';
import { manifest } from '../manifest.ts';
import { patched } from '../patch.ts';
import type { SentValues } from '../values.ts';
import { helmApi, helmTimeout, interval } from './conventions.ts';
import { kubeConfigField } from './namespaces.ts';
import { helmReleasePlace, serviceAccountOf } from './place.ts';
import type { ChartSource } from './source.ts';

export const helmRelease = (
  release: Release,
  source: ChartSource,
  values: SentValues,
  resolved: ResolvedCluster,
): Manifest => {
  const namespace = release.namespace.value;
  const references = valuesReferences(release, values);
  const place = helmReleasePlace(release, resolved);
  const object = {
    apiVersion: helmApi,
    kind: 'HelmRelease',
    metadata: { name: release.service, namespace: place.value },
    spec: {
      interval,
      timeout: helmTimeout,
      // All three are said, so that a Helm release of this name that is already there is taken over.
      releaseName: release.name,
      targetNamespace: namespace,
      storageNamespace: namespace,
      ...account(resolved),
      ...chartField(release, source, resolved.settings),
      install: { strategy: { name: 'RetryOnFailure' } },
      upgrade: { strategy: { name: 'RetryOnFailure' }, crds: 'CreateReplace' },
      driftDetection: { mode: 'enabled' },
      ...(values.kind === 'object' ? { values: values.json } : {}),
      ...(references.length === 0 ? {} : { valuesFrom: references.map(({ json }) => json) }),
    },
  };
  const made = manifest(object, {
    at: release.at,
    origins: {
      '/metadata/namespace': place.at,
      '/spec/releaseName': release.nameAt,
      '/spec/targetNamespace': release.namespace.at,
      '/spec/storageNamespace': release.namespace.at,
      [source.kind === 'OCIRepository' ? '/spec/chartRef' : '/spec/chart']: release.chart.at,
    },
    trees: {
      ...(values.kind === 'object' ? { '/spec/values': release.values } : {}),
      ...Object.fromEntries(
        references.flatMap(({ tree }, index) => (tree === undefined ? [] : [[`/spec/valuesFrom/${index}`, tree]])),
      ),
    },
  });
  return patched(labelled(made, release), release.patches.helmRelease);
};

/** Each with the tree that a person wrote; the ConfigMap of the release's own values lies over a part of them. */
const valuesReferences = (
  release: Release,
  values: SentValues,
): readonly { readonly json: Json; readonly tree?: MapTree }[] => {
  const said = (tree: MapTree): { json: Json; tree: MapTree } => ({ json: plainJson(tree), tree });
  const own = values.kind === 'text' ? [{ json: { kind: 'ConfigMap', name: valuesName(release, values.text) } }] : [];
  const { valuesFrom } = release;
  const over = valuesFrom.filter(hasTarget);
  return [...valuesFrom.filter((reference) => !over.includes(reference)).map(said), ...own, ...over.map(said)];
};

/** Of a hub, only how it reaches the cluster: the account would be one of that cluster. */
const account = (resolved: ResolvedCluster): JsonObject => {
  const { kubeConfig } = resolved.cluster;
  if (kubeConfig !== undefined) return { kubeConfig: kubeConfigField(kubeConfig) };
  const name = serviceAccountOf(resolved)?.value;
  return name === undefined ? {} : { serviceAccountName: name };
};

const chartField = ({ chart }: Release, source: ChartSource, settings: Settings): JsonObject => {
  const sourceRef = { kind: source.kind, name: source.name, namespace: source.namespace.value };
  if (source.kind === 'OCIRepository') return { chartRef: sourceRef };
  // A Git source has the version that the folder has; Flux ignores any other.
  if (chart.value.kind !== 'folder')
    return { chart: { spec: { chart: chart.value.name, version: chart.value.version, sourceRef } } };
  const folder = `./${gitPath(settings, chartFolder(chart.value.path))}`;
  return { chart: { spec: { chart: folder, sourceRef, reconcileStrategy: 'ChartVersion' } } };
};

/** The values as text. Their hash is in the name, so that a change of values is a change of the HelmRelease. */
export const valuesConfigMap = (release: Release, text: string, resolved: ResolvedCluster): Manifest => {
  const place = helmReleasePlace(release, resolved);
  const made = manifest(
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: valuesName(release, text),
        namespace: place.value,
        labels: { 'reconcile.fluxcd.io/watch': 'Enabled' },
      },
      data: { 'values.yaml': text },
    },
    {
      at: release.at,
      origins: { '/metadata/namespace': place.at },
      trees: { '/data/values.yaml': release.values },
    },
  );
  return labelled(made, release);
};

const valuesName = (release: Release, text: string): string =>
  `${release.service}-values-${createHash('sha256').update(text).digest('hex').slice(0, 10)}`;
