import type { AskedChart, ChartReference } from '../model/charts.ts';
import type { ChartFields, Cluster, Repositories } from '../model/inputs.ts';
import type { Problem } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import type { Located, MapTree } from '../model/values.ts';
import { pointerOf } from '../pointer.ts';
import { problem } from '../problem.ts';
import { isOci } from '../repository-url.ts';
import { checkClusterResources } from './cluster-resources.ts';
import { type Edges, edgesOf } from './dependencies.ts';
import { type Patches, resolvePatches, unusedHatches } from './hatches.ts';
import { labelsOf } from './labels.ts';
import type { Draft } from './layers.ts';
import { eachStrategy, itemsByKey } from './lists.ts';
import { type Supply, supplyOf } from './repositories.ts';
import { listOrNull, type StrategyUse } from './strategy-use.ts';
import {
  chartNameShape,
  chartPathShape,
  hasNoCredentials,
  hasShape,
  namespaceShape,
  projectShape,
  registryNameShape,
  registryShape,
  repositoryShape,
  versionShape,
} from './substituted.ts';
import type { UnknownVariable } from './unknown-variables.ts';
import { resolveValuesFrom } from './values-from.ts';
import { type Scope, type Substituted, scopeOf, substituteMap, substituteText } from './variables.ts';

/** A release but for its chart, which only the lock and the contracts can tell. */
export interface PlannedRelease extends Omit<Release, 'chart' | 'values' | 'mirror'> {
  readonly reference: AskedChart;
  readonly supply: Supply;
  /** No reference is left in the names of its namespaces. */
  readonly hasWholeNamespaces: boolean;
}

/** What a release needs to know of its surroundings. */
export interface Surroundings {
  readonly cluster: Cluster;
  readonly environment: Parameters<typeof scopeOf>[1];
  readonly services: ReadonlySet<string>;
  readonly external: ReadonlySet<string>;
  /** Files behind every release of the cluster. */
  readonly files: readonly string[];
  readonly argocdProject: Located<string> | undefined;
  readonly argocdOciDigest: Located<boolean> | undefined;
  readonly argocdPinApiVersions: Located<boolean> | undefined;
  readonly repositories: Repositories;
  /** Flux: the GitRepository that is already there. */
  readonly gitRepository: Located<string> | undefined;
  /** The escape hatches of espalier.yaml and the cluster. */
  readonly patches: Patches;
  /** Collects the references that the cluster cannot replace. */
  readonly unknown: UnknownVariable[];
  /** Collects which list strategies the cluster has a list for. */
  readonly strategies: StrategyUse[];
}

/** Undefined where so much is missing that nothing can be said of the release; a problem tells. */
export const planRelease = (draft: Draft, around: Surroundings, problems: Problem[]): PlannedRelease | undefined => {
  const { cluster, environment } = around;
  const identity = { name: draft.service, at: draft.at };
  const findings = { problems, unknown: around.unknown };
  const early = scopeOf(cluster, environment, identity, findings);
  const namespace = draft.namespace && substituteText(draft.namespace, early);
  const scope = scopeOf(cluster, environment, { ...identity, ...(namespace && { namespace }) }, findings);
  const reference = referenceOf(draft, scope, problems);
  const name = substituteText(draft.releaseName ?? { value: draft.service, at: draft.at }, scope);
  checkNames(name, namespace, cluster, problems);
  const merged = substituteMap(draft.values ?? { kind: 'map', at: draft.at, entries: new Map() }, scope);
  checkStrategies(draft, merged, around, problems);
  const edges: Edges = edgesOf(
    draft.service,
    draft.dependsOn ?? [],
    { services: around.services, external: around.external, cluster: cluster.name },
    problems,
  );
  const givenProject = draft.argocdProject ?? around.argocdProject;
  const project = givenProject && substituteText(givenProject, scope);
  if (project !== undefined) hasShape(project, projectShape, problems);
  const patches = patchesOf(draft, around, scope, { project, reference }, problems);
  const valuesFrom = resolveValuesFrom(draft.valuesFrom ?? [], scope, problems);
  checkClusterResources(draft.clusterResources ?? [], problems);
  const extraNamespaces = (draft.extraNamespaces ?? []).map((extra) => substituteText(extra, scope));
  for (const extra of extraNamespaces) hasShape(extra, namespaceShape, problems);
  if (namespace === undefined || reference === undefined) {
    if (namespace === undefined) problems.push(incomplete(draft, 'a `namespace`', draft.at));
    return undefined;
  }
  const supply = supplyOf(reference.value, around.repositories, problems);
  return {
    cluster,
    service: draft.service,
    at: draft.at,
    name: name.value,
    nameAt: name.at,
    namespace: { value: namespace.value, at: namespace.at },
    reference,
    supply,
    hasWholeNamespaces: [namespace, ...extraNamespaces].every(({ isWhole }) => isWhole),
    ...(supply.access && { access: supply.access }),
    merged,
    ...edges,
    onRemove: draft.onRemove?.value ?? 'delete',
    delivery: draft.delivery?.value ?? 'helm',
    allowSecrets: draft.allowSecrets?.value ?? false,
    extraNamespaces: [...new Set(extraNamespaces.map((extra) => extra.value))].sort(),
    clusterResources: [...new Set((draft.clusterResources ?? []).map((kind) => kind.value))].sort(),
    ...(project === undefined ? {} : { argocdProject: project.value }),
    argocdOciDigest: (draft.argocdOciDigest ?? around.argocdOciDigest)?.value ?? true,
    argocdPinApiVersions: (draft.argocdPinApiVersions ?? around.argocdPinApiVersions)?.value ?? false,
    labels: labelsOf(draft.labels, scope, problems),
    valuesFrom,
    patches,
    sources: [...new Set([...around.files, ...draft.files, ...early.used, ...scope.used])].sort(),
  };
};

const patchesOf = (
  draft: Draft,
  around: Surroundings,
  scope: Scope,
  { project, reference }: { project: Located<string> | undefined; reference: Located<ChartReference> | undefined },
  problems: Problem[],
): Patches => {
  const controller = around.cluster.controller.value;
  const shared = reference?.value.kind === 'folder' ? around.gitRepository?.value : undefined;
  const rendered = draft.delivery?.value === 'rendered' ? 'the objects that are rendered here' : undefined;
  const absent = {
    appProject: project && `the project \`${project.value}\``,
    source: rendered ?? (shared && `the GitRepository \`${shared}\``),
    helmRelease: rendered,
  };
  problems.push(...unusedHatches(draft.patches, controller, absent));
  return resolvePatches([around.patches, draft.patches], controller, scope, problems);
};

const incomplete = (draft: Draft, what: string, at: ChartFields['at']): Problem =>
  problem('service-incomplete', `Service \`${draft.service}\` lacks ${what} after all layers are merged.`, {
    at,
    fix: `Add it here or in an environment that this one extends.`,
  });

const referenceOf = (draft: Draft, scope: Scope, problems: Problem[]): AskedChart | undefined => {
  const { chart } = draft;
  if (chart === undefined) {
    problems.push(incomplete(draft, 'a `chart`', draft.at));
    return undefined;
  }
  if (chart.path !== undefined) {
    const other = chart.repository ?? chart.name ?? chart.version;
    if (other !== undefined)
      problems.push(
        problem('invalid-value', 'A chart with a `path` has no `repository`, `name` or `version`.', {
          at: other.at,
          fix: 'Remove this line: the version of a chart in this repository stands in its Chart.yaml.',
          related: [{ message: 'the path', at: chart.path.at }],
        }),
      );
    const path = substituteText(chart.path, scope);
    if (!hasShape(path, chartPathShape, problems)) return undefined;
    return { value: { kind: 'folder', path: path.value }, at: path.at };
  }
  const { repository, name, version } = chart;
  if (repository === undefined || name === undefined || version === undefined) {
    const missing = (['repository', 'name', 'version'] as const).filter((field) => chart[field] === undefined);
    problems.push(incomplete(draft, `the chart's ${missing.map((field) => `\`${field}\``).join(' and ')}`, chart.at));
    return undefined;
  }
  const url = substituteText(repository, scope);
  const chartName = substituteText(name, scope);
  const wanted = substituteText(version, scope);
  const isSound = [
    hasNoCredentials(url, problems) && hasShape(url, isOci(url.value) ? registryShape : repositoryShape, problems),
    hasShape(chartName, isOci(url.value) ? registryNameShape : chartNameShape, problems),
    hasShape(wanted, versionShape, problems),
  ].every(Boolean);
  if (!isSound) return undefined;
  return {
    value: {
      kind: 'repository',
      repository: url.value,
      name: chartName.value,
      version: wanted.value,
    },
    at: version.at,
    repositoryAt: repository.at,
  };
};

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const releaseNameLimit = 53;

const checkNames = (
  release: Substituted,
  namespace: Substituted | undefined,
  cluster: Cluster,
  problems: Problem[],
): void => {
  if (release.isWhole && release.value.length > releaseNameLimit)
    problems.push(
      problem('name-too-long', `Helm's release name \`${release.value}\` has ${release.value.length} characters.`, {
        at: release.at,
        fix: `Set a \`releaseName\` of at most ${releaseNameLimit}.`,
      }),
    );
  // A reference that is still there has its own problem.
  for (const name of [release, ...(namespace === undefined ? [] : [namespace])])
    if (name.isWhole && (!dnsLabel.test(name.value) || name.value.length > 63))
      problems.push(
        problem('name-invalid', `\`${name.value}\` cannot name a release or a namespace (cluster ${cluster.name}).`, {
          at: name.at,
          fix: 'Use lower-case letters, digits and `-`, at most 63, with a letter or digit at both ends.',
        }),
      );
};

const checkStrategies = (draft: Draft, merged: MapTree, around: Surroundings, problems: Problem[]): void => {
  if (draft.strategies === undefined) return;
  for (const { keys, strategy } of eachStrategy(draft.strategies)) {
    const found = listOrNull(merged, keys);
    // Items that were merged as two may have one key once their variables are written out.
    if (found?.kind === 'list' && strategy.value.kind === 'mergeBy') itemsByKey(found, strategy.value.key, problems);
    around.strategies.push({
      at: strategy.at,
      pointer: pointerOf(keys),
      cluster: around.cluster.name,
      isUsed: found !== undefined,
    });
  }
};
