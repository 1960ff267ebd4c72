import type {
  Manifest,
  Outcome,
  OutFile,
  OutTree,
  Problem,
  Release,
  ResolvedCluster,
  ResolvedNamespace,
} from '../../model.ts';
import { manifest, manifestFile, textFile } from '../manifest.ts';
import { madeNamespaces, sourcesOfNamespace, sourcesOfReleases } from '../namespaces.ts';
import { checkSize, mebibyte, type SentValues, sentValues } from '../values.ts';
import { checkAccess } from './access.ts';
import { neverPruned } from './conventions.ts';
import { existingGitRepository, gitRepository, gitRepositoryName } from './git.ts';
import { fileList, releaseKustomization, rootKustomization } from './kustomization.ts';
import { patchedSource } from './patched-source.ts';
import { readme } from './readme.ts';
import { helmRelease, valuesConfigMap } from './release.ts';
import { type ChartSource, chartSources, sourceManifest } from './source.ts';
import { waitTimeout } from './timeout.ts';

/** Everything of a cluster that Flux steers. */
export const emitFlux = (resolved: ResolvedCluster): Outcome<OutTree> => {
  const { cluster, settings, releases } = resolved;
  const folder = `out/${cluster.name}`;
  const sources = chartSources(resolved);
  const inputs = [cluster.file, settings.file];
  const problems: Problem[] = [];
  const files: OutFile[] = [
    textFile(`${folder}/README.md`, [...inputs, ...sourcesOfReleases(resolved)], readme(resolved)),
    manifestFile(`${folder}/bootstrap.yaml`, inputs, bootstrap(resolved, folder)),
  ];
  const inRoot: OutFile[] = [];
  for (const namespace of madeNamespaces(resolved)) inRoot.push(namespaceFile(`${folder}/root`, namespace, resolved));
  for (const source of sources.filter((each) => !isOfRelease(each))) {
    const made = sourceFile(`${folder}/root`, source, resolved);
    inRoot.push(...made.value);
    problems.push(...made.problems);
  }
  for (const source of sources)
    for (const release of source.releases) {
      const made = releaseFiles(folder, release, source, resolved);
      inRoot.push(made.value.inRoot);
      files.push(...made.value.own);
      problems.push(...made.problems);
    }
  files.push(...inRoot, fileList(`${folder}/root`, inRoot, { at: cluster.at, sources: inputs }));
  const syncedFolders = [`${folder}/root`, ...releases.map((release) => releasePath(folder, release))];
  return { value: { files, syncedFolders }, problems };
};

const releasePath = (folder: string, { service }: Release): string => `${folder}/releases/${service}`;

const bootstrap = (resolved: ResolvedCluster, folder: string): readonly [Manifest, ...Manifest[]] => {
  const root = rootKustomization(resolved, `${folder}/root`);
  if (existingGitRepository(resolved) !== undefined) return [root];
  return [gitRepository(resolved, gitRepositoryName(resolved), [folder], false), root];
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

const sourceFile = (folder: string, source: ChartSource, resolved: ResolvedCluster): Outcome<readonly OutFile[]> => {
  const made = sourceManifest(source, resolved);
  if (made === undefined) return { value: [], problems: [] };
  const { value, problems } = patchedSource(made, source.releases);
  const kind = source.kind.toLowerCase();
  const path = `${folder}/${isOfRelease(source) ? kind : `${kind}-${source.name}`}.yaml`;
  const inputs = source.releases.flatMap((release) => release.sources);
  return { value: [manifestFile(path, inputs, [value])], problems };
};

/**
 * An OCIRepository has the chart's version in it. Beside the HelmRelease, it arrives with its values and waits with them for
 * what the release depends on; in the root, a new chart would meet the values of yesterday.
 */
const isOfRelease = ({ kind }: ChartSource): boolean => kind === 'OCIRepository';

/** The Kustomization, which is part of the root, and what lies under its path. */
const releaseFiles = (
  folder: string,
  release: Release,
  source: ChartSource,
  resolved: ResolvedCluster,
): Outcome<{ readonly inRoot: OutFile; readonly own: readonly OutFile[] }> => {
  const path = releasePath(folder, release);
  const values = sentValues(release);
  const made = helmRelease(release, source, values, resolved);
  const objects = [manifestFile(`${path}/helmrelease.yaml`, release.sources, [made])];
  if (values.kind === 'text')
    objects.push(manifestFile(`${path}/configmap.yaml`, release.sources, [valuesConfigMap(release, values.text)]));
  const own = isOfRelease(source) ? sourceFile(path, source, resolved) : { value: [], problems: [] };
  objects.push(...own.value);
  const kustomization = releaseKustomization(release, resolved, { path, timeout: waitTimeout(made) });
  return {
    value: {
      inRoot: manifestFile(`${folder}/root/kustomization-${release.service}.yaml`, release.sources, [kustomization]),
      own: [...objects, fileList(path, objects, release)],
    },
    problems: [...own.problems, ...checkSize(release, carriedBytes(values), mebibyte, 'Flux'), ...checkAccess(release)],
  };
};

/** A ConfigMap's limit counts its texts as they are. */
const carriedBytes = (values: SentValues): number =>
  values.kind === 'text' ? Buffer.byteLength(values.text) : values.bytes;
