import type { Manifest, OutFile, OutTree } from '../../model/outputs.ts';
import type { Outcome, Problem } from '../../model/problems.ts';
import type { Release, ResolvedCluster } from '../../model/releases.ts';
import { manifest, manifestFile, textFile } from '../manifest.ts';
import { sourcesOfReleases } from '../namespaces.ts';
import { isRendered, releasePath, renderedFiles } from '../rendered.ts';
import { checkSize, mebibyte, type SentValues, sentValues } from '../values.ts';
import { checkAccess } from './access.ts';
import { checkPlaces } from './check-place.ts';
import { helmTimeout } from './conventions.ts';
import { existingGitRepository, gitRepository, kustomizationPlaces } from './git.ts';
import { fileList, releaseKustomization, rootKustomization } from './kustomization.ts';
import { namespaceFiles } from './namespaces.ts';
import { patchedSource } from './patched-source.ts';
import { homeOf, isOnHub, placeOf } from './place.ts';
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
  const problems: Problem[] = [...checkPlaces(resolved)];
  const files: OutFile[] = [
    textFile(`${folder}/README.md`, [...inputs, ...sourcesOfReleases(resolved)], readme(resolved)),
    manifestFile(`${folder}/bootstrap.yaml`, inputs, bootstrap(resolved, folder)),
  ];
  const namespaces = namespaceFiles(resolved, folder);
  const inRoot: OutFile[] = [...namespaces.inRoot, ...repositoriesOfNamespaces(resolved, folder)];
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
  for (const release of releases.filter(isRendered)) {
    const path = releasePath(release);
    const objects = renderedFiles(release);
    const kustomization = releaseKustomization(release, resolved, { path, timeout: helmTimeout });
    inRoot.push(manifestFile(`${folder}/root/kustomization-${release.service}.yaml`, release.sources, [kustomization]));
    files.push(...objects, fileList(path, objects, release));
  }
  files.push(...namespaces.inPath, ...inRoot, fileList(`${folder}/root`, inRoot, { at: cluster.at, sources: inputs }));
  const paths = [...(namespaces.path === undefined ? [] : [namespaces.path]), ...releases.map(releasePath)];
  return { value: { files, syncedFolders: [`${folder}/root`, ...paths] }, problems };
};

const bootstrap = (resolved: ResolvedCluster, folder: string): readonly [Manifest, ...Manifest[]] => {
  const { cluster } = resolved;
  const home = homeOf(resolved);
  const root = rootKustomization(resolved, `${folder}/root`);
  const rest: [Manifest, ...Manifest[]] =
    existingGitRepository(resolved, home.value) === undefined
      ? [gitRepository(resolved, { name: cluster.name, namespace: home }, [folder], false), root]
      : [root];
  if (!isOnHub(resolved)) return rest;
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: home.value } };
  return [manifest(namespace, { at: home.at }), ...rest];
};

/** This repository once more for each other namespace that has Kustomizations, without what others have there. */
const repositoriesOfNamespaces = (resolved: ResolvedCluster, folder: string): readonly OutFile[] =>
  kustomizationPlaces(resolved)
    .slice(1)
    .map((place) => {
      const releases = resolved.releases.filter((release) => placeOf(release, resolved).value === place);
      const namespace = releases.map((release) => release.namespace)[0] ?? homeOf(resolved);
      const made = gitRepository(
        resolved,
        { name: resolved.cluster.name, namespace },
        releases.map(releasePath),
        false,
      );
      const path = `${folder}/root/${sourceFileName('GitRepository', resolved.cluster.name, place, resolved)}`;
      return manifestFile(
        path,
        releases.flatMap((release) => release.sources),
        [made],
      );
    });

const sourceFile = (folder: string, source: ChartSource, resolved: ResolvedCluster): Outcome<readonly OutFile[]> => {
  const made = sourceManifest(source, resolved);
  if (made === undefined) return { value: [], problems: [] };
  const { value, problems } = patchedSource(made, source.releases);
  const path = isOfRelease(source)
    ? `${folder}/${source.kind.toLowerCase()}.yaml`
    : `${folder}/${sourceFileName(source.kind, source.name, source.namespace.value, resolved)}`;
  const inputs = source.releases.flatMap((release) => release.sources);
  return { value: [manifestFile(path, inputs, [value])], problems };
};

/** No name of a source here has a dot. */
const sourceFileName = (kind: string, name: string, namespace: string, resolved: ResolvedCluster): string =>
  `${kind.toLowerCase()}-${namespace === homeOf(resolved).value ? name : `${namespace}.${name}`}.yaml`;

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
  const path = releasePath(release);
  const values = sentValues(release);
  const made = helmRelease(release, source, values, resolved);
  const objects = [manifestFile(`${path}/helmrelease.yaml`, release.sources, [made])];
  if (values.kind === 'text')
    objects.push(
      manifestFile(`${path}/configmap.yaml`, release.sources, [valuesConfigMap(release, values.text, resolved)]),
    );
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
