import { type ComparedRelease, clusterPair, clustersOf } from './diff/cluster-pairs.ts';
import { comparisonOf } from './diff/comparison.ts';
import { controllerObjects, filesByCluster } from './diff/controller-objects.ts';
import { editsOf } from './diff/edits.ts';
import { type LayerEdits, layerEdits, noLayerEdits } from './diff/layer-edits.ts';
import { notCompared } from './diff/not-compared.ts';
import { pairReleases, type ReleaseSides } from './diff/pair-releases.ts';
import type { ChartOptions, World } from './generate.ts';
import { groupedBy } from './grouped.ts';
import type { ComparedSide, Comparison, ReleaseName } from './model/comparison.ts';
import type { Outcome, Problem } from './model/problems.ts';
import type { Release } from './model/releases.ts';
import type { JsonObject } from './model/values.ts';
import { plainJson } from './plain.ts';
import { readDefinitions } from './read/definitions.ts';
import { requestOf } from './render/render-release.ts';
import { type RenderedBoth, renderBoth } from './render-both.ts';
import { shapesFrom } from './shapes.ts';
import type { ReadSide } from './sides.ts';

interface CompareOptions extends ChartOptions {
  readonly names: { readonly base: ComparedSide; readonly head: ComparedSide };
  readonly baseProblems: readonly Problem[];
  /** `2026-12-31`. */
  readonly today: string;
}

/** Pairs the releases of both sides, renders those that differ, and compares what clusters get. */
export const compareSides = async (
  world: World,
  base: ReadSide,
  head: ReadSide,
  options: CompareOptions,
): Promise<Outcome<Comparison>> => {
  const all = pairReleases(base.side, head.side);
  const broken = {
    inputs: base.inputs,
    files: new Set(base.texts.keys()),
    clusters: new Set(base.side.clusters.map(({ cluster }) => cluster.name)),
  };
  const lost = options.baseProblems.length === 0 ? [] : notCompared(all, broken);
  const sound = new Set(all.filter((pair) => !lost.some((one) => isOf(pair, one))));
  const names = clustersOf(base.side, head.side);
  const layers = new Map(names.map(({ name }) => [name, layerEdits(name, base.side, head.side)]));
  const layersOf = (cluster: string): LayerEdits => layers.get(cluster) ?? noLayerEdits;
  const edits = new Map(
    [...sound].filter(differs).map((pair) => [pair, editsOf(pair, base.side, head.side, layersOf(pair.cluster))]),
  );
  const { value: definitions, problems: ofDefinitions } = await readDefinitions(head.root);
  const shapes = shapesFrom(definitions);
  const rendered = await renderBoth(world, base, head, edits, options, shapes);

  await world.step('comparing…');
  const [filesBefore, filesAfter] = [filesByCluster(base.side), filesByCluster(head.side)];
  const releasesOf = groupedBy(all, ({ cluster }) => cluster);
  const clusters = names
    .filter(({ name }) => !lost.some((one) => one.service === '' && one.cluster === name))
    .map(({ name, ...presence }) => {
      const here = releasesOf.get(name) ?? [];
      const own = here.filter((pair) => sound.has(pair));
      // Of a release that is not compared, no object is told as the cluster's own.
      const services = here.map(({ service }) => service);
      const controllers = {
        before: controllerObjects(filesBefore.get(name) ?? [], name, services),
        after: controllerObjects(filesAfter.get(name) ?? [], name, services),
      };
      const releases = own.map((sides) => comparedRelease(sides, edits.has(sides), rendered));
      return { controllers, pair: clusterPair(name, releases, controllers, presence, shapes.of) };
    });
  const nothing = { edits: [], doings: new Map() };
  const background = new Map(
    [...edits].map(([pair, own]) => [
      nameOf(pair),
      { edits: own, doings: groupedBy(rendered.doings.get(pair) ?? [], ({ object }) => object) },
    ]),
  );
  const controllers = new Map(clusters.map(({ controllers: own, pair }) => [pair.cluster, own]));
  const environments = [base, head].flatMap(({ side }) =>
    side.clusters.map(({ cluster }) => [cluster.name, cluster.environment.value] as const),
  );
  const compared = comparisonOf(
    clusters.map(({ pair }) => pair),
    {
      layersOf,
      editsOf: (release) => background.get(nameOf(release)) ?? nothing,
      controllersOf: (cluster) => controllers.get(cluster) ?? { before: new Map(), after: new Map() },
    },
    {
      ...options.names,
      environments: new Map(environments),
      notCompared: lost,
      baseProblems: [...options.baseProblems, ...rendered.problemsOfBase],
      settings: head.inputs.settings.dangers,
      today: options.today,
    },
  );
  return {
    value: compared.value,
    problems: [...ofDefinitions, ...rendered.problems, ...compared.problems],
  };
};

const isOf = (pair: ReleaseName, { cluster, service }: ReleaseName): boolean =>
  pair.cluster === cluster && (service === '' || pair.service === service);

const nameOf = ({ cluster, service }: ReleaseName): string => `${cluster}/${service}`;

/** Whether Helm is asked for something else on both sides. */
const differs = ({ before, after }: ReleaseSides): boolean =>
  before === undefined || after === undefined || requestKey(before) !== requestKey(after);

const requestKey = (release: Release): string =>
  JSON.stringify([release.chart.value.digest, requestOf(release, plainJson(release.values) as JsonObject)]);

const comparedRelease = (sides: ReleaseSides, isDifferent: boolean, rendered: RenderedBoth): ComparedRelease => {
  const [before, after] = [sides.before, sides.after].map((release) => release && rendered.renderings.get(release));
  const random = rendered.random.get(sides) ?? new Set();
  return { sides, differs: isDifferent, random, ...(before && { before }), ...(after && { after }) };
};
