import { accessOf } from './access.ts';
import { chartContents } from './charts/contents.ts';
import { resolve, type Told, type World } from './generate.ts';
import type { RunResult } from './model/outputs.ts';
import type { Outcome, Problem } from './model/problems.ts';
import type { Release, ResolvedCluster } from './model/releases.ts';
import type { RenderedRelease } from './model/rendered.ts';
import { nearest } from './nearest.ts';
import { compareProblems, isGrave, problem, uniqueProblems } from './problem.ts';
import { withQuoted } from './quoted.ts';
import { readInputs } from './read/inputs.ts';
import { parseYaml } from './read/yaml.ts';
import { inOrder } from './render/order.ts';
import { renderAll } from './rendering.ts';
import { withoutSecrets } from './report/secrets.ts';

export interface RenderOptions {
  readonly cluster: string;
  /** All services of the cluster where it is undefined. */
  readonly service: string | undefined;
  /** `NAME[@VERSION]=DIR|FILE`: charts that are at hand. */
  readonly chart: readonly string[];
  /** Fetch nothing. */
  readonly offline: boolean;
  /** Say where in the templates each object is written. */
  readonly lines: boolean;
  /** Warnings and notes count as problems. */
  readonly strict: boolean;
}

/** What was rendered, in the order in which it is applied, or why nothing was. */
export interface ToldRendering extends Told {
  readonly rendered?: readonly RenderedRelease[];
}

/** `espalier render`: what a cluster gets. Reads as `generate` does, and writes nothing into the repository. */
export const render = async (world: World, options: RenderOptions): Promise<ToldRendering> => {
  const start = world.now();
  await world.step('reading the inputs…');
  const { value: read, problems: readProblems } = await readInputs(world.root);
  await world.step(`resolving the releases of ${read.inputs.clusters.length} clusters…`);
  const resolved = await resolve(world, read.inputs);
  const selected = selectReleases(resolved.value, options);
  const found: Problem[] = [...readProblems, ...resolved.problems, ...selected.problems];
  let rendered: readonly RenderedRelease[] = [];
  if (!found.some(isGrave)) {
    await world.step('reading charts…');
    const access = accessOf(world, read.inputs, options.offline);
    const tools = { parse: parseYaml, access, chart: options.chart, isNeeded: true };
    const contents = await chartContents(world.root, selected.value, read.inputs.lock, tools);
    const outcome = await renderAll(world, inOrder(selected.value), contents.value, { lines: options.lines });
    rendered = outcome.value;
    found.push(...contents.problems, ...outcome.problems);
  }
  const problems = uniqueProblems(found).sort(compareProblems);
  const texts = await withQuoted(world.root, read.texts, problems);
  const result: RunResult = {
    command: 'render',
    problems: withoutSecrets(problems, texts),
    changes: [],
    applied: false,
    unchanged: 0,
    clusters: [],
    milliseconds: world.now() - start,
  };
  const isWrong = problems.some((one) => options.strict || isGrave(one));
  return { result, texts, ...(isWrong ? {} : { rendered }) };
};

const selectReleases = (
  clusters: readonly ResolvedCluster[],
  { cluster, service }: RenderOptions,
): Outcome<readonly Release[]> => {
  const chosen = clusters.find((each) => each.cluster.name === cluster);
  if (chosen === undefined) {
    const known = clusters.map((each) => each.cluster.name);
    return { value: [], problems: [unknown('cluster', cluster, known)] };
  }
  const value = chosen.releases.filter((release) => service === undefined || release.service === service);
  if (value.length > 0 || service === undefined) return { value, problems: [] };
  const known = chosen.releases.map((release) => release.service);
  return { value: [], problems: [unknown(`service on ${cluster}`, service, known)] };
};

const unknown = (what: string, name: string, known: readonly string[]): Problem => {
  const likely = nearest(name, known);
  const fix = likely === undefined ? `There are: ${known.slice(0, 10).join(', ')}.` : `Did you mean ${likely}?`;
  return problem('name-unknown', `There is no ${what} called ${name}.`, { fix });
};
