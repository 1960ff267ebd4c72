import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ChartSource, Rendering, RenderRequest } from 'helm-wasm';
import { type Bounds, keyOf, storeIn } from '../kept.ts';
import { isRendering } from './is-rendering.ts';

/** Chart files: nothing is rendered of less. */
type Content = Exclude<ChartSource, { readonly parts: unknown }>;

type Render = (request: RenderRequest) => Promise<Rendering>;

/** Renderings from run to run: none of them is written under `out/`. */
export interface RenderingCache {
  /** A `render` that asks the given one only for what is not there yet. What fails is not kept. */
  readonly over: (chart: Content, render: Render) => Render;
  readonly prune: () => Promise<void>;
}

/** `cache` is the folder of what can be made again, `engine` what renders: its digest. */
export const renderingCache = (cache: string, engine: string, bounds?: Bounds): RenderingCache => {
  const store = storeIn(join(cache, 'renderings'), bounds);
  const digests = new Map<Content, string>();
  return {
    over: (chart, render) => {
      const content = digests.get(chart) ?? digestOfChart(chart);
      digests.set(chart, content);
      return async (request) => {
        const key = keyOf([engine, content, request]);
        const kept = await store.get(key, isRendering);
        if (kept !== undefined) return kept;
        const rendering = await render(request);
        await store.put(key, rendering);
        return rendering;
      };
    },
    prune: store.prune,
  };
};

const digestOfChart = (chart: Content): string => {
  const hash = createHash('sha256');
  if ('archive' in chart) return hash.update('archive\0').update(chart.archive).digest('hex');
  for (const [path, content] of [...chart.files].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${path}\0${content.length}\0`).update(content);
  return hash.digest('hex');
};
