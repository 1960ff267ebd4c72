import type { Controller } from '../model/inputs.ts';
import type { OutFile, OutTree } from '../model/outputs.ts';
import type { Outcome, Problem } from '../model/problems.ts';
import type { ResolvedCluster } from '../model/releases.ts';
import { emitArgoCd } from './argocd/cluster.ts';
import { emitFlux } from './flux/cluster.ts';
import { checkRepositoryUrl } from './flux/git.ts';
import { textFile } from './manifest.ts';
import { checkNames } from './names.ts';
import { checkNamespaces } from './namespaces.ts';

/** What a controller makes of one cluster. */
type EmitCluster = (cluster: ResolvedCluster) => Outcome<OutTree>;

const controllers: Readonly<Record<Controller, EmitCluster>> = { argocd: emitArgoCd, flux: emitFlux };

/** Everything under `out/`, without the headers. The same clusters give the same bytes. */
export const emit = (clusters: readonly ResolvedCluster[]): Outcome<OutTree> => {
  const trees = clusters.map((cluster) => controllers[cluster.cluster.controller.value](cluster));
  const problems: Problem[] = [
    ...checkNames(clusters),
    ...checkRepositoryUrl(clusters),
    ...clusters.flatMap(checkNamespaces),
  ];
  const files = [...attributes(clusters), ...trees.flatMap((tree) => tree.value.files)];
  return {
    value: {
      files: files.sort(byPath),
      syncedFolders: trees.flatMap((tree) => tree.value.syncedFolders).sort(),
    },
    problems: [...problems, ...trees.flatMap((tree) => tree.problems)],
  };
};

const attributes = (clusters: readonly ResolvedCluster[]): readonly OutFile[] => {
  const settings = clusters[0]?.settings;
  if (settings === undefined) return [];
  return [textFile('out/.gitattributes', [settings.file], '* text eol=lf linguist-generated\n')];
};

const byPath = (a: OutFile, b: OutFile): number => (a.path < b.path ? -1 : 1);
