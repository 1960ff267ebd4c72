import type { Position } from '../../model/problems.ts';
import type { Json } from '../../model/values.ts';
import { visible } from '../visible.ts';
import type { Cell, Matrix, Row, ValueCell, VersionCell } from './matrix.ts';
import { dottedPath } from './path.ts';

/** A cell as people see it, whatever the format. */
export interface Shown {
  /** One line, with its mark. Cells of a row that differ have different texts. */
  readonly text: string;
  readonly tone: Tone;
  /** Who set it, and what else there is to know. */
  readonly detail: string;
}

/** `behind` by a minor version or less, `far` by more. `odd` is a value that most others do not have. */
export type Tone = 'plain' | 'faint' | 'odd' | 'behind' | 'far';

export interface ShownTable {
  /** The service, where rows are paths. */
  readonly title?: string;
  /** What rows are. */
  readonly corner: 'service' | 'path';
  readonly rows: readonly ShownRow[];
}

export interface ShownRow {
  readonly name: string;
  /** How many paths differ, where that is told. */
  readonly differing?: string;
  readonly cells: readonly Shown[];
}

export const shownTables = ({ view, sections }: Matrix): readonly ShownTable[] =>
  sections.map(({ service, rows }) => ({
    ...(service === undefined ? {} : { title: service }),
    corner: view === 'differences' ? 'path' : 'service',
    rows: rows.map((row) => shownRow(row, view)),
  }));

const shownRow = (row: Row, view: Matrix['view']): ShownRow => {
  const charts = new Set(row.cells.flatMap((cell) => (cell.state === 'version' ? [cell.chart] : [])));
  return {
    name: view === 'differences' ? dottedPath(row.name) : row.name,
    ...(view === 'versions' ? { differing: row.differing === undefined ? absent : String(row.differing) } : {}),
    cells: toldApart(row.cells.map((cell) => shown(cell, charts.size > 1))),
  };
};

/** Which of several values it is, where a credential or the end of a text is hidden and they would look the same. */
const toldApart = (cells: readonly (Shown & { readonly variant: number })[]): readonly Shown[] => {
  const variants = new Map<string, Set<number>>();
  for (const { text, variant } of cells) variants.set(text, (variants.get(text) ?? new Set()).add(variant));
  return cells.map(({ variant, ...cell }) =>
    (variants.get(cell.text)?.size ?? 0) > 1 ? { ...cell, text: `${cell.text} ${marks.hidden}${variant}` } : cell,
  );
};

const absent = '–';

const shown = (cell: Cell, severalCharts: boolean): Shown & { readonly variant: number } => {
  if (cell.state === 'absent')
    return { text: absent, tone: 'faint', detail: 'The service is not on this cluster.', variant: 0 };
  return cell.state === 'version'
    ? { ...shownVersion(cell, severalCharts), variant: 0 }
    : { ...shownValue(cell), variant: cell.variant };
};

const shownVersion = (cell: VersionCell, severalCharts: boolean): Shown => {
  const { chart, version, behind, from, at } = cell;
  const text = severalCharts ? `${chart} ${version}` : version;
  const tone = behind === undefined ? 'plain' : behind.by === 'major' ? 'far' : 'behind';
  const older = behind === undefined ? '' : ` Behind ${behind.newest}.`;
  return {
    text: visible(behind === undefined ? text : `${text} ${marks.behind}`),
    tone,
    detail: visible(`${chart} ${version} from ${from}.${older} Set at ${place(at)}.`),
  };
};

/** What a text says that colours alone would say. */
export const marks = { behind: '↓', odd: '≠', hidden: '#' } as const;

const place = ({ file, line, column }: Position): string => `${file}:${line}:${column}`;

const shownValue = (cell: ValueCell): Shown => {
  const value = cell.value === undefined ? undefined : compact(cell.value);
  const text = {
    set: value ?? '',
    default: `${value ?? 'a long text'} (default)`,
    removed: 'null',
    unset: 'unset',
  }[cell.state];
  const faint = cell.state === 'set' ? 'plain' : 'faint';
  return {
    text: cell.odd ? `${text} ${marks.odd}` : text,
    tone: cell.odd ? 'odd' : faint,
    detail: `${shortened(text)}. ${visible(origin(cell))}`,
  };
};

const origin = ({ state, chart, at, masked }: ValueCell): string => {
  const hidden = masked ? ' A credential is not shown.' : '';
  if (state === 'unset') return `No layer sets it, and ${chart} has no default.`;
  if (at === undefined) return `The default of ${chart}.${hidden}`;
  return `${state === 'removed' ? 'Removed' : 'Set'} at ${place(at)}.${hidden}`;
};

/** In UTF-16 units; --json has the whole. */
const longest = 200;

const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** A value on one line. Texts are quoted where they would read as something else. */
const compact = (value: Json): string => {
  if (typeof value !== 'string') return shortened(visible(JSON.stringify(value)));
  return shortened(visible(isPlain(value) ? value : JSON.stringify(value)));
};

const isPlain = (text: string): boolean =>
  /^[^\s"'{}[\],](?:[^\n\r"]*[^\s"])?$/.test(text) && !/^(?:true|false|null|~|unset|–|[-+.\d][\d.eE+_-]*)$/i.test(text);
