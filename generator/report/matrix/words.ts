import type { Matrix } from './matrix.ts';
import { dottedPath } from './path.ts';
import { marks, type ShownTable } from './shown.ts';

/** What every format says of a matrix. */

/** Above the tables. */
export const headingOf = ({ view, path }: Matrix): string | undefined =>
  view === 'path' ? dottedPath(path ?? '') : undefined;

/** What the marks mean, of those that are there. */
export const legend = (tables: readonly ShownTable[]): readonly string[] => {
  const cells = tables.flatMap(({ rows }) => rows.flatMap((row) => row.cells));
  const rows = tables.flatMap((table) => table.rows);
  const has = (mark: string): boolean => cells.some(({ text }) => new RegExp(` ${mark}(?: #\\d+)?$`).test(text));
  const parts = [
    ...(has(marks.behind) ? [`${marks.behind} behind the newest of the row`] : []),
    ...(has(marks.odd) ? [`${marks.odd} not what most clusters have`] : []),
    ...(cells.some(({ text }) => / #\d+$/.test(text)) ? ['# differs in what is not shown'] : []),
    ...(cells.some(({ text }) => text === '–') ? ['– not on this cluster'] : []),
    ...(rows.some(({ differing }) => differing !== undefined)
      ? ['differ: value paths that are not the same on all clusters of the service']
      : []),
  ];
  return parts.length === 0 ? [] : [parts.join(' · ')];
};

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** How much there is. */
export const scopeOf = ({ view, clusters, without }: Matrix, tables: readonly ShownTable[]): string => {
  const rows = tables.flatMap((table) => table.rows);
  const on = `on ${count(clusters.length, 'cluster')}`;
  if (view === 'differences')
    return `${count(rows.length, 'path')} of ${count(tables.length, 'service')} ${rows.length === 1 ? 'differs' : 'differ'} ${on}`;
  const behind = rows.flatMap(({ cells }) => cells).filter(({ tone }) => tone === 'behind' || tone === 'far').length;
  const parts = [
    `${count(rows.length, 'service')} ${on}`,
    ...(view === 'versions' ? [behind === 0 ? 'none behind' : `${behind} behind`] : []),
    ...(without.length === 0 ? [] : [`${count(without.length, 'service')} without this path`]),
  ];
  return parts.join(' · ');
};

/** What to run next. */
export const hints = ({ view, sections }: Matrix): readonly string[] => {
  if (view !== 'versions') return [];
  const rows = sections.flatMap((section) => section.rows).filter(({ differing = 0 }) => differing > 0);
  const [most] = [...rows].sort((a, b) => (b.differing ?? 0) - (a.differing ?? 0));
  return most === undefined ? [] : [`espalier matrix --service ${most.name} shows which values differ`];
};

/** In place of a table without rows. */
export const nothingToShow = ({ title }: ShownTable): string =>
  title === undefined ? 'No service is on these clusters.' : 'No value differs between its clusters.';
