import { markdownTemplate } from '../../markdown.ts';
import { type Column, groupedColumns, headOf, isNoted, sharesOf, singleColumns } from './group.ts';
import type { Matrix, MatrixCluster } from './matrix.ts';
import { type ShownTable, shownTables } from './shown.ts';
import { headingOf, hints, legend, nothingToShow, scopeOf } from './words.ts';

interface Page {
  readonly heading: string;
  readonly tables: readonly Table[];
  readonly lines: readonly string[];
}

interface Table {
  readonly title: string;
  readonly corner: string;
  readonly nothing: string;
  /** Whether rows say how much differs. */
  readonly counts: boolean;
  readonly columns: readonly { readonly environment: string; readonly head: string }[];
  readonly rows: readonly { readonly name: string; readonly differing: string; readonly cells: readonly Cell[] }[];
  readonly shares: readonly { readonly name: string; readonly cell: Cell; readonly who: string }[];
  readonly notes: readonly string[];
}

interface Cell {
  readonly text: string;
  readonly isMarked: boolean;
}

const template = markdownTemplate<Page>('./matrix.hbs', import.meta.url);

/** The matrix for a pull request or a wiki, as tables of at most twelve clusters; what has more is told by value. */
export const matrixMarkdown = (matrix: Matrix): string => {
  const tables = shownTables(matrix);
  return template({
    heading: headingOf(matrix) ?? '',
    tables: tables.map((table) => tableOf(table, matrix.clusters)),
    lines: [...legend(tables), scopeOf(matrix, tables), ...hints(matrix)],
  });
};

const mostColumns = 12;

const tableOf = (table: ShownTable, clusters: readonly MatrixCluster[]): Table => {
  const single = singleColumns(clusters);
  const columns = single.length > mostColumns ? groupedColumns(clusters, table) : single;
  const isNarrow = columns.length <= mostColumns;
  const noted = columns.filter(isNoted);
  return {
    title: table.title ?? '',
    corner: table.corner,
    nothing: table.rows.length === 0 ? nothingToShow(table) : '',
    counts: table.rows.some(({ differing }) => differing !== undefined),
    columns: isNarrow ? columns.map((column) => ({ ...column, head: headOf(column, columns) })) : [],
    rows: isNarrow ? rowsOf(table, columns) : [],
    shares: isNarrow ? [] : sharesIn(table, clusters),
    notes: isNarrow ? noted.map(({ clusters: names }, index) => `[${index + 1}] ${names.join(', ')}`) : [],
  };
};

const rowsOf = ({ rows }: ShownTable, columns: readonly Column[]): Table['rows'] =>
  rows.map(({ name, differing = '', cells }) => ({
    name,
    differing,
    cells: columns.map(({ index }) => cellOf(cells[index])),
  }));

const sharesIn = ({ rows }: ShownTable, clusters: readonly MatrixCluster[]): Table['shares'] =>
  rows.flatMap(({ name, cells }) =>
    sharesOf(clusters, cells).map(({ shown, who }, index) => ({
      name: index === 0 ? name : '',
      cell: cellOf(shown),
      who: who.join(' · '),
    })),
  );

const cellOf = (shown: ShownTable['rows'][number]['cells'][number] | undefined): Cell => ({
  text: shown?.text ?? '',
  isMarked: shown !== undefined && shown.tone !== 'plain' && shown.tone !== 'faint',
});
