import picocolors from 'picocolors';
import { visible, columns as widthOf } from '../visible.ts';
import { type Column, groupedColumns, headOf, isNoted, singleColumns } from './group.ts';
import { fit, type Part, wrapped } from './lines.ts';
import type { Matrix, MatrixCluster } from './matrix.ts';
import { type Colors, type Paint, paint } from './paint.ts';
import { shareLines } from './share-lines.ts';
import { type Shown, type ShownTable, shownTables, type Tone } from './shown.ts';
import { headingOf, hints, legend, nothingToShow, scopeOf } from './words.ts';

/**
 * The matrix for a terminal, no line wider than it. Where the table of all clusters is too wide, clusters with the same
 * share a column; where that is too wide still, each row says which clusters have what.
 */
export const matrixText = (
  matrix: Matrix,
  { color, width }: { readonly color: boolean; readonly width: number },
): string => {
  const colors = picocolors.createColors(color);
  const tables = shownTables(matrix);
  const heading = headingOf(matrix);
  const lines = [
    ...(heading === undefined ? [] : [...wrapped(visible(heading), width, '').map(colors.bold), '']),
    ...tables.flatMap((table) => [
      ...titleLines(table, width, colors),
      ...tableLines(table, matrix.clusters, width, colors),
      '',
    ]),
    ...[...legend(tables), scopeOf(matrix, tables), ...hints(matrix)].flatMap((text) =>
      wrapped(visible(text), width, '').map(colors.dim),
    ),
  ];
  return `${lines.join('\n')}\n`;
};

const titleLines = ({ title }: ShownTable, width: number, colors: Colors): readonly string[] =>
  title === undefined ? [] : [colors.bold(fit(visible(title), width))];

const tableLines = (
  table: ShownTable,
  clusters: readonly MatrixCluster[],
  width: number,
  colors: Colors,
): readonly string[] => {
  if (table.rows.length === 0) return wrapped(nothingToShow(table), width, '');
  for (const columns of [singleColumns(clusters), groupedColumns(clusters, table)])
    for (const most of [Number.POSITIVE_INFINITY, widestCell]) {
      const grid = gridOf(table, columns, most);
      if (grid !== undefined && grid.width <= width)
        return [...grid.lines(colors), ...footnotes(columns, width, colors)];
    }
  return shareLines(table, clusters, width, colors);
};

/** Columns of the terminal, where a table would not fit otherwise. */
const widestCell = 28;
const gap = '  ';

interface Grid {
  readonly width: number;
  readonly lines: (colors: Colors) => readonly string[];
}

const gridOf = (table: ShownTable, columns: readonly Column[], most: number): Grid | undefined => {
  const counts = table.rows.some(({ differing }) => differing !== undefined);
  const lead = counts ? ['', 'differ'] : [''];
  const names = columns.map((column) => visible(headOf(column, columns)));
  const body = table.rows.map(({ name, differing = '', cells }) => [
    { text: visible(name), tone: 'plain' as Tone },
    ...(counts ? [{ text: differing, tone: 'faint' as Tone }] : []),
    ...columns.map(({ index }) => cut(cells[index], most)),
  ]);
  if (most < Number.POSITIVE_INFINITY && table.rows.some(({ cells }) => losesDifference(cells, most))) return undefined;
  const heads = [table.corner, ...lead.slice(1), ...names];
  const widths = heads.map((head, index) =>
    Math.max(widthOf(head), ...body.map((row) => widthOf(row[index]?.text ?? ''))),
  );
  const spans = spansOf(columns, widths, lead.length);
  return {
    width: widths.reduce((sum, one) => sum + one, 0) + gap.length * (widths.length - 1),
    lines: (colors) => [
      join(spans.map(({ text, width }) => pad(colors.dim, text, width))),
      join(heads.map((head, index) => pad(colors.bold, head, widths[index] ?? 0))),
      ...body.map((row) =>
        join(row.map(({ text, tone }, index) => pad(paint(tone, colors), text, widths[index] ?? 0))),
      ),
    ],
  };
};

/** Whether values that differ would look the same. */
const losesDifference = (cells: readonly Shown[], most: number): boolean => {
  const texts = [...new Set(cells.map(({ text }) => text))];
  return new Set(texts.map((text) => fit(text, most))).size < texts.length;
};

/** Environments above their columns, which are widened where the name is longer than they are. */
const spansOf = (
  columns: readonly Column[],
  widths: number[],
  lead: number,
): readonly { readonly text: string; readonly width: number }[] => {
  const spans = [{ text: '', width: widths.slice(0, lead).reduce((sum, one) => sum + one + gap.length, -gap.length) }];
  for (let start = 0; start < columns.length; ) {
    const text = visible(columns[start]?.environment ?? '');
    let end = start;
    while (end < columns.length && columns[end]?.environment === columns[start]?.environment) end++;
    const width = widths.slice(lead + start, lead + end).reduce((sum, one) => sum + one + gap.length, -gap.length);
    const missing = Math.max(0, widthOf(text) - width);
    widths[lead + end - 1] = (widths[lead + end - 1] ?? 0) + missing;
    spans.push({ text, width: width + missing });
    start = end;
  }
  return spans;
};

const footnotes = (columns: readonly Column[], width: number, colors: Colors): readonly string[] =>
  columns
    .filter(isNoted)
    .flatMap(({ clusters }, index) => wrapped(`[${index + 1}] ${visible(clusters.join(', '))}`, width, '    '))
    .map(colors.dim);

const cut = (shown: Shown | undefined, most: number): { readonly text: string; readonly tone: Tone } => ({
  text: fit(shown?.text ?? '', most),
  tone: shown?.tone ?? 'plain',
});

/** Blanks stay unpainted, so that those at the end of a line can go. */
const pad = (painted: Paint, text: string, width: number): Part => ({
  text: text === '' ? '' : painted(text),
  blanks: Math.max(0, width - widthOf(text)),
});

const join = (parts: readonly Part[]): string => {
  const last = parts.findLastIndex(({ text }) => text !== '');
  return parts
    .slice(0, last + 1)
    .map(({ text, blanks }, index) => (index === last ? text : `${text}${' '.repeat(blanks)}`))
    .join(gap);
};
