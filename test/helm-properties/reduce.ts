import type { MapTree, Tree } from '../../generator/model/values.ts';
import type { ChartCase, TestChart } from './generate-chart.ts';
import { list, scalar } from './trees.ts';

/** The smallest case that still fails, found by taking away and simplifying one thing at a time. */
export const reduce = <Case>(
  failing: Case,
  smaller: (from: Case) => readonly Case[],
  fails: (cases: readonly Case[]) => readonly boolean[],
): Case => {
  for (let current = failing; ; ) {
    const candidates = smaller(current);
    const next = candidates[fails(candidates).indexOf(true)];
    if (next === undefined) return current;
    current = next;
  }
};

const smallerMaps = (tree: MapTree): readonly MapTree[] =>
  [...tree.entries].flatMap(([key, entry]) => {
    const without = new Map(tree.entries);
    without.delete(key);
    return [
      { ...tree, entries: without },
      ...smallerTrees(entry.value).map((value) => ({
        ...tree,
        entries: new Map(tree.entries).set(key, { ...entry, value }),
      })),
    ];
  });

const smallerTrees = (tree: Tree): readonly Tree[] => {
  if (tree.kind === 'map') return [...(tree.entries.size === 0 ? [] : [scalar(1)]), ...smallerMaps(tree)];
  if (tree.kind === 'list') return tree.items.length === 0 ? [scalar(1)] : [list([])];
  return tree.value === null || tree.value === 1 ? [] : [scalar(1)];
};

/** Each way to make one item smaller, and each to leave one out. */
const smallerItems = <T>(items: readonly T[], smaller: (item: T) => readonly T[]): readonly (readonly T[])[] =>
  items.flatMap((item, index) => [items.toSpliced(index, 1), ...smaller(item).map((less) => items.with(index, less))]);

export const smallerLayers = (layers: readonly MapTree[]): readonly (readonly MapTree[])[] =>
  smallerItems(layers, smallerMaps);

export const smallerChartCases = ({ chart, user }: ChartCase): readonly ChartCase[] => [
  ...smallerCharts(chart).map((less) => ({ chart: less, user })),
  ...smallerMaps(user).map((less) => ({ chart, user: less })),
];

const smallerCharts = (chart: TestChart): readonly TestChart[] => [
  ...smallerItems(chart.subCharts, ({ condition, alias, ...sub }) => {
    const kept = { ...(condition === undefined ? {} : { condition }), ...(alias === undefined ? {} : { alias }) };
    return [
      ...(condition === undefined ? [] : [{ ...sub, ...(alias === undefined ? {} : { alias }) }]),
      ...(sub.tags.length === 0 ? [] : [{ ...sub, ...kept, tags: [] }]),
      ...smallerCharts(sub.chart).map((less) => ({ ...sub, ...kept, chart: less })),
    ];
  }).map((subCharts) => ({ ...chart, subCharts })),
  ...smallerMaps(chart.values).map((values) => ({ ...chart, values })),
];
