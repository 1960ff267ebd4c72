import { HelmError, type Rendering } from 'helm-wasm';
import { type Doing, doingBetween } from './diff/doing.ts';
import type { Edit } from './diff/edits.ts';
import type { ReleaseSides } from './diff/pair-releases.ts';
import type { ShapeOf } from './diff/shape.ts';
import { sideObjects } from './diff/side-objects.ts';
import { type StepBetween, stepsBetween } from './diff/steps-between.ts';
import type { Release } from './model/releases.ts';
import type { JsonObject } from './model/values.ts';
import { plainJson } from './plain.ts';
import { requestOf } from './render/render-release.ts';
import type { RenderOf } from './rendering.ts';

/** A release that changes, with the edits behind it and what both sides give. */
export interface Attributable {
  readonly sides: ReleaseSides;
  readonly edits: readonly Edit[];
  readonly before: Rendering;
  readonly after: Rendering;
}

/** Renders of states that no side has, at most in one run. */
const most = 40;

/**
 * Which edit does what: with several edits, the states between are rendered, one edit after the other. Releases with the same edits, such as one
 * service on twelve clusters, are looked at once. What is left over by the bound is told with all its edits.
 */
export const attribute = async (
  all: readonly Attributable[],
  renderOf: RenderOf,
  shapeOf: ShapeOf,
): Promise<ReadonlyMap<Attributable, readonly Doing[]>> => {
  const known = new Map<string, readonly Doing[]>();
  const found = new Map<Attributable, readonly Doing[]>();
  let left = most;
  for (const one of all) {
    const key = JSON.stringify([one.sides.service, one.edits.map(({ causes }) => causes)]);
    const steps = stepsBetween(one.edits, plainJson((one.sides.before as Release).values) as JsonObject);
    if (!known.has(key)) {
      const isWithin = steps.length <= left;
      if (isWithin) left -= steps.length;
      known.set(key, isWithin ? await between(one, steps, renderOf, shapeOf) : []);
    }
    found.set(one, known.get(key) ?? []);
  }
  return found;
};

const between = async (
  { sides, edits, before, after }: Attributable,
  steps: readonly StepBetween[],
  renderOf: RenderOf,
  shapeOf: ShapeOf,
): Promise<readonly Doing[]> => {
  const [base, head] = [sides.before, sides.after];
  if (base === undefined || head === undefined) return [];
  const doings: Doing[] = [];
  let last = sideObjects(base, before);
  let waiting: readonly Edit[] = [];
  for (const step of steps) {
    waiting = [...waiting, ...step.edits];
    const state = await stateOf(base, head, step, renderOf);
    // What does not render with half of the edits is seen with the next one.
    if (state === undefined) continue;
    const now = sideObjects(step.isReleaseOfHead ? head : base, state);
    doings.push(...doingBetween(last, now, waiting, shapeOf));
    last = now;
    waiting = [];
  }
  const rest = edits.filter((edit) => waiting.includes(edit) || !steps.some((step) => step.edits.includes(edit)));
  return [...doings, ...doingBetween(last, sideObjects(head, after), rest, shapeOf)];
};

const stateOf = async (
  base: Release,
  head: Release,
  { isChartOfHead, isReleaseOfHead, values }: StepBetween,
  renderOf: RenderOf,
): Promise<Rendering | undefined> => {
  const asks = isReleaseOfHead ? head : base;
  const { mirror, ...rest } = asks;
  const from = isChartOfHead ? head : base;
  const release: Release = {
    ...rest,
    chart: from.chart,
    ...(from.mirror === undefined ? {} : { mirror: from.mirror }),
  };
  try {
    return await renderOf(release)({ ...requestOf(release, values), skipSchema: true });
  } catch (error) {
    if (error instanceof HelmError) return undefined;
    throw error;
  }
};
