import type { Settings } from '../../model/inputs.ts';
import type { Manifest } from '../../model/outputs.ts';
import type { Problem } from '../../model/problems.ts';
import type { Release, ResolvedCluster } from '../../model/releases.ts';
import type { JsonObject } from '../../model/values.ts';
import { problem } from '../../problem.ts';
import { chartFolders } from '../chart-folder.ts';
import { gitPath } from '../git-path.ts';
import { manifest } from '../manifest.ts';
import { releaseObjectName } from '../names.ts';
import { madeNamespaceOf } from '../namespaces.ts';
import { fieldAt, lastPlace } from '../patch.ts';
import { isRendered, releasePath } from '../rendered.ts';
import { checkSize, kibibyte, mebibyte, type SentValues, sentValues } from '../values.ts';
import { pinnedApiVersions } from './api-versions.ts';
import { chartSource, isPinnedOci } from './chart-source.ts';
import {
  api,
  chartVersion,
  deletionFinalizer,
  destinationAt,
  destinationOf,
  generatePaths,
  retry,
  syncWave,
} from './conventions.ts';
import { patchedApplication } from './patched.ts';

/** What the Application of a release is made from, beside the release. */
interface Place {
  readonly resolved: ResolvedCluster;
  /** 0 for what depends on nothing. */
  readonly wave: number;
  readonly project: string;
}

export const application = (release: Release, place: Place): { manifest: Manifest; problems: readonly Problem[] } => {
  const { settings } = place.resolved;
  const values: SentValues = isRendered(release) ? { kind: 'none', bytes: 0 } : sentValues(release);
  const object = {
    apiVersion: api,
    kind: 'Application',
    metadata: {
      name: releaseObjectName(release),
      namespace: settings.argocd.namespace.value,
      ...annotations(release, place),
      // Without it Argo CD forgets the Application and leaves what is deployed.
      ...(release.onRemove === 'keep' ? {} : { finalizers: [deletionFinalizer] }),
    },
    spec: {
      project: place.project,
      source: {
        ...chartSource(release, place.resolved),
        ...(isRendered(release) ? {} : { helm: helm(release, values) }),
      },
      destination: { ...destinationOf(release.cluster), namespace: release.namespace.value },
      syncPolicy: syncPolicy(release, place.resolved),
      ...historyLimit(copied(release, values)),
    },
  };
  const made = manifest(object, behind(release, settings, values));
  const patched = patchedApplication(made, release, madeNamespaceOf(place.resolved, release) !== undefined);
  return {
    manifest: patched.manifest,
    problems: [
      ...checkSize(release, values.bytes, 256 * kibibyte, 'an Application'),
      ...patched.problems,
      ...checkHistory(patched.manifest, release, copied(release, values)),
    ],
  };
};

const behind = (release: Release, settings: Settings, values: SentValues): Parameters<typeof manifest>[1] => {
  const { chart, cluster, namespace } = release;
  const field = values.kind === 'text' ? 'values' : 'valuesObject';
  return {
    at: release.at,
    origins: {
      '/metadata/namespace': settings.argocd.namespace.at,
      '/spec/source': chart.at,
      '/spec/source/helm/releaseName': release.nameAt,
      '/spec/source/helm/kubeVersion': cluster.kubernetes.at,
      ...(pinnedApiVersions(release) === undefined ? {} : { '/spec/source/helm/apiVersions': cluster.kubernetes.at }),
      '/spec/destination': destinationAt(cluster),
      '/spec/destination/namespace': namespace.at,
    },
    trees: values.kind === 'none' ? {} : { [`/spec/source/helm/${field}`]: release.values },
  };
};

const annotations = (release: Release, { wave, resolved }: Place): JsonObject => {
  const folders = isRendered(release) ? [releasePath(release)] : chartFolders(release.chart.value);
  const all = {
    ...(wave === 0 ? {} : { [syncWave]: String(wave) }),
    ...(isPinnedOci(release) ? { [chartVersion]: release.chart.value.version } : {}),
    ...(folders.length === 0
      ? {}
      : { [generatePaths]: folders.map((path) => `/${gitPath(resolved.settings, path)}`).join(';') }),
  };
  return Object.keys(all).length === 0 ? {} : { annotations: all };
};

const helm = (release: Release, values: SentValues): JsonObject => {
  const apiVersions = pinnedApiVersions(release);
  return {
    releaseName: release.name,
    kubeVersion: release.cluster.kubernetes.value,
    ...(apiVersions === undefined ? {} : { apiVersions }),
    ...(values.kind === 'object' ? { valuesObject: values.json } : {}),
    ...(values.kind === 'text' ? { values: values.text } : {}),
  };
};

/** The bytes of a source that Argo CD keeps copies of. */
const copied = (release: Release, { bytes }: SentValues): number => {
  const apiVersions = pinnedApiVersions(release);
  return bytes + (apiVersions === undefined ? 0 : JSON.stringify(apiVersions).length);
};

const syncPolicy = (release: Release, resolved: ResolvedCluster): JsonObject => {
  const made = madeNamespaceOf(resolved, release);
  return {
    automated: { prune: true, selfHeal: true },
    syncOptions: [...(made === undefined ? [] : ['CreateNamespace=true']), 'ServerSideApply=true'],
    ...(made === undefined || Object.keys(made.labels).length === 0
      ? {}
      : { managedNamespaceMetadata: { labels: made.labels } }),
    retry: { limit: 5, ...retry },
  };
};

/** What the rest of an Application may take up, beside the copies of its values: the resources that it lists, above all. */
const rest = 128 * kibibyte;

/**
 * Argo CD keeps a copy of the source for each of the last ten syncs, and three more: in the spec, and in the status for what it
 * last compared and last synced. The history never takes more than ten times 32 KiB, and nothing where the largest possible
 * values (256 KiB) would not leave room for the rest in 1 MiB. Without history there is no rollback in Argo CD, which automated
 * sync forbids anyway.
 */
const historyLimit = (bytes: number): JsonObject =>
  bytes <= 32 * kibibyte
    ? {}
    : { revisionHistoryLimit: Math.max(0, Math.floor(Math.min(320 * kibibyte, mebibyte - rest - 3 * bytes) / bytes)) };

const historyField = ['spec', 'revisionHistoryLimit'];

/** An escape hatch may keep a longer history, where there is room for it. */
const checkHistory = ({ object }: Manifest, { patches }: Release, bytes: number): readonly Problem[] => {
  const at = lastPlace(patches.application, historyField);
  const limit = fieldAt(object, historyField) ?? 10;
  if (at === undefined || typeof limit !== 'number' || (limit + 3) * bytes <= mebibyte - rest) return [];
  return [
    problem(
      'values-too-large',
      `${limit} copies of a source of ${Math.ceil(bytes / kibibyte)} KiB do not fit into an Application.`,
      { at, fix: 'Remove it: the history is as long as the values let it be.' },
    ),
  ];
};
