import type { Comparison, Entry, FieldChange } from '../../model/comparison.ts';
import { objectText, pathText } from '../../steps.ts';
import { some } from '../who.ts';
import type { Telling } from './budget.ts';
import { contentLines, type ToldChange, toldChange } from './changes.ts';
import type { Links } from './links.ts';
import { causeText } from './markdown-causes.ts';
import { fenced, html, inline, type Part } from './markdown-safe.ts';
import {
  byCauses,
  clustersText,
  count,
  isOpen,
  objectsOf,
  objectsText,
  servicesText,
  signs,
  wasText,
} from './words.ts';

const mostFields = 12;
const mostLines = 24;
const mostContentLines = 40;
const mostObjects = 40;
const mostCauses = 4;
/** Of the line of an object, in UTF-16 units. */
const longestAlone = 160;

/** Each entry in full, and in one line; the first of those that the same lines caused names these. */
export const entryTellings = (comparison: Comparison, entries: readonly Entry[], links: Links): readonly Telling[] =>
  byCauses(entries).flatMap((alike) =>
    alike.map((entry, index): Telling => {
      const heading = (): string => (index === 0 ? `${causesText(entry, links)}\n\n` : '');
      return {
        ways: [
          () => `${heading()}${inFull(comparison, entry)}`,
          () => `${heading()}- ${inline(headOf(comparison, entry, toldAlone(entry)))}`,
        ],
      };
    }),
  );

/** The likeliest line as a heading, the others below it. */
const causesText = ({ causes }: Entry, links: Links): string => {
  const [first, ...others] = causes.slice(0, mostCauses).map((cause) => causeText(cause, links));
  if (first === undefined) return '#### No line of the inputs found that causes this';
  return [`#### ${first}`, ...(others.length === 0 ? [] : [others.map((text) => `and ${text}`).join('\\\n')])].join(
    '\n\n',
  );
};

/** A change that can stand in the line of its object. */
const toldAlone = ({ changes }: Entry): readonly Part[] => {
  const [only, ...others] = changes;
  if (only === undefined) return [];
  const sum = [{ prose: ` · ${count(changes.length, 'field')}` }];
  if (others.length > 0) return sum;
  const told = toldChange(only, 1);
  const parts = told.kind === 'line' ? [{ prose: ' · ' }, ...changeParts(only, told)] : [];
  const length = parts.reduce((sum, { code = '', prose = '' }) => sum + code.length + prose.length, 0);
  return length > 0 && length <= longestAlone ? parts : sum;
};

const headOf = (comparison: Comparison, entry: Entry, alone: readonly Part[]): readonly Part[] => {
  const { subjects, action, layer } = entry;
  const found = entry.dangers.flatMap((index) => comparison.dangers[index] ?? []).filter(isOpen);
  const codes = [...new Set(found.map(({ code }) => code))];
  const services = servicesText(subjects);
  return [
    { code: `${signs[action]} ${objectsText(subjects)}` },
    ...(entry.was === undefined ? [] : [{ prose: ` ${wasText(entry)}` }]),
    ...(services === '' ? [] : [{ prose: ` · ${services}` }]),
    { prose: ' · ' },
    { prose: clustersText(comparison, subjects) },
    ...alone,
    ...(layer === 'values' ? [{ prose: ' · not rendered' }] : []),
    ...(codes.length === 0 ? [] : [{ prose: ' · ' }, { prose: `⚠ ${codes.join(', ')}`, strong: true }]),
  ];
};

const inFull = (comparison: Comparison, entry: Entry): string => {
  const alone = toldAlone(entry);
  const objects = objectsOf(entry.subjects);
  const isToldAlone = entry.changes.length === 1 && !alone[0]?.prose?.includes('field');
  const body = [
    ...(objects.length > 3 ? [objectsLine(objects.map(([first]) => objectText(first.object)))] : []),
    ...(isToldAlone ? [] : fieldBlocks(entry.changes)),
    ...contentBlocks(entry),
  ];
  if (body.length === 0) return `- ${inline(headOf(comparison, entry, alone))}`;
  const summary = `<details><summary>${html(headOf(comparison, entry, alone))}</summary>`;
  return [summary, ...body, '</details>'].join('\n\n');
};

const objectsLine = (names: readonly string[]): string => {
  const told = names.slice(0, mostObjects).map((name) => inline([{ code: name }]));
  return some([...told, ...names.slice(mostObjects)], mostObjects);
};

/** Fields in the order given: those of a line as a list, texts line by line. */
const fieldBlocks = (changes: readonly FieldChange[]): readonly string[] => {
  const blocks: string[] = [];
  let list: string[] = [];
  for (const change of changes.slice(0, mostFields)) {
    const told = toldChange(change, mostLines);
    if (told.kind === 'line') {
      list.push(`- ${inline(changeParts(change, told))}`);
      continue;
    }
    const more = told.hidden === 0 ? [] : [`… and ${count(told.hidden, 'more line')}`];
    list.push(`- ${inline([{ code: pathText(change.path) }])}`);
    blocks.push(list.join('\n'), fenced('diff', [...told.lines, ...more]));
    list = [];
  }
  const hidden = changes.length - mostFields;
  if (hidden > 0) list.push(`- … and ${count(hidden, 'more field')}`);
  return list.length === 0 ? blocks : [...blocks, list.join('\n')];
};

const changeParts = ({ path }: FieldChange, told: ToldChange & { readonly kind: 'line' }): readonly Part[] => {
  const { before, after, note } = told;
  const aside = before === undefined && after === undefined ? (note ?? '') : note === undefined ? '' : `(${note})`;
  return [
    { code: pathText(path) },
    ...(before === undefined ? [] : [{ prose: after === undefined ? ' gone: ' : ' ' }, { code: before }]),
    ...(after === undefined ? [] : [{ prose: before === undefined ? ' new: ' : ' → ' }, { code: after }]),
    ...(aside === '' ? [] : [{ prose: ` ${aside}` }]),
  ];
};

const contentBlocks = ({ contents = [], action }: Entry): readonly string[] => {
  const [first, ...others] = contents;
  if (first === undefined) return [];
  const { lines, hidden } = contentLines(first.content, mostContentLines);
  const sign = action === 'removed' ? '- ' : '+ ';
  const more = hidden === 0 ? [] : [`… and ${count(hidden, 'more line')}`];
  const rest = others.length === 0 ? [] : [`… and what ${count(others.length, 'other object')} hold`];
  return [fenced('diff', [...lines.map((line) => `${sign}${line}`), ...more]), ...rest];
};
