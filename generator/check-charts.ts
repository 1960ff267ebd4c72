import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { accessOf } from './access.ts';
import { chartContents } from './charts/contents.ts';
import type { ChartOptions, World } from './generate.ts';
import { type Store, storeIn } from './kept.ts';
import type { Inputs } from './model/inputs.ts';
import type { Outcome } from './model/problems.ts';
import type { Release, ResolvedCluster } from './model/releases.ts';
import { readDefinitions } from './read/definitions.ts';
import { parseYaml } from './read/yaml.ts';
import { causes } from './render/causes.ts';
import { sources } from './render/sources.ts';
import type { Look } from './rendering.ts';
import { addProgram } from './unchanged/program.ts';

export const nothingRendered: Outcome<ReadonlySet<Release>> = { value: new Set(), problems: [] };

/** Renders what is at hand, looks at what came of it, and says of which releases it was. A machine without engines renders nothing. */
export const checkCharts = async (
  world: World,
  inputs: Inputs,
  clusters: readonly ResolvedCluster[],
  options: ChartOptions | undefined,
): Promise<Outcome<ReadonlySet<Release>>> => {
  const { engines } = world;
  if (options === undefined || engines === undefined) return nothingRendered;
  const releases = clusters.flatMap((cluster) => cluster.releases);
  const { chart, requireCharts: isNeeded } = options;
  const tools = { parse: parseYaml, access: accessOf(world, inputs, !isNeeded), chart, isNeeded };
  const contents = await chartContents(world.root, releases, inputs.lock, tools);
  const value = new Set(releases.filter((release) => contents.value.has(release.chart.value)));
  if (value.size === 0) return { value, problems: contents.problems };
  const { renderAll } = await import('./rendering.ts');
  const { checkObjects } = await import('./validate/objects/check-objects.ts');
  const apiserver = await engines.apiserver();
  const earlier = world.cache === undefined ? undefined : await earlierVerdicts(world.cache);
  try {
    const definitions = await readDefinitions(world.root);
    const look: Look = async (rendered, renderOf) => {
      await world.step(`checking the objects of ${rendered.length} releases…`);
      const loadKubeconform = engines.kubeconform;
      return checkObjects(clusters, rendered, {
        loadKubeconform,
        apiserver,
        ...(earlier && { earlier }),
        definitions: definitions.value,
        causeOf: causes(renderOf),
        sourceOf: sources(renderOf),
      });
    };
    const { problems } = await renderAll(world, releases, contents.value, {
      look,
      // It takes a while, has a thread of its own, and is needed for what nobody has seen yet.
      whenRendering: () => void apiserver.start().catch(() => undefined),
    });
    return { value, problems: [...contents.problems, ...definitions.problems, ...problems] };
  } finally {
    await apiserver.close();
    await earlier?.store.prune();
  }
};

/** By whatever judges, to the byte: another program asks anew. */
const earlierVerdicts = async (cache: string): Promise<{ store: Store; program: string }> => {
  const hash = createHash('sha256');
  await addProgram(hash);
  const { engineDigest } = await import('apiserver-wasm');
  return { store: storeIn(join(cache, 'verdicts')), program: hash.update(await engineDigest()).digest('hex') };
};
