import type { Chart, EngineOptions, Rendering, RenderRequest } from 'helm-wasm';
import type { ChartContents } from './charts/contents.ts';
import { Failure } from './failure.ts';
import type { World } from './generate.ts';
import type { Outcome, Problem } from './model/problems.ts';
import type { Release } from './model/releases.ts';
import type { RenderedRelease } from './model/rendered.ts';
import { renderRelease } from './render/render-release.ts';
import { type RenderingCache, renderingCache } from './render/rendering-cache.ts';

/**
 * Renders with the chart of a release what may be asked otherwise than the release does. `isAnew`: whatever is known of the same request, so that what a
 * chart makes by chance shows.
 */
export type RenderOf = (release: Release) => (request: RenderRequest, isAnew?: boolean) => Promise<Rendering>;

interface RenderedAll extends Outcome<readonly RenderedRelease[]> {
  /** The same problems by the release that does not render, or not as it would with Helm 3. */
  readonly problemsOf: ReadonlyMap<Release, readonly Problem[]>;
}

/** Looks at what was rendered while the engine still runs. */
export type Look = (rendered: readonly RenderedRelease[], renderOf: RenderOf) => Promise<readonly Problem[]>;

interface RenderingOptions {
  readonly look?: Look;
  readonly engine?: EngineOptions;
  /** Whether to say where in the templates each object is written. */
  readonly lines?: boolean;
  /** Called when something is rendered that is not there yet. */
  readonly whenRendering?: () => void;
}

/** Renders releases one after the other, those of which the chart is there; equal ones once. */
export const renderAll = async (
  world: World,
  releases: readonly Release[],
  contents: ChartContents,
  { look = async () => [], engine = {}, lines = false, whenRendering = () => undefined }: RenderingOptions = {},
): Promise<RenderedAll> => {
  const problemsOf = new Map<Release, readonly Problem[]>();
  const value: RenderedRelease[] = [];
  const problems: Problem[] = [];
  const known = releases.filter(({ chart }) => contents.has(chart.value));
  if (known.length === 0) return { value, problems, problemsOf };
  if (world.engines === undefined) throw new Failure('nothing can be rendered here');
  const helm = await world.engines.helm(engine);
  const cache = await cacheOf(world, engine);
  const charts = new Map<object, Promise<Chart>>();
  const renderings = new Map<string, Promise<Rendering>>();
  const numbers = new Map<object, number>();
  const renderOf: RenderOf =
    ({ chart: { value: chart } }) =>
    (request, isAnew = false) => {
      const content = contents.get(chart);
      if (content === undefined) throw new Failure(`the chart ${chart.name} is not at hand`);
      // The engine starts with the first chart, which is loaded when something is to be made of it.
      const anew = async (asked: RenderRequest): Promise<Rendering> => {
        whenRendering();
        const loading = charts.get(content) ?? helm.load(content);
        charts.set(content, loading);
        return (await loading).render(asked);
      };
      numbers.set(content, numbers.get(content) ?? numbers.size);
      const key = `${numbers.get(content)} ${isAnew} ${JSON.stringify(request)}`;
      const rendering = renderings.get(key) ?? (isAnew ? anew : (cache?.over(content, anew) ?? anew))(request);
      renderings.set(key, rendering);
      return rendering;
    };
  try {
    for (const [index, release] of known.entries()) {
      await world.step(`rendering ${release.service} on ${release.cluster.name} (${index + 1} of ${known.length})…`);
      const outcome = await renderRelease(release, renderOf(release), { lines });
      problems.push(...outcome.problems);
      problemsOf.set(release, outcome.problems);
      if (outcome.value !== undefined) value.push(outcome.value);
    }
    problems.push(...(await look(value, renderOf)));
  } finally {
    await helm.close();
  }
  await cache?.prune();
  return { value, problems, problemsOf };
};

/** What is rendered by a chance of its own goes to `out/`: a cache is no evidence of it. */
const cacheOf = async ({ cache }: World, { chance }: EngineOptions): Promise<RenderingCache | undefined> => {
  if (cache === undefined || chance !== undefined) return undefined;
  const { engineDigest } = await import('helm-wasm');
  return renderingCache(cache, await engineDigest());
};
