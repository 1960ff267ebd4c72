import { createHash } from 'node:crypto';
import { chmod, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ChartSource, Rendering, RenderRequest } from 'helm-wasm';
import { putCacheFile } from '../cache-file.ts';
import { codeOf } from '../failure.ts';
import { largestEntry, printEntry, readEntry } from './rendering-entry.ts';

type Render = (request: RenderRequest) => Promise<Rendering>;

/** Renderings from run to run. Whoever may write there could have put in anything: none of them is written under `out/`. */
export interface RenderingCache {
  /** A `render` that asks the given one only for what is not there yet. What fails is not kept. */
  readonly over: (chart: ChartSource, render: Render) => Render;
  /** Takes the entries out that nobody has used for the longest time, until the rest is within bounds. */
  readonly prune: () => Promise<void>;
}

interface Bounds {
  readonly bytes: number;
  readonly entries: number;
}

const usual: Bounds = { bytes: 512 << 20, entries: 5000 };

/** `cache` is the folder of what can be made again, `engine` what renders: its digest. */
export const renderingCache = (cache: string, engine: string, bounds: Bounds = usual): RenderingCache => {
  const folder = join(cache, 'renderings');
  const digests = new Map<ChartSource, string>();
  let isGrown = false;
  return {
    over: (chart, render) => {
      const content = digests.get(chart) ?? digestOfChart(chart);
      digests.set(chart, content);
      return async (request) => {
        const key = createHash('sha256')
          .update(canonical([engine, content, request]))
          .digest('hex');
        const path = join(folder, `${key}.json`);
        const kept = await readEntry(path, key);
        if (kept !== undefined) return kept;
        const rendering = await render(request);
        // A cache that takes nothing costs the next run its time, and nobody anything else.
        isGrown = (await keep(path, key, rendering).catch(() => false)) || isGrown;
        return rendering;
      };
    },
    prune: async () => {
      if (isGrown) await prune(folder, bounds).catch(() => undefined);
    },
  };
};

const keep = async (path: string, key: string, rendering: Rendering): Promise<boolean> => {
  const text = printEntry(key, rendering);
  if (Buffer.byteLength(text) > largestEntry) return false;
  // Others may see what the folder is called, never what was rendered: Secrets are in it.
  await chmod(dirname(path), 0o700).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
  await putCacheFile(path, text);
  return true;
};

const digestOfChart = (chart: ChartSource): string => {
  const hash = createHash('sha256');
  if ('archive' in chart) return hash.update('archive\0').update(chart.archive).digest('hex');
  for (const [path, content] of [...chart.files].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${path}\0${content.length}\0`).update(content);
  return hash.digest('hex');
};

/** The same text for the same value, whatever the order of its keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inside: unknown) =>
    typeof inside === 'object' && inside !== null && !Array.isArray(inside)
      ? Object.fromEntries(Object.entries(inside).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inside,
  );

/** What a killed run has begun to write, and left, is older than any run. In milliseconds. */
const abandoned = 3_600_000;

const prune = async (folder: string, { bytes, entries }: Bounds): Promise<void> => {
  const found = [];
  for (const name of await readdir(folder)) {
    const { size, mtimeMs } = await stat(join(folder, name));
    if (!name.endsWith('.tmp')) found.push({ name, size, mtimeMs });
    else if (Date.now() - mtimeMs > abandoned) await rm(join(folder, name), { force: true });
  }
  let total = 0;
  for (const [index, { name, size }] of found.sort((a, b) => b.mtimeMs - a.mtimeMs).entries()) {
    total += size;
    if (index >= entries || total > bytes) await rm(join(folder, name), { force: true });
  }
};
