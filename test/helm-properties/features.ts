import type { MapTree, Tree } from '../../generator/model/values.ts';
import { type ChartCase, keyOf, type TestChart, type TestSubChart } from './generate-chart.ts';
import { edgeNumbers, oddKeys } from './generate-values.ts';
import type { Answer, Computed } from './helm.ts';
import { isNull } from './trees.ts';

/** In how many cases each feature occurred, counted on the cases themselves, so that the generator can't fool itself. */
export type Counts = ReadonlyMap<string, number>;

/** Throws where a feature occurred in less than this share of the cases. */
export const count = (cases: readonly ReadonlySet<string>[], wanted: readonly string[], share: number): Counts => {
  const counts = new Map(wanted.map((feature) => [feature, cases.filter((found) => found.has(feature)).length]));
  const rare = [...counts].filter(([, times]) => times < Math.floor(cases.length * share));
  if (rare.length > 0)
    throw new Error(`the generator is too poor: ${rare.map(([name, times]) => `${name} ${times}`).join(', ')}`);
  return counts;
};

const kinds = ['null', 'scalar', 'list', 'empty list', 'map', 'empty map'];
const pairs = kinds.flatMap((upper) => kinds.map((lower) => `${upper} over ${lower}`));

export const layerFeatures: readonly string[] = [
  ...pairs,
  ...oddKeys.map((key) => `key ${JSON.stringify(key)}`),
  ...edgeNumbers.map((value) => numberFeature(value)),
];

export const featuresOfLayers = (layers: readonly MapTree[]): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const [index, layer] of layers.entries()) {
    for (const lower of layers.slice(0, index)) addPairs(lower, layer, found);
    addLeaves(layer, found);
  }
  return found;
};

const kindOf = (tree: Tree): string => {
  if (tree.kind === 'map') return tree.entries.size === 0 ? 'empty map' : 'map';
  if (tree.kind === 'list') return tree.items.length === 0 ? 'empty list' : 'list';
  return tree.value === null ? 'null' : 'scalar';
};

const addPairs = (lower: MapTree, upper: MapTree, found: Set<string>): void => {
  for (const [key, { value }] of upper.entries) {
    const old = lower.entries.get(key)?.value;
    if (old === undefined) continue;
    found.add(`${kindOf(value)} over ${kindOf(old)}`);
    if (old.kind === 'map' && value.kind === 'map') addPairs(old, value, found);
  }
};

const addLeaves = (tree: Tree, found: Set<string>): void => {
  if (tree.kind === 'list') for (const item of tree.items) addLeaves(item, found);
  if (tree.kind === 'scalar' && typeof tree.value === 'number') found.add(numberFeature(tree.value));
  if (tree.kind !== 'map') return;
  for (const [key, { value }] of tree.entries) {
    found.add(`key ${JSON.stringify(key)}`);
    addLeaves(value, found);
  }
};

function numberFeature(value: number): string {
  return `number ${Object.is(value, -0) ? '-0' : value}`;
}

export const chartFeatures: readonly string[] = [
  ...['alias', 'one chart used twice', 'nested sub-chart', 'sub-chart without entry in Chart.yaml'],
  ...['condition false by default', 'condition set by the user', 'condition null', 'tags', 'tag set by the user'],
  ...["global of the chart's own", "global of a sub-chart's own", 'global for a sub-chart by its parent'],
  ...['global by the user', 'global for a sub-chart by the user', 'null under global'],
  ...['null for a sub-chart', 'null below a sub-chart', "null in a chart's own values for a sub-chart"],
  ...['null that is sent', 'null that is dropped', 'sub-chart disabled', 'Helm refuses', 'Helm 3 and 4 differ'],
];

export const featuresOfChart = (
  { chart, user }: ChartCase,
  dropped: readonly unknown[],
  answer: Answer<readonly Computed[]>,
): ReadonlySet<string> => {
  const found = new Set<string>();
  const add = (feature: string, occurs: boolean): unknown => occurs && found.add(feature);
  const nulls = nullPaths(user);
  add("global of the chart's own", has(chart.values, ['global']));
  add('global by the user', has(user, ['global']));
  add(
    'null under global',
    nulls.some((path) => path.length > 1 && path[0] === 'global'),
  );
  add('null that is dropped', dropped.length > 0);
  add('null that is sent', nulls.length > dropped.length);
  const computed = answer.helm4[0];
  add('Helm refuses', typeof computed?.error === 'string');
  add('Helm 3 and 4 differ', JSON.stringify(answer.helm3[0]) !== JSON.stringify(computed));
  const uses = usesOf(chart);
  add('sub-chart disabled', (computed?.enabled?.length ?? Number.POSITIVE_INFINITY) < uses.length + 1);
  for (const use of uses) for (const [feature, occurs] of featuresOfUse(use, user)) add(feature, occurs);
  return found;
};

type Path = readonly string[];

/** A sub-chart where it is used; `above` is the path of its parent's values in those of the whole. */
interface Use {
  readonly sub: TestSubChart;
  readonly parent: TestChart;
  readonly above: Path;
}

const usesOf = (parent: TestChart, above: Path = []): readonly Use[] =>
  parent.subCharts.flatMap((sub) => [{ sub, parent, above }, ...usesOf(sub.chart, [...above, keyOf(sub)])]);

const featuresOfUse = ({ sub, parent, above }: Use, user: MapTree): readonly (readonly [string, boolean])[] => {
  const here = [...above, keyOf(sub)];
  const conditions = (sub.condition?.split(',') ?? []).map((path) => path.trim().split('.'));
  const own = at(parent.values, [keyOf(sub)]);
  const users = at(user, here);
  return [
    ['alias', sub.alias !== undefined],
    ['one chart used twice', parent.subCharts.some((other) => other !== sub && other.chart === sub.chart)],
    ['nested sub-chart', above.length > 0],
    ['sub-chart without entry in Chart.yaml', !sub.declared],
    ['condition false by default', conditions.some((path) => valueAt(parent.values, path) === false)],
    ['condition set by the user', conditions.some((path) => typeof valueAt(user, [...above, ...path]) === 'boolean')],
    ['condition null', conditions.some((path) => isNull(at(user, [...above, ...path])))],
    ['tags', sub.tags.length > 0],
    ['tag set by the user', sub.tags.some((tag) => has(user, ['tags', tag]))],
    ["global of a sub-chart's own", has(sub.chart.values, ['global'])],
    ['global for a sub-chart by its parent', has(own, ['global'])],
    ['global for a sub-chart by the user', has(users, ['global'])],
    ['null for a sub-chart', isNull(users)],
    ['null below a sub-chart', users?.kind === 'map' && nullPaths(users).length > 0],
    ["null in a chart's own values for a sub-chart", own?.kind === 'map' && nullPaths(own).length > 0],
  ];
};

const at = (tree: Tree | undefined, path: Path): Tree | undefined =>
  path.reduce<Tree | undefined>(
    (found, key) => (found?.kind === 'map' ? found.entries.get(key)?.value : undefined),
    tree,
  );

const has = (tree: Tree | undefined, path: Path): boolean => at(tree, path) !== undefined;

const valueAt = (tree: Tree, path: Path): unknown => {
  const found = at(tree, path);
  return found?.kind === 'scalar' ? found.value : undefined;
};

const nullPaths = (tree: Tree): readonly Path[] => {
  if (isNull(tree)) return [[]];
  if (tree.kind !== 'map') return [];
  return [...tree.entries].flatMap(([key, { value }]) => nullPaths(value).map((path) => [key, ...path]));
};
