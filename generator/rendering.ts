import type { Chart, Rendering, RenderRequest } from 'helm-wasm';
import type { ChartContents } from './charts/contents.ts';
import { Failure } from './failure.ts';
import type { World } from './generate.ts';
import type { Outcome, Problem } from './model/problems.ts';
import type { Release } from './model/releases.ts';
import type { RenderedRelease } from './model/rendered.ts';
import { renderRelease } from './render/render-release.ts';

/** Renders releases one after the other, those of which the chart is there; equal ones once. */
export const renderAll = async (
  world: World,
  releases: readonly Release[],
  contents: ChartContents,
): Promise<Outcome<readonly RenderedRelease[]>> => {
  const value: RenderedRelease[] = [];
  const problems: Problem[] = [];
  const known = releases.filter(({ chart }) => contents.has(chart.value));
  if (known.length === 0) return { value, problems };
  if (world.helm === undefined) throw new Failure('nothing can be rendered here');
  const helm = await world.helm();
  const charts = new Map<object, Promise<Chart>>();
  const renderings = new Map<string, Promise<Rendering>>();
  const numbers = new Map<object, number>();
  try {
    for (const [index, release] of known.entries()) {
      const content = contents.get(release.chart.value);
      if (content === undefined) continue;
      await world.step(`rendering ${release.service} on ${release.cluster.name} (${index + 1} of ${known.length})…`);
      const chart = charts.get(content) ?? helm.load(content);
      charts.set(content, chart);
      numbers.set(content, numbers.get(content) ?? numbers.size);
      const render = (request: RenderRequest): Promise<Rendering> => {
        const key = `${numbers.get(content)} ${JSON.stringify(request)}`;
        const rendering = renderings.get(key) ?? chart.then((loaded) => loaded.render(request));
        renderings.set(key, rendering);
        return rendering;
      };
      const outcome = await renderRelease(release, render);
      problems.push(...outcome.problems);
      if (outcome.value !== undefined) value.push(outcome.value);
    }
  } finally {
    await helm.close();
  }
  return { value, problems };
};
