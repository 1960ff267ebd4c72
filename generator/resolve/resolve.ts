import { lineage, unknownEnvironment } from '../lineage.ts';
import type { AskedChart, ChartReference } from '../model/charts.ts';
import type { Cluster, Environment, Inputs } from '../model/inputs.ts';
import type { Outcome, Problem } from '../model/problems.ts';
import type { Release, ResolvedChart, ResolvedCluster } from '../model/releases.ts';
import type { Located, ScalarTree } from '../model/values.ts';
import { problem, uniqueProblems } from '../problem.ts';
import { oneSpelling } from '../repository-url.ts';
import { checkExternal, circles } from './dependencies.ts';
import { addHatches } from './hatches.ts';
import { addLayer, type Drafts } from './layers.ts';
import { mirroredChart } from './mirrors.ts';
import { type LayeredCluster, namespaceUse } from './namespace-use.ts';
import { resolveNamespaces } from './namespaces.ts';
import { dropUselessNulls } from './nulls.ts';
import { type PlannedRelease, planRelease } from './release.ts';
import { repositoriesOf, repositoryUse, spelledTwice } from './repositories.ts';
import { type StrategyUse, unusedStrategies } from './strategy-use.ts';
import { hasNoCredentials } from './substituted.ts';
import { type UnknownVariable, unknownVariables } from './unknown-variables.ts';
import { unusedEnvironments } from './unused-environments.ts';
import { valueNotes } from './value-notes.ts';
import { hasValuesBelow, valuesFromOnArgoCd } from './values-from.ts';
import type { Findings } from './variables.ts';

/** A cluster with everything merged, before its charts are looked up. */
export interface PlannedCluster extends Omit<ResolvedCluster, 'releases'> {
  readonly releases: readonly PlannedRelease[];
}

/** The layers of one environment, folded once for all its clusters. */
interface Folded {
  readonly environments: readonly Environment[];
  readonly drafts: Drafts;
  readonly variables: ReadonlyMap<string, ScalarTree>;
}

/** What is judged when all clusters have been looked at. */
interface Collected extends Findings {
  readonly strategies: StrategyUse[];
}

/** Lays the layers of every cluster over each other and works out its releases. */
export const planClusters = (inputs: Inputs): Outcome<readonly PlannedCluster[]> => {
  const problems: Problem[] = [];
  hasNoCredentials(inputs.settings.repository.url, problems);
  for (const { repositories } of [inputs.settings, ...inputs.clusters]) problems.push(...spelledTwice(repositories));
  const unknown: UnknownVariable[] = [];
  const strategies: StrategyUse[] = [];
  const folded = new Map<Environment, Folded | undefined>();
  for (const environment of inputs.environments.values())
    folded.set(environment, fold(environment, inputs.environments, problems));
  const layered: LayeredCluster[] = [];
  const value = inputs.clusters.flatMap((cluster) => {
    const environment = inputs.environments.get(cluster.environment.value);
    const layers = environment && folded.get(environment);
    if (environment === undefined) problems.push(unknownEnvironment(cluster.environment, inputs.environments));
    if (environment === undefined || layers === undefined) return [];
    const planned = planCluster(inputs, cluster, environment, layers, { problems, unknown, strategies });
    layered.push(planned.layered);
    return [planned.value];
  });
  problems.push(...unknownVariables(unknown));
  problems.push(...valuesFromOnArgoCd(value.flatMap(({ releases }) => releases)));
  // A cluster that was left out may be the one that uses what no other does.
  const isEvery = inputs.clustersLeftOut !== true && value.length === inputs.clusters.length;
  if (isEvery)
    problems.push(
      ...namespaceUse(layered),
      ...repositoryUse(inputs.settings, layered),
      ...unusedStrategies(strategies),
      ...unusedEnvironments(inputs, layered),
    );
  return { value, problems: uniqueProblems(problems) };
};

/** Undefined where a layer is missing: whatever could be said of the rest would follow from that. */
const fold = (
  environment: Environment,
  environments: ReadonlyMap<string, Environment>,
  problems: Problem[],
): Folded | undefined => {
  const chain = lineage(environment, environments);
  problems.push(...chain.problems);
  if (chain.problems.length > 0) return undefined;
  const drafts = chain.value.reduce<Drafts>((lower, layer) => addLayer(lower, layer, problems), new Map());
  const variables = new Map(chain.value.flatMap((layer) => [...layer.variables]));
  return { environments: chain.value, drafts, variables };
};

const planCluster = (
  inputs: Inputs,
  cluster: Cluster,
  environment: Environment,
  folded: Folded,
  { problems, unknown, strategies }: Collected,
): { readonly value: PlannedCluster; readonly layered: LayeredCluster } => {
  const drafts = addLayer(folded.drafts, cluster, problems);
  problems.push(...checkExternal(cluster.external, new Set(drafts.keys())));
  const around = {
    cluster,
    environment: { name: environment.name, at: environment.at, variables: folded.variables },
    services: new Set(drafts.keys()),
    external: new Set(cluster.external.map((name) => name.value)),
    files: [inputs.settings.file, inputs.lock.file, cluster.file],
    repositories: repositoriesOf(inputs.settings, cluster),
    argocdProject: cluster.argocdProject ?? inputs.settings.argocd.project,
    argocdOciDigest: cluster.argocdOciDigest ?? inputs.settings.argocd.ociDigest,
    argocdPinApiVersions: cluster.argocdPinApiVersions ?? inputs.settings.argocd.pinApiVersions,
    gitRepository: cluster.fluxGitRepository ?? inputs.settings.flux.gitRepository,
    patches: addHatches(addHatches({}, inputs.settings.hatches), cluster.hatches),
    unknown,
    strategies,
  };
  const names = [...drafts.keys()].sort();
  const releases = names.flatMap((name) => {
    const draft = drafts.get(name);
    return (draft && planRelease(draft, around, problems)) ?? [];
  });
  checkTogether(releases, drafts, problems);
  const namespaces = resolveNamespaces(cluster, folded.environments, releases);
  return {
    value: { cluster, settings: inputs.settings, releases, namespaces },
    layered: {
      cluster,
      layers: [...folded.environments, cluster],
      releases,
      isWhole: releases.length === names.length,
    },
  };
};

/** What no release can be blamed for alone: names that two share, and circles of dependencies. */
const checkTogether = (releases: readonly PlannedRelease[], drafts: Drafts, problems: Problem[]): void => {
  const taken = new Map<string, PlannedRelease>();
  for (const release of releases) {
    const key = `${release.namespace.value}/${release.name}`;
    const other = taken.get(key);
    if (other !== undefined) problems.push(sameRelease(release, other, key));
    taken.set(key, release);
  }
  for (const circle of circles(releases)) problems.push(dependencyCycle(circle, drafts));
};

/** To be mended at the one that says its name, if one does. */
const sameRelease = (release: PlannedRelease, other: PlannedRelease, key: string): Problem => {
  const [first, second] = release.name === release.service ? [other, release] : [release, other];
  return problem(
    'release-name-conflict',
    `Services \`${other.service}\` and \`${release.service}\` are both the Helm release ${key} on ${release.cluster.name}.`,
    {
      at: first.nameAt,
      fix: 'Give one of them another `releaseName` or namespace.',
      related: [{ message: `\`${second.service}\``, at: second.nameAt }],
    },
  );
};

const dependencyCycle = (circle: readonly string[], drafts: Drafts): Problem => {
  const edges = circle.slice(1).flatMap((next, index) => {
    const service = circle[index] ?? '';
    const edge = drafts.get(service)?.dependsOn?.find(({ value }) => value === next);
    return edge === undefined ? [] : [{ message: `\`${service}\` depends on \`${next}\``, at: edge.at }];
  });
  return problem('depends-on-cycle', `Services depend on each other in a circle: ${circle.join(' → ')}.`, {
    at: edges[0]?.at,
    fix: 'Take one of these out of `dependsOn`.',
    related: edges.slice(1),
  });
};

/**
 * Every chart that a release asks for, and after them those that only a mirror has: each once, at the first place that does.
 */
export const chartReferences = (clusters: readonly PlannedCluster[]): readonly AskedChart[] => {
  const releases = clusters.flatMap((cluster) => cluster.releases);
  const found = new Map<string, AskedChart>();
  for (const reference of [...releases.map((release) => release.reference), ...releases.flatMap(mirrorOf)])
    if (!found.has(keyOf(reference))) found.set(keyOf(reference), reference);
  return [...found.values()];
};

const mirrorOf = ({ supply }: PlannedRelease): readonly Located<ChartReference>[] =>
  supply.mirror === undefined ? [] : [supply.mirror];

/** A mirror that is asked for as a repository, too, is one reference. */
const keyOf = ({ value }: Located<ChartReference>): string =>
  value.kind === 'folder'
    ? JSON.stringify([value.path])
    : JSON.stringify([oneSpelling(value.repository), value.name, value.version]);

/** Joins the releases with their charts, which come in the order of `chartReferences`. A release without chart is left out. */
export const resolveReleases = (
  planned: readonly PlannedCluster[],
  references: readonly Located<ChartReference>[],
  charts: readonly (ResolvedChart | undefined)[],
): Outcome<readonly ResolvedCluster[]> => {
  const problems: Problem[] = [];
  const chartOf = new Map(references.map((reference, index) => [keyOf(reference), charts[index]]));
  const value = planned.map((cluster) => ({
    ...cluster,
    releases: cluster.releases.flatMap((release): readonly Release[] => {
      const chart = chartOf.get(keyOf(release.reference));
      const mirrored = release.supply.mirror && chartOf.get(keyOf(release.supply.mirror));
      return chart === undefined ? [] : [complete(release, chart, mirrored, problems)];
    }),
  }));
  return { value, problems: uniqueProblems(problems) };
};

const complete = (
  planned: PlannedRelease,
  resolved: ResolvedChart,
  mirrored: ResolvedChart | undefined,
  problems: Problem[],
): Release => {
  const { reference, supply, hasWholeNamespaces: _, ...release } = planned;
  const chart = { value: resolved, at: reference.at };
  problems.push(...valueNotes(release.merged, chart));
  const mirror = supply.mirror && mirrored && mirroredChart(chart, { value: mirrored, at: supply.mirror.at }, problems);
  // What lies below in the cluster may have what a null is to remove.
  const contract = hasValuesBelow(release.valuesFrom) ? undefined : resolved.contract;
  return {
    ...release,
    chart,
    ...(mirror && { mirror }),
    values: dropUselessNulls(release.merged, contract),
  };
};
