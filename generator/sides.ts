import { accessOf } from './access.ts';
import { type ChartContents, chartContents } from './charts/contents.ts';
import type { Side } from './diff/side.ts';
import { emit } from './emit/emit.ts';
import { type ChartOptions, resolve, type World } from './generate.ts';
import type { Inputs } from './model/inputs.ts';
import type { Outcome, Problem } from './model/problems.ts';
import type { Release, ResolvedChart } from './model/releases.ts';
import { readInputs } from './read/inputs.ts';
import { parseYaml } from './read/yaml.ts';

/** A side with what is needed to go on with it. */
export interface ReadSide {
  readonly root: string;
  readonly side: Side;
  readonly inputs: Inputs;
  readonly texts: ReadonlyMap<string, string>;
}

/** Reads the inputs of a folder, and what would lie under its `out/`, but for what is delivered rendered: that shows in its objects. */
export const readSide = async (world: World, root: string): Promise<Outcome<ReadSide>> => {
  const { value: read, problems: ofReading } = await readInputs(root);
  const resolved = await resolve({ ...world, root }, read.inputs);
  const emitted = emit(resolved.value);
  const lines = new Map([...read.texts].map(([file, text]) => [file, text.split('\n')]));
  const side: Side = {
    clusters: resolved.value,
    environments: read.inputs.environments,
    out: emitted.value,
    lineAt: ({ file, line }) => lines.get(file)?.[line - 1],
  };
  const problems: readonly Problem[] = [...ofReading, ...resolved.problems, ...emitted.problems];
  return { value: { root, side, inputs: read.inputs, texts: read.texts }, problems };
};

/** The charts of both sides as Helm takes them; one that both have is read once. */
export const contentsOfBoth = async (
  world: World,
  base: ReadSide,
  head: ReadSide,
  releases: { readonly before: readonly Release[]; readonly after: readonly Release[] },
  { chart, requireCharts: isNeeded }: ChartOptions,
): Promise<Outcome<ChartContents>> => {
  const contents = ({ root, inputs }: ReadSide, some: readonly Release[]): Promise<Outcome<ChartContents>> => {
    const tools = { parse: parseYaml, access: accessOf(world, inputs, !isNeeded), chart, isNeeded };
    return chartContents(root, some, inputs.lock, tools);
  };
  const ofHead = await contents(head, releases.after);
  const byDigest = new Map([...ofHead.value].map(([{ digest }, content]) => [digest, content]));
  const known = new Map<ResolvedChart, NonNullable<ReturnType<ChartContents['get']>>>();
  const missing = releases.before.filter(({ chart: { value } }) => {
    const same = byDigest.get(value.digest);
    if (same !== undefined) known.set(value, same);
    return same === undefined;
  });
  const ofBase = await contents(base, missing);
  return {
    value: new Map([...ofHead.value, ...known, ...ofBase.value]),
    // A chart that was given for one version is none of the other: whoever compares two versions gives both.
    problems: ofHead.problems,
  };
};
