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
import { readme } from './readme.ts';
import { helmRelease, valuesConfigMap } from './release.ts';
import { type ChartSource, chartSources, sourceManifest } from './source.ts';

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
  for (const source of sources.filter((each) => !isOfRelease(each)))
    inRoot.push(...sourceFile(`${folder}/root`, source, resolved));
  for (const source of sources)
    for (const release of source.releases) {
      const path = releasePath(folder, release);
      inRoot.push(
        manifestFile(`${folder}/root/kustomization-${release.service}.yaml`, release.sources, [
          releaseKustomization(release, resolved, path),
        ]),
      );
      const made = releaseFiles(path, release, source, resolved);
      files.push(...made.value);
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

const sourceFile = (folder: string, source: ChartSource, resolved: ResolvedCluster): readonly OutFile[] => {
  const made = sourceManifest(source, resolved);
  if (made === undefined) return [];
  const kind = source.kind.toLowerCase();
  const path = `${folder}/${isOfRelease(source) ? kind : `${kind}-${source.name}`}.yaml`;
  return [
    manifestFile(
      path,
      source.releases.flatMap((release) => release.sources),
      [made],
    ),
  ];
};

/**
 * An OCIRepository has the chart's version in it. Beside the HelmRelease, it arrives with its values and waits with them for
 * what the release depends on; in the root, a new chart would meet the values of yesterday.
 */
const isOfRelease = ({ kind }: ChartSource): boolean => kind === 'OCIRepository';

const releaseFiles = (
  path: string,
  release: Release,
  source: ChartSource,
  resolved: ResolvedCluster,
): Outcome<readonly OutFile[]> => {
  const values = sentValues(release);
  const objects = [
    manifestFile(`${path}/helmrelease.yaml`, release.sources, [helmRelease(release, source, values, resolved)]),
  ];
  if (values.kind === 'text')
    objects.push(manifestFile(`${path}/configmap.yaml`, release.sources, [valuesConfigMap(release, values.text)]));
  if (isOfRelease(source)) objects.push(...sourceFile(path, source, resolved));
  return {
    value: [...objects, fileList(path, objects, release)],
    problems: [...checkSize(release, carriedBytes(values), mebibyte, 'Flux'), ...checkAccess(release)],
  };
};

/** A ConfigMap's limit counts its texts as they are. */
const carriedBytes = (values: SentValues): number =>
  values.kind === 'text' ? Buffer.byteLength(values.text) : values.bytes;
