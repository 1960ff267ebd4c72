import type { Action, Cause, Comparison, Danger, Entry, FieldChange } from '../../model/comparison.ts';
import { pathText } from '../../steps.ts';
import type { Looks } from '../looks.ts';
import { visible } from '../visible.ts';
import { toldChange } from './changes.ts';
import { clustersText, count, isOpen, objectsText, servicesText, signs, wasText } from './words.ts';

/** Fields of an entry, and lines of a text; the rest is counted. */
const mostFields = 10;
const mostLines = 16;

/** Names of Kubernetes are shorter; hostile ones are not. */
const longestName = 120;

/** A text on one line, no longer than it helps. */
export const cut = (text: string, most: number = longestName): string =>
  visible(text.length > most ? `${text.slice(0, most)}…` : text);

/** What it is about, and on which clusters. */
export const heading = (comparison: Comparison, subjects: Danger['subjects'], { colors }: Looks): string => {
  const objects = objectsText(subjects);
  const services = servicesText(subjects);
  const [what, of] = objects === '' ? [services, ''] : [objects, services];
  return [
    [what, colors.bold] as const,
    [of, String] as const,
    [clustersText(comparison, subjects), colors.cyan] as const,
  ]
    .filter(([part]) => part !== '')
    .map(([part, paint]) => paint(cut(part, 2 * longestName)))
    .join(colors.dim(' · '));
};

export const causeLine = ({ message, at, was }: Cause, { colors }: Looks): string => {
  const place = at ?? was;
  const where =
    place === undefined
      ? ''
      : `${colors.bold(cut(`${place.file}:${place.line}`))}${at === undefined ? ' (base)' : ''}  `;
  return `${where}${cut(message, 2 * longestName)}`;
};

export const entryLines = (comparison: Comparison, entry: Entry, looks: Looks): readonly string[] => {
  const { colors } = looks;
  const { subjects, changes, action, layer } = entry;
  const found = entry.dangers.flatMap((index) => comparison.dangers[index] ?? []).filter(isOpen);
  const codes = [...new Set(found.map(({ code }) => code))];
  const notes = [
    ...(layer === 'values' ? ['values alone: not rendered'] : []),
    ...(entry.was === undefined ? [] : [cut(wasText(entry))]),
  ];
  const head = [
    `${painter(action, looks)(signs[action])} ${heading(comparison, subjects, looks)}`,
    ...notes.map((note) => colors.dim(note)),
    ...codes.map((code) => colors.red(`! ${code}`)),
  ].join('  ');
  const hidden = changes.length - mostFields;
  return [
    `  ${head}`,
    ...changes.slice(0, mostFields).flatMap((change) => fieldLines(change, looks)),
    ...(hidden > 0 ? [`      … and ${count(hidden, 'more field')}`] : []),
  ];
};

const fieldLines = (change: FieldChange, looks: Looks): readonly string[] => {
  const { colors } = looks;
  const path = cut(pathText(change.path), 2 * longestName);
  const told = toldChange(change, mostLines);
  if (told.kind === 'lines')
    return [
      `      ${path}`,
      ...told.lines.map((line) => `        ${lineColor(line, looks)(visible(line).trimEnd())}`),
      ...(told.hidden > 0 ? [`        … and ${count(told.hidden, 'more line')}`] : []),
    ];
  const { before, after, note } = told;
  const old = before === undefined ? [] : [colors.red(visible(before))];
  const now = after === undefined ? [] : [colors.green(visible(after))];
  const value =
    old.length + now.length === 2
      ? [...old, ...now].join(' → ')
      : `${old.length === 0 ? '' : 'gone: '}${now.length === 0 ? '' : 'new: '}${[...old, ...now].join('')}`;
  const aside = note === undefined ? '' : colors.dim(old.length + now.length === 0 ? note : `  (${note})`);
  return [`      ${path}  ${old.length + now.length === 0 ? '' : value}${aside}`];
};

const lineColor = (line: string, { colors }: Looks): ((text: string) => string) =>
  line.startsWith('-') ? colors.red : line.startsWith('+') ? colors.green : colors.dim;

const painter = (action: Action, { colors }: Looks): ((text: string) => string) =>
  action === 'added' ? colors.green : action === 'removed' ? colors.red : colors.yellow;
