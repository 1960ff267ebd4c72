import { groupedBy } from '../../grouped.ts';
import type { Amounts, ClusterCost, Comparison } from '../../model/comparison.ts';
import { clustersText } from './words.ts';

/** What clusters ask for, as a table of texts: the first column says who. */
export interface CostTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Clusters without a difference, which have no row. */
  readonly same: number;
}

const gibibyte = 2 ** 30;
const mebibyte = 2 ** 20;

const rounded = (number: number): string => number.toLocaleString('en-US', { maximumFractionDigits: 2 });
const bytes = (number: number): string =>
  Math.abs(number) >= gibibyte || number === 0
    ? `${rounded(number / gibibyte)} Gi`
    : `${rounded(number / mebibyte)} Mi`;

const columns: readonly {
  readonly key: keyof Amounts;
  readonly head: string;
  readonly text: (number: number) => string;
}[] = [
  { key: 'pods', head: 'pods', text: rounded },
  { key: 'cpuRequests', head: 'CPU requests', text: rounded },
  { key: 'cpuLimits', head: 'CPU limits', text: rounded },
  { key: 'memoryRequests', head: 'memory requests', text: bytes },
  { key: 'memoryLimits', head: 'memory limits', text: bytes },
  { key: 'storage', head: 'storage', text: bytes },
];

/** Clusters with the same figures share a row; the last is the total. Undefined where nothing differs. */
export const costTable = (
  comparison: Comparison,
  { percent = true, limits = true }: { readonly percent?: boolean; readonly limits?: boolean } = {},
): CostTable | undefined => {
  const differing = comparison.cost.filter((cost) => differs(cost));
  if (differing.length === 0) return undefined;
  const told = columns
    .filter(({ key }) => differing.some(({ before, after }) => before[key] !== after[key]))
    .filter(({ key }) => limits || !key.endsWith('Limits'));
  const currencies = [
    ...new Set(comparison.cost.flatMap(({ price }) => (price === undefined ? [] : [price.currency]))),
  ];
  const row = (who: string, costs: readonly ClusterCost[]): readonly string[] => [
    who,
    ...told.map(({ key, text }) => between(sum(costs, 'before', key), sum(costs, 'after', key), text, percent)),
    ...currencies.map((currency) => priceText(costs, currency, percent)),
  ];
  const groups = [
    ...groupedBy(differing, ({ before, after, price }) => JSON.stringify([before, after, price])).values(),
  ];
  const rows = groups.map((same) =>
    row(`${clustersText(comparison, same.map(asRelease))}${same.length > 1 ? ', each' : ''}`, [same[0]]),
  );
  return {
    heads: ['', ...told.map(({ head }) => head), ...currencies.map((currency) => `${currency} a month`)],
    rows: differing.length > 1 ? [...rows, row('total', differing)] : rows,
    same: comparison.cost.length - differing.length,
  };
};

const asRelease = ({ cluster }: ClusterCost): { cluster: string; service: string } => ({ cluster, service: '' });

const differs = ({ before, after, price }: ClusterCost): boolean =>
  columns.some(({ key }) => before[key] !== after[key]) || (price !== undefined && price.before !== price.after);

const sum = (costs: readonly ClusterCost[], side: 'before' | 'after', key: keyof Amounts): number =>
  costs.reduce((total, cost) => total + cost[side][key], 0);

const priceText = (costs: readonly ClusterCost[], currency: string, percent: boolean): string => {
  const prices = costs.flatMap(({ price }) => (price?.currency === currency ? [price] : []));
  if (prices.length === 0) return '';
  const total = (side: 'before' | 'after'): number => prices.reduce((all, price) => all + price[side], 0);
  return between(total('before'), total('after'), (number) => Math.round(number).toLocaleString('en-US'), percent);
};

/** `28.5 → 32.5 (+14%)`. */
const between = (before: number, after: number, text: (number: number) => string, withPercent: boolean): string => {
  if (text(before) === text(after)) return text(after);
  const percent =
    before === 0 || !withPercent
      ? ''
      : ` (${after > before ? '+' : ''}${Math.round(((after - before) / before) * 100)}%)`;
  return `${text(before)} → ${text(after)}${percent}`;
};
