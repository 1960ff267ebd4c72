import type { Rendering } from 'helm-wasm';
import { type Attributable, attribute } from './attribution.ts';
import type { Doing } from './diff/doing.ts';
import type { Edit } from './diff/edits.ts';
import type { ReleaseSides } from './diff/pair-releases.ts';
import { sideObjects } from './diff/side-objects.ts';
import type { ChartOptions, World } from './generate.ts';
import type { Problem } from './model/problems.ts';
import type { Release } from './model/releases.ts';
import { type RandomFields, randomFields } from './randomness.ts';
import { renderAll } from './rendering.ts';
import type { Shapes } from './shapes.ts';
import { contentsOfBoth, type ReadSide } from './sides.ts';

/** What Helm makes of the releases that differ, as far as their charts are at hand. */
export interface RenderedBoth {
  readonly renderings: ReadonlyMap<Release, Rendering>;
  /** Which edit does what, where there are several. */
  readonly doings: ReadonlyMap<ReleaseSides, readonly Doing[]>;
  readonly random: ReadonlyMap<ReleaseSides, RandomFields>;
  readonly problems: readonly Problem[];
  readonly problemsOfBase: readonly Problem[];
}

/** Renders both sides of the releases that differ, and while the engine runs what lies between them. */
export const renderBoth = async (
  world: World,
  base: ReadSide,
  head: ReadSide,
  edits: ReadonlyMap<ReleaseSides, readonly Edit[]>,
  options: ChartOptions,
  shapes: Shapes,
): Promise<RenderedBoth> => {
  const pairs = [...edits.keys()];
  const before = pairs.flatMap((pair) => pair.before ?? []);
  const after = pairs.flatMap((pair) => pair.after ?? []);
  await world.step(`reading the charts of ${pairs.length} releases…`);
  const contents = await contentsOfBoth(world, base, head, { before, after }, options);
  const wanted =
    world.engines === undefined ? [] : pairs.filter((pair) => sidesOf(pair).every(isAtHand(contents.value)));
  const renderings = new Map<Release, Rendering>();
  let doings: ReadonlyMap<Attributable, readonly Doing[]> = new Map();
  let random: ReadonlyMap<Attributable, RandomFields> = new Map();
  const made = await renderAll(world, wanted.flatMap(sidesOf), contents.value, {
    look: async (found, renderOf) => {
      for (const { release, rendering } of found) renderings.set(release, rendering);
      const both = wanted.flatMap((sides) => attributable(sides, edits.get(sides) ?? [], renderings));
      await shapes.load(found.flatMap(({ release, rendering }) => sideObjects(release, rendering)));
      await world.step(`finding what changes ${both.length} releases…`);
      doings = await attribute(both, renderOf, shapes.of);
      random = await randomFields(both, renderOf, shapes.of);
      return [];
    },
  });
  const problemsOf = (some: readonly Release[]): readonly Problem[] =>
    some.flatMap((release) => made.problemsOf.get(release) ?? []);
  return {
    renderings,
    doings: bySides(doings),
    random: bySides(random),
    problems: [...contents.problems, ...problemsOf(after)],
    problemsOfBase: problemsOf(before),
  };
};

const sidesOf = ({ before, after }: ReleaseSides): readonly Release[] =>
  [before, after].filter((release) => release !== undefined);

const isAtHand =
  (contents: { readonly has: (chart: Release['chart']['value']) => boolean }) =>
  ({ chart }: Release): boolean =>
    contents.has(chart.value);

const attributable = (
  sides: ReleaseSides,
  edits: readonly Edit[],
  renderings: ReadonlyMap<Release, Rendering>,
): readonly Attributable[] => {
  const [before, after] = [sides.before, sides.after].map((release) => release && renderings.get(release));
  return before === undefined || after === undefined ? [] : [{ sides, edits, before, after }];
};

const bySides = <Value>(found: ReadonlyMap<Attributable, Value>): ReadonlyMap<ReleaseSides, Value> =>
  new Map([...found].map(([{ sides }, value]) => [sides, value]));
