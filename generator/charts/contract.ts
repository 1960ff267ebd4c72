import { createHash } from 'node:crypto';
import type { Contract, ContractNode, SubChart } from '../model/charts.ts';
import type { Json, MapTree, ScalarTree, Tree } from '../model/values.ts';
import { joinPointer } from '../pointer.ts';
import type { Chart, Dependency } from './chart.ts';
import { schemasOf } from './contract-schemas.ts';
import { hasLines } from './lines.ts';

export interface ContractOptions {
  /** Replaces a text default of more than one line by its sha256. */
  readonly hashText: boolean;
}

/** What a contract says of its origin; the chart itself says the rest. */
export type ContractOrigin = Pick<Contract, 'file' | 'digest' | 'fromFolder'>;

/** The typed key tree of a chart with its sub-charts, as Helm puts their defaults together. */
export const makeContract = (chart: Chart, origin: ContractOrigin, options: ContractOptions): Contract => {
  const schemas = schemasOf(chart, options);
  return {
    ...origin,
    name: chart.name,
    version: chart.version,
    dependencies: chart.dependencies.map(subChartOf),
    nullsForSubCharts: nullsForSubCharts(chart, options).sort(),
    values: chartNode(chart, options),
    ...(schemas === undefined ? {} : { schemas }),
  };
};

const subChartOf = (dependency: Dependency): SubChart => ({
  key: dependency.key,
  name: dependency.name,
  version: dependency.chart.version,
  ...(dependency.condition === undefined ? {} : { condition: dependency.condition }),
  ...(dependency.tags.length === 0 ? {} : { tags: dependency.tags }),
  dependencies: dependency.chart.dependencies.map(subChartOf),
});

type Properties = { readonly [key: string]: ContractNode };

/** An object without a prototype, so that no key of a chart means anything to JavaScript. */
export const record = <T>(entries: Iterable<readonly [string, T]>): { [key: string]: T } => {
  const result: { [key: string]: T } = Object.create(null);
  for (const [key, value] of entries) result[key] = value;
  return result;
};

/** The chart's own defaults win over what it imports from sub-charts, and over what these say of themselves. */
const chartNode = (chart: Chart, options: ContractOptions): ContractNode => {
  let node: ContractNode = { type: 'object', properties: mapProperties(chart.values, options) };
  const below = chart.dependencies.map((dependency) => ({ dependency, sub: chartNode(dependency.chart, options) }));
  for (const { dependency, sub } of below) {
    node = over(node, at([dependency.key], { ...sub, 'x-sub-chart': true }));
    const global = sub.properties?.global;
    if (global !== undefined) node = over(node, at(['global'], global));
    for (const { child, parent } of dependency.imports) {
      const imported = find(sub, child.split('.'));
      if (imported?.properties !== undefined) node = over(node, at(parent === '' ? [] : parent.split('.'), imported));
    }
  }
  for (const { dependency } of below)
    for (const switched of switches(dependency)) node = over(node, at(switched, { type: 'boolean' }));
  return node;
};

/** The keys that switch a sub-chart on and off, which a chart need not have in its values. */
const switches = ({ condition, tags }: Dependency): readonly (readonly string[])[] => [
  ...(condition ?? '')
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '')
    .map((path) => path.split('.')),
  ...tags.map((tag) => ['tags', tag]),
];

const at = (path: readonly string[], node: ContractNode): ContractNode =>
  path.reduceRight<ContractNode>((inner, key) => ({ type: 'object', properties: record([[key, inner]]) }), node);

const find = (node: ContractNode | undefined, path: readonly string[]): ContractNode | undefined =>
  path.reduce<ContractNode | undefined>((found, key) => found?.properties?.[key], node);

/**
 * Helm's merge of defaults: maps join, and the upper one wins elsewhere, save where it only says null. What is below the
 * lower one stays even then: a user's map brings it back, and a user's null can only remove it if it is known.
 */
const over = (upper: ContractNode, lower: ContractNode): ContractNode => {
  const mark = lower['x-sub-chart'] === true ? { 'x-sub-chart': true as const } : {};
  if (lower.properties === undefined) return upper.default === null ? { ...lower, ...mark } : { ...upper, ...mark };
  if (upper.default === null) return { ...lower, ...mark };
  if (upper.properties === undefined) {
    const { default: emptyMap, ...open } = upper;
    return { ...(upper.type === 'object' ? open : upper), ...mark, properties: lower.properties };
  }
  const joined = new Map<string, ContractNode>(Object.entries(upper.properties));
  for (const [key, node] of Object.entries(lower.properties)) {
    const own = joined.get(key);
    joined.set(key, own === undefined ? node : over(own, node));
  }
  return { ...upper, ...mark, properties: record(joined) };
};

const mapProperties = (map: MapTree, options: ContractOptions, parents: readonly string[] = []): Properties =>
  record([...map.entries].map(([key, { value }]) => [key, nodeOf(value, [...parents, key], options)]));

const nodeOf = (tree: Tree, keys: readonly string[], options: ContractOptions): ContractNode => {
  if (tree.kind === 'list') return { type: 'array', default: jsonOf(tree, options) };
  if (tree.kind === 'scalar') return scalarNode(tree, keys, options);
  if (tree.entries.size === 0) return { type: 'object', default: record<Json>([]) };
  return { type: 'object', properties: mapProperties(tree, options, keys) };
};

const scalarNode = ({ value }: ScalarTree, keys: readonly string[], options: ContractOptions): ContractNode => {
  if (value === null) return { default: null };
  if (typeof value === 'boolean') return { type: 'boolean', default: value };
  if (typeof value === 'number') return { type: isLooseNumber(keys) ? ['number', 'string'] : 'number', default: value };
  if (value === '') return { type: ['string', 'number', 'boolean'], default: value };
  const type = isQuantity(value) || isLooseNumber(keys) ? ['string', 'number'] : 'string';
  return options.hashText && hasLines(value) ? { type, 'x-default-sha256': sha256(value) } : { type, default: value };
};

/** Source: k8s.io/apimachinery/pkg/api/resource, `<number><suffix>`. */
const isQuantity = (text: string): boolean =>
  text.length <= 64 && /^[+-]?(\d+(\.\d*)?|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/.test(text);

const intOrString: ReadonlySet<string> = new Set(['maxUnavailable', 'minAvailable', 'maxSurge', 'targetPort']);

/** Fields that Kubernetes takes as a number and as a text: `cpu: 1` and `cpu: 500m`, `maxUnavailable: 1` and `10%`. */
const isLooseNumber = (keys: readonly string[]): boolean =>
  intOrString.has(keys.at(-1) ?? '') || ['requests', 'limits'].includes(keys.at(-2) ?? '');

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A default as JSON. With `hashText`, a text of several lines inside a list becomes `{"x-text-sha256": …}`. */
const jsonOf = (tree: Tree, options: ContractOptions): Json => {
  if (tree.kind === 'list') return tree.items.map((item) => jsonOf(item, options));
  if (tree.kind === 'map') return record([...tree.entries].map(([key, { value }]) => [key, jsonOf(value, options)]));
  const { value } = tree;
  return options.hashText && typeof value === 'string' && hasLines(value)
    ? record([['x-text-sha256', sha256(value)]])
    : value;
};

/** Pointers to what a chart's own values.yaml nulls in a sub-chart's defaults, at every level. */
const nullsForSubCharts = (chart: Chart, options: ContractOptions): string[] =>
  chart.dependencies.flatMap(({ key, chart: sub }) => {
    const own = chart.values.entries.get(key)?.value;
    const here = own === undefined ? [] : nullsIn(own, chartNode(sub, options));
    return [...here, ...nullsForSubCharts(sub, options)].map((pointer) => `${joinPointer('', key)}${pointer}`);
  });

const nullsIn = (tree: Tree, node: ContractNode): string[] => {
  if (tree.kind === 'scalar') return tree.value === null && node.default !== null ? [''] : [];
  if (tree.kind === 'list') return [];
  return [...tree.entries].flatMap(([key, { value }]) => {
    const below = node.properties?.[key];
    return below === undefined ? [] : nullsIn(value, below).map((pointer) => `${joinPointer('', key)}${pointer}`);
  });
};
