import { whoOf } from '../who.ts';
import type { MatrixCluster } from './matrix.ts';
import type { Shown, ShownTable } from './shown.ts';

/** Clusters that a reader need not tell apart: one column of a table. */
export interface Column {
  readonly environment: string;
  readonly clusters: readonly string[];
  /** Whether these are all clusters of the environment. */
  readonly isWhole: boolean;
  /** Where their cells stand in each row: those of the first, and so of all. */
  readonly index: number;
}

/** A column for each cluster. */
export const singleColumns = (clusters: readonly MatrixCluster[]): readonly Column[] =>
  clusters.map(({ name, environment }, index) => ({ environment, clusters: [name], isWhole: false, index }));

/** A column for all clusters of an environment that have the same in every row, in the order of the first. */
export const groupedColumns = (clusters: readonly MatrixCluster[], { rows }: ShownTable): readonly Column[] => {
  const groups = new Map<string, { readonly index: number; readonly names: string[] }>();
  clusters.forEach(({ name, environment }, index) => {
    const key = JSON.stringify([environment, ...rows.map(({ cells }) => cells[index]?.text)]);
    const group = groups.get(key) ?? { index, names: [] };
    group.names.push(name);
    groups.set(key, group);
  });
  const sizes = sizesOf(clusters);
  return [...groups.values()]
    .map(({ index, names }) => ({ environment: clusters[index]?.environment ?? '', clusters: names, index }))
    .sort((a, b) => (a.environment < b.environment ? -1 : a.environment > b.environment ? 1 : a.index - b.index))
    .map((column) => ({ ...column, isWhole: column.clusters.length === sizes.get(column.environment) }));
};

/** Whether its clusters have to be named elsewhere. */
export const isNoted = ({ clusters, isWhole }: Column): boolean => clusters.length > 1 && !isWhole;

/** The head of a column below its environment, with the number of its note. */
export const headOf = (column: Column, columns: readonly Column[]): string => {
  const { clusters, isWhole } = column;
  if (clusters.length === 1) return clusters[0] ?? '';
  if (isWhole) return `all ${clusters.length}`;
  return `${clusters.length} clusters [${columns.filter(isNoted).indexOf(column) + 1}]`;
};

const sizesOf = (clusters: readonly MatrixCluster[]): ReadonlyMap<string, number> => {
  const sizes = new Map<string, number>();
  for (const { environment } of clusters) sizes.set(environment, (sizes.get(environment) ?? 0) + 1);
  return sizes;
};

/** What a row has, each once with the clusters that have it. */
export interface Share {
  readonly shown: Shown;
  /** `production (all 12)`, `staging (all but eu-7)`, `dev: a, b`: one for each environment. */
  readonly who: readonly string[];
}

/** What a row has, most common first. */
export const sharesOf = (clusters: readonly MatrixCluster[], cells: readonly Shown[]): readonly Share[] => {
  const byText = new Map<string, { readonly shown: Shown; readonly indexes: Set<number> }>();
  cells.forEach((shown, index) => {
    const share = byText.get(shown.text) ?? { shown, indexes: new Set() };
    share.indexes.add(index);
    byText.set(shown.text, share);
  });
  return [...byText.values()]
    .sort((a, b) => b.indexes.size - a.indexes.size)
    .map(({ shown, indexes }) => ({ shown, who: whoOf(clusters, (_, index) => indexes.has(index)) }));
};
