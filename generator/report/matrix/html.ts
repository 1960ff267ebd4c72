import { readFileSync } from 'node:fs';
import { pageOf } from '../page.ts';
import type { Matrix, MatrixCluster } from './matrix.ts';
import { type Shown, type ShownTable, shownTables } from './shown.ts';
import { headingOf, legend, nothingToShow, scopeOf } from './words.ts';

interface Page {
  readonly title: string;
  readonly scope: string;
  readonly filterLabel: string;
  /** Empty where nothing is marked. */
  readonly markLabel: string;
  readonly tables: readonly Table[];
  readonly legend: readonly string[];
}

interface Table {
  readonly title: string;
  readonly label: string;
  readonly corner: string;
  readonly counts: boolean;
  readonly spans: readonly { readonly environment: string; readonly width: number }[];
  readonly clusters: readonly { readonly name: string; readonly isFirst: boolean }[];
  readonly rows: readonly Row[];
  readonly nothing: string;
}

interface Row {
  readonly name: string;
  readonly differing: string;
  readonly isMarked: boolean;
  readonly cells: readonly { readonly text: string; readonly kind: string; readonly detail: string }[];
}

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

const compiled = pageOf<Page>({
  template: read('./page.hbs'),
  style: `\n${read('./page.css')}`,
  script: `\n${read('./page.js')}`,
});

/** The matrix as one page that needs nothing else: no network, no other file. */
export const matrixHtml = (matrix: Matrix): string => {
  const tables = shownTables(matrix);
  const isOfServices = matrix.view !== 'differences';
  const marked = matrix.view === 'versions' ? 'only rows with a version behind' : 'only rows with an odd value';
  const rows = tables.flatMap((table) => table.rows);
  const only = tables.length === 1 ? tables[0]?.title : undefined;
  const heading = headingOf(matrix) ?? only;
  return compiled({
    title: heading ?? (isOfServices ? 'Chart versions by cluster' : 'What differs between clusters'),
    scope: scopeOf(matrix, tables),
    filterLabel: isOfServices ? 'Services' : 'Paths',
    markLabel: rows.some(({ cells }) => cells.some(isMarked)) ? marked : '',
    tables: tables.map((table) => tableOf(table, matrix.clusters, heading)),
    legend: legend(tables),
  });
};

const isMarked = ({ tone }: Shown): boolean => tone !== 'plain' && tone !== 'faint';

const tableOf = (table: ShownTable, clusters: readonly MatrixCluster[], heading: string | undefined): Table => ({
  title: table.title === heading ? '' : (table.title ?? ''),
  label: `${table.title ?? heading ?? 'all'} by cluster`,
  corner: table.corner,
  counts: table.rows.some(({ differing }) => differing !== undefined),
  spans: spansOf(clusters),
  clusters: clusters.map(({ name, environment }, index) => ({
    name,
    isFirst: clusters[index - 1]?.environment !== environment,
  })),
  rows: table.rows.map(({ name, differing = '', cells }) => ({
    name,
    differing,
    isMarked: cells.some(isMarked),
    cells: cells.map(cellOf),
  })),
  nothing: table.rows.length === 0 ? nothingToShow(table) : '',
});

/** In UTF-16 units: what is shorter has room in any cell. */
const longText = 36;

const cellOf = ({ text, tone, detail }: Shown): Row['cells'][number] => ({
  text,
  kind: [...(tone === 'plain' ? [] : [tone]), ...(text.length > longText ? ['long'] : [])].join(' '),
  detail,
});

const spansOf = (clusters: readonly MatrixCluster[]): Table['spans'] => {
  const spans: { environment: string; width: number }[] = [];
  for (const { environment } of clusters) {
    const last = spans.at(-1);
    if (last?.environment === environment) last.width++;
    else spans.push({ environment, width: 1 });
  }
  return spans;
};
