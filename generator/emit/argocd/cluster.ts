import type { OutFile, OutTree } from '../../model/outputs.ts';
import type { Outcome, Problem } from '../../model/problems.ts';
import type { Release, ResolvedCluster } from '../../model/releases.ts';
import { manifestFile, textFile } from '../manifest.ts';
import { releaseObjectName } from '../names.ts';
import { sourcesOfReleases, sourcesWithNamespace } from '../namespaces.ts';
import { isRendered, releasePath, renderedFiles } from '../rendered.ts';
import { checkApiVersions } from './api-versions.ts';
import { application } from './application.ts';
import { patchedProject } from './patched.ts';
import { project } from './project.ts';
import { readme } from './readme.ts';
import { root } from './root.ts';
import { syncWaves } from './waves.ts';

/** Everything of a cluster that Argo CD steers. */
export const emitArgoCd = (resolved: ResolvedCluster): Outcome<OutTree> => {
  const { cluster, settings, releases } = resolved;
  const folder = `out/${cluster.name}`;
  const rootFolder = `${folder}/root`;
  const waves = syncWaves(releases);
  const sources = [cluster.file, settings.file];
  const problems: Problem[] = [...checkApiVersions(resolved)];
  const files: OutFile[] = [
    textFile(`${folder}/README.md`, [...sources, ...sourcesOfReleases(resolved)], readme(resolved)),
    manifestFile(`${folder}/bootstrap.yaml`, sources, root(resolved, rootFolder)),
  ];
  for (const release of releases) {
    const place = { resolved, wave: waves.get(release.service) ?? 0, project: projectOf(release) };
    const made = application(release, place);
    problems.push(...made.problems);
    const path = `${rootFolder}/application-${release.service}.yaml`;
    files.push(manifestFile(path, sourcesWithNamespace(resolved, release), [made.manifest]));
    files.push(...renderedFiles(release));
    if (release.argocdProject !== undefined) continue;
    const own = patchedProject(project(release, resolved), release);
    problems.push(...own.problems);
    files.push(manifestFile(`${rootFolder}/appproject-${release.service}.yaml`, release.sources, [own.manifest]));
  }
  if (releases.length === 0) files.push(textFile(`${rootFolder}/README.md`, sources, emptyRoot));
  const paths = releases.filter(isRendered).map(releasePath);
  return { value: { files, syncedFolders: [rootFolder, ...paths] }, problems };
};

const projectOf = (release: Release): string => release.argocdProject ?? releaseObjectName(release);

/** Git knows no empty folder, and Argo CD prunes nothing when the root's path is gone. */
const emptyRoot = 'No service is left on this cluster. The folder stays, so that Argo CD removes what was here.\n';
