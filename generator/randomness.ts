import { HelmError } from 'helm-wasm';
import type { Attributable } from './attribution.ts';
import { doingBetween, keyOf, randomKey } from './diff/doing.ts';
import type { ShapeOf } from './diff/shape.ts';
import { sideObjects } from './diff/side-objects.ts';
import type { SideObject } from './model/comparison.ts';
import type { Release } from './model/releases.ts';
import type { JsonObject } from './model/values.ts';
import { plainJson } from './plain.ts';
import { requestOf } from './render/render-release.ts';
import type { RenderOf } from './rendering.ts';

/** Fields that a chart makes anew each time, as `object path`: passwords, certificates, dates. */
export type RandomFields = ReadonlySet<string>;

/**
 * Renders the head once more, whatever is known of it, and gives what is another thing then: once for the same objects that one service has of one
 * chart, on any cluster.
 */
export const randomFields = async (
  all: readonly Attributable[],
  renderOf: RenderOf,
  shapeOf: ShapeOf,
): Promise<ReadonlyMap<Attributable, RandomFields>> => {
  const known = new Map<string, RandomFields>();
  const found = new Map<Attributable, RandomFields>();
  for (const one of all) {
    const { after: release } = one.sides;
    if (release === undefined) continue;
    const objects = sideObjects(release, one.after);
    const key = JSON.stringify([
      release.service,
      release.chart.value.digest,
      release.name,
      objects.map(({ name }) => keyOf(name)),
    ]);
    const fields = known.get(key) ?? (await renderedAnew(release, objects, renderOf, shapeOf));
    known.set(key, fields);
    found.set(one, fields);
  }
  return found;
};

const renderedAnew = async (
  release: Release,
  objects: readonly SideObject[],
  renderOf: RenderOf,
  shapeOf: ShapeOf,
): Promise<RandomFields> => {
  try {
    const request = requestOf(release, plainJson(release.values) as JsonObject);
    const again = await renderOf(release)({ ...request, skipSchema: true }, true);
    const differing = doingBetween(objects, sideObjects(release, again), [], shapeOf);
    return new Set(differing.map(({ object, path }) => randomKey(object, path)));
  } catch (error) {
    if (error instanceof HelmError) return new Set();
    throw error;
  }
};
