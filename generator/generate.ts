import type { Apiserver } from 'apiserver-wasm';
import type { EngineOptions, Helm } from 'helm-wasm';
import { loadCharts } from './charts/catalog.ts';
import type { Network } from './charts/network/network.ts';
import { checkCharts, nothingRendered } from './check-charts.ts';
import { checkSchemas } from './check-schemas.ts';
import { emit } from './emit/emit.ts';
import type { Inputs } from './model/inputs.ts';
import type { ClusterSummary, FileChange, OutTree, RunResult } from './model/outputs.ts';
import type { Outcome, Problem } from './model/problems.ts';
import type { Release, ResolvedCluster } from './model/releases.ts';
import { compareProblems, isGrave, problem, uniqueProblems } from './problem.ts';
import type { Step } from './progress.ts';
import { withQuoted } from './quoted.ts';
import { readFiles, type SourceFile, textsOf } from './read/files.ts';
import { readInputs } from './read/inputs.ts';
import { parseYaml } from './read/yaml.ts';
import { withoutSecrets } from './report/secrets.ts';
import { chartReferences, planClusters, resolveReleases } from './resolve/resolve.ts';
import { lastRun } from './unchanged.ts';
import { credentialLiterals } from './validate/credentials.ts';
import type { ManifestValidator } from './validate/kubeconform.ts';
import { checkManifests } from './validate/manifests.ts';
import type { LoadKubeconform } from './validate/objects/against-schemas.ts';
import { checkValues } from './validate/values.ts';
import { applyChanges } from './write/apply.ts';
import { isEmpty, type Plan, planChanges } from './write/plan.ts';
import { withRunLock } from './write/run-lock.ts';

/** The world that a run works in: whatever is not an input file comes from here. */
export interface World {
  /** The repository's root. */
  readonly root: string;
  /** Milliseconds from any start. */
  readonly now: () => number;
  /** Starts the validator; called at most once a run. */
  readonly kubeconform: () => Promise<ManifestValidator>;
  /** What renders and judges; absent where nothing is to be rendered. */
  readonly engines?: Engines;
  readonly signal: AbortSignal;
  readonly step: Step;
  /** For what locks, keeps or renders charts. Absent where nothing is to be fetched. */
  readonly network?: Network;
  /** The folder of what can be made again. Absent where nothing is to be kept. */
  readonly cache?: string;
}

/** Whoever starts one closes it. */
interface Engines {
  readonly helm: (options?: EngineOptions) => Promise<Helm>;
  readonly apiserver: () => Promise<Apiserver>;
  readonly kubeconform: LoadKubeconform;
}

export interface GenerateOptions {
  readonly command: 'generate' | 'check';
  /** Only look: `out/` stays as it is, and whatever would change is a problem. */
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly adopt: boolean;
  readonly allowEmpty: boolean;
  /** Warnings and notes are problems too: nothing is written where there is one. */
  readonly strict: boolean;
  /** What to render; absent where nothing is to be rendered. */
  readonly charts?: ChartOptions;
}

export interface ChartOptions {
  /** `NAME[@VERSION]=DIR|FILE`: charts that are at hand. */
  readonly chart: readonly string[];
  /** A chart that is not at hand is fetched, and a problem where it cannot be had. */
  readonly requireCharts: boolean;
}

/** A result with the texts of the input files, which a report quotes. */
export interface Told {
  readonly result: RunResult;
  readonly texts: ReadonlyMap<string, string>;
}

/** Who may write keeps others away from the first look at the inputs on: they could be newer by the time it writes. */
export const generate = (world: World, options: GenerateOptions): Promise<Told> =>
  options.dryRun ? run(world, options) : withRunLock(world.root, () => run(world, options));

/** Reads the inputs, and does the rest of the run unless the last one has left everything as it is. */
const run = async (world: World, options: GenerateOptions): Promise<Told> => {
  const start = world.now();
  await world.step('reading the inputs…');
  const files = await readFiles(world.root);
  // What lies in a cache is no evidence: whoever checks looks at everything, and so does who asks for more than usual.
  const isPlain = !(options.dryRun || options.strict || options.force || options.adopt || options.allowEmpty);
  const last = world.cache !== undefined && isPlain ? await lastRun(world.cache, world.root, files) : undefined;
  const recalled = await last?.recall();
  const done = recalled === undefined ? await work(world, options, files) : { result: recalled, left: undefined };
  const texts = await withQuoted(world.root, textsOf(files.value), done.result.problems);
  const result = { ...done.result, problems: withoutSecrets(done.result.problems, texts) };
  if (done.left !== undefined) await last?.remember(result, done.left.clusters, done.left.out);
  return { result: { ...result, milliseconds: world.now() - start }, texts };
};

/** What a run that wrote everything left behind: the releases, and the digest of what lies under `out/`. */
interface LeftBehind {
  readonly clusters: readonly ResolvedCluster[];
  readonly out: string;
}

/** The whole run: read, resolve, validate, emit, validate again, and write unless something is wrong. */
const work = async (
  world: World,
  options: GenerateOptions,
  files: Outcome<readonly SourceFile[]>,
): Promise<{ readonly result: RunResult; readonly left: LeftBehind | undefined }> => {
  const { value: read, problems: readProblems } = await readInputs(world.root, files);
  await world.step(`resolving the releases of ${read.inputs.clusters.length} clusters…`);
  const resolved = await resolve(world, read.inputs);
  const delivery = await deliverRendered(world, read.inputs, resolved.value);
  const clusters = delivery.value;
  const releases = clusters.flatMap((cluster) => cluster.releases);
  const values = releases.flatMap((release) => [...checkValues(release), ...credentialLiterals(release)]);
  const emitted = emit(clusters);
  await world.step(`validating the manifests of ${emitted.value.files.length} files…`);
  const manifests = await checkManifests(emitted.value, world.kubeconform);
  const early = [readProblems, resolved.problems, values, delivery.problems, emitted.problems, manifests];
  const charts = early.flat().some(isGrave)
    ? nothingRendered
    : await checkCharts(world, read.inputs, clusters, options.charts);
  const refused = await checkSchemas(
    world,
    releases.filter((release) => !charts.value.has(release)),
  );
  const found = withoutConsequences([...early, charts.problems, refused]);

  await world.step('comparing with out/…');
  // What would be written is known only when nothing is wrong with the inputs.
  const outcome = found.some(isGrave)
    ? nothing
    : options.dryRun || (options.strict && found.length > 0)
      ? await compare(world, emitted.value, options)
      : await write(world, emitted.value, options);
  const result: RunResult = {
    command: options.command,
    problems: uniqueProblems([...found, ...outcome.problems]).sort(compareProblems),
    changes: outcome.changes,
    applied: outcome.applied,
    unchanged: outcome.unchanged,
    clusters: clusters.map(summary),
    notRendered: chartsOf(releases.filter((release) => !charts.value.has(release) && release.objects === undefined)),
    external: externalsOf(clusters),
    milliseconds: 0,
  };
  return { result, left: outcome.out === undefined ? undefined : { clusters, out: outcome.out } };
};

/** Most repositories have nothing of the kind, and need no engine. */
const deliverRendered = async (
  world: World,
  inputs: Inputs,
  clusters: readonly ResolvedCluster[],
): Promise<Outcome<readonly ResolvedCluster[]>> => {
  const hasRendered = clusters.some(({ releases }) => releases.some(({ delivery }) => delivery === 'rendered'));
  if (!hasRendered) return { value: clusters, problems: [] };
  const { deliver } = await import('./deliver.ts');
  return deliver(world, inputs, clusters);
};

interface Written {
  readonly changes: readonly FileChange[];
  readonly unchanged: number;
  readonly problems: readonly Problem[];
  readonly applied: boolean;
  /** Digest of what lies under `out/`, if that is what was to be there. */
  readonly out?: string;
}

const nothing: Written = { changes: [], unchanged: 0, problems: [], applied: false };

/** What would be written; that it isn't there yet is the problem. */
const compare = async (world: World, tree: OutTree, options: GenerateOptions): Promise<Written> => {
  const plan = await planChanges(world.root, tree, options);
  const { changes, unchanged } = plan.value;
  const stale = changes.length === 0 || !options.dryRun ? [] : [outStale(changes.length)];
  return { changes, unchanged, problems: [...plan.problems, ...stale], applied: false };
};

const outStale = (count: number): Problem =>
  problem('out-stale', `out/ is not what the inputs give: ${count} file${count === 1 ? '' : 's'} would change.`, {
    file: 'out',
    fix: 'Run `espalier generate` and commit out/.',
  });

const write = async (world: World, tree: OutTree, options: GenerateOptions): Promise<Written> => {
  const plan = await planChanges(world.root, tree, options);
  const { changes, unchanged } = plan.value;
  const applied = !plan.problems.some(isGrave);
  if (applied) await world.step(`writing ${changes.length} files…`);
  if (applied) await applyChanges(world.root, plan.value, { signal: world.signal });
  const out = applied && world.cache !== undefined ? await leftOnDisk(world, tree, options, plan) : undefined;
  return { changes, unchanged, problems: plan.problems, applied, ...(out === undefined ? {} : { out }) };
};

/** The digest of what lies under `out/` after a run, undefined if another run would still have something to say or do. */
const leftOnDisk = async (
  world: World,
  tree: OutTree,
  options: GenerateOptions,
  plan: Outcome<Plan>,
): Promise<string | undefined> => {
  const { value, problems } = isEmpty(plan.value) ? plan : await planChanges(world.root, tree, options);
  return isEmpty(value) && problems.length === 0 ? value.found : undefined;
};

/** Inputs to releases, with the charts looked up in the lock and their contracts in between. */
export const resolve = async (
  world: World,
  inputs: Inputs,
): Promise<{ value: readonly ResolvedCluster[]; problems: readonly Problem[] }> => {
  const planned = planClusters(inputs);
  const references = chartReferences(planned.value);
  const charts = await loadCharts(world.root, references, inputs.lock, parseYaml);
  const releases = resolveReleases(planned.value, references, charts.value);
  return { value: releases.value, problems: [...planned.problems, ...charts.problems, ...releases.problems] };
};

/** What a stage says of a place where one before it found a problem follows from that, and would only distract. */
const withoutConsequences = (stages: readonly (readonly Problem[])[]): readonly Problem[] => {
  const wrong = new Set<string>();
  return stages.flatMap((found) => {
    const own = found.filter(({ at }) => at === undefined || !wrong.has(JSON.stringify(at)));
    for (const { at } of own.filter(isGrave)) if (at !== undefined) wrong.add(JSON.stringify(at));
    return own;
  });
};

const chartsOf = (releases: readonly Release[]): readonly string[] =>
  sortedSet(releases.map(({ chart: { value } }) => `${value.name} ${value.version}`));

const externalsOf = (clusters: readonly ResolvedCluster[]): readonly string[] =>
  sortedSet(clusters.flatMap(({ releases }) => releases.flatMap(({ external }) => external)));

const sortedSet = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

const summary = ({ cluster, releases }: ResolvedCluster): ClusterSummary => ({
  name: cluster.name,
  controller: cluster.controller.value,
  environment: cluster.environment.value,
  releases: releases.length,
});
