import type { Comparison, Entry } from '../../model/comparison.ts';
import type { Looks } from '../looks.ts';
import { problemLines } from '../problems.ts';
import { columns, inert, visible } from '../visible.ts';
import { type CostTable, costTable } from './cost.ts';
import { dangerLines } from './text-dangers.ts';
import { causeLine, entryLines } from './text-entries.ts';
import { byCauses, count, foldedText, isNoise, releasesText, summaryText } from './words.ts';

/** Entries that are told, and releases that are named; the rest is counted. */
const mostEntries = 60;
const mostReleases = 12;
const mostCosts = 20;

/** What a reviewer reads in a terminal: the sum of it, what may go wrong, then what changes and why. */
export const comparisonText = (comparison: Comparison, looks: Looks): string => {
  const { colors } = looks;
  const [sum = '', ...rest] = summaryText(comparison).split(' · ');
  const paint = sum.endsWith('found') || rest.length === 0 ? colors.green : colors.red;
  const lines = [
    [colors.bold(paint(sum)), ...rest].join(colors.dim(' · ')),
    colors.dim(`${side(comparison.base)} → ${side(comparison.head)}`),
    '',
    ...dangerLines(comparison, looks),
    ...changeLines(comparison, looks),
    ...foldedLines(comparison, looks),
    ...costLines(comparison, looks),
    ...leftOut(comparison, looks),
    ...baseLines(comparison, looks),
  ];
  return `${lines.join('\n').trimEnd().split('\n').map(inert).join('\n')}\n`;
};

const side = ({ name, commit }: Comparison['base']): string =>
  visible(commit === undefined || commit.startsWith(name) ? name : `${name} (${commit.slice(0, 12)})`);

const changeLines = (comparison: Comparison, looks: Looks): readonly string[] => {
  const entries = comparison.entries.filter((entry) => !isNoise(entry));
  const told = byCauses(entries.slice(0, mostEntries)).flatMap((alike) => [
    ...causeHeading(alike[0], looks),
    ...alike.flatMap((entry) => entryLines(comparison, entry, looks)),
    '',
  ]);
  const hidden = entries.length - mostEntries;
  return hidden > 0
    ? [...told, `… and ${count(hidden, 'more change')}; the JSON and HTML reports have them all.`, '']
    : told;
};

const causeHeading = ({ causes }: Entry, looks: Looks): readonly string[] =>
  causes.length === 0
    ? [looks.colors.dim('no line of the inputs found that causes this')]
    : causes.slice(0, 4).map((cause) => causeLine(cause, looks));

const foldedLines = (comparison: Comparison, { colors }: Looks): readonly string[] => {
  const text = foldedText(comparison);
  return text === '' ? [] : [colors.dim(`Folded, as nobody needs to read it: ${text}`), ''];
};

const costLines = (comparison: Comparison, { colors, width }: Looks): readonly string[] => {
  const tables = [{}, { percent: false }, { limits: false, percent: false }].map((shape) =>
    costTable(comparison, shape),
  );
  const grids = tables.flatMap((table) => (table === undefined ? [] : [{ table, lines: gridLines(table) }]));
  const grid = grids.find(({ lines }) => lines.every((line) => columns(line) <= width)) ?? grids.at(-1);
  if (grid === undefined) return [];
  const { table, lines } = grid;
  const same = table.same === 0 ? [] : [colors.dim(`as before: ${count(table.same, 'cluster')}`)];
  return [...lines.map((line, index) => (index === 0 ? colors.dim(line) : line)), ...same, ''];
};

const gridLines = ({ heads, rows }: CostTable): readonly string[] => {
  const told = [['requested', ...heads.slice(1)], ...rows.slice(0, mostCosts)].map((row) => row.map(visible));
  const widths = heads.map((_, index) => Math.max(...told.map((row) => columns(row[index] ?? ''))));
  const lines = told.map((row) =>
    row
      .map((cell, index) => `${cell}${' '.repeat((widths[index] ?? 0) - columns(cell))}`)
      .join('  ')
      .trimEnd(),
  );
  return rows.length > mostCosts ? [...lines, `… and ${count(rows.length - mostCosts, 'more row')}`] : lines;
};

const leftOut = (comparison: Comparison, { colors }: Looks): readonly string[] => {
  const { notRendered, notCompared } = comparison;
  const rendered = releasesText(comparison, notRendered, mostReleases);
  const compared = releasesText(comparison, notCompared, mostReleases);
  const lines = [
    ...(rendered === ''
      ? []
      : [`Not rendered: ${rendered}. Values and chart versions are compared, not what templates make of them.`]),
    ...(compared === '' ? [] : [`Not compared, because the base is wrong there: ${compared}.`]),
  ];
  return lines.length === 0 ? [] : [...lines.map((line) => colors.yellow(visible(line))), ''];
};

const baseLines = ({ baseProblems, base }: Comparison, looks: Looks): readonly string[] =>
  baseProblems.length === 0
    ? []
    : [
        looks.colors.bold(`Wrong on ${visible(base.name)} already, and not of this change:`),
        // What is quoted is the head's text, and this is about the base.
        ...problemLines(baseProblems, { ...looks, texts: new Map() }),
      ];
