import { stringify } from 'yaml';
import type { FieldChange } from '../../model/comparison.ts';
import type { Json } from '../../model/values.ts';
import { diffLines } from '../line-diff.ts';

/** How a field changes: in one line where that says it all, else line by line. Texts are raw: each format makes them safe for its place. */
export type ToldChange =
  | { readonly kind: 'line'; readonly before?: string; readonly after?: string; readonly note?: string }
  | { readonly kind: 'lines'; readonly lines: readonly string[]; readonly hidden: number };

/** What fits into a line, in UTF-16 units. */
const longestValue = 80;
/** What of a text is compared, in UTF-16 units: more than anybody reads in a report. */
const longestText = 200_000;
const longestLine = 200;

export const toldChange = (change: FieldChange, mostLines: number): ToldChange => {
  const { before, after, masked, reordered, random } = change;
  if (masked) return { kind: 'line', note: `${verb(change)}, not shown` };
  const notes = [...(reordered ? ['order'] : []), ...(random ? ['differs with every render'] : [])];
  const note = notes.length === 0 ? {} : { note: notes.join(', ') };
  if (reordered) return { kind: 'line', ...sides(keys(before), keys(after)), ...note };
  if (isShort(before) && isShort(after)) return { kind: 'line', ...sides(short(before), short(after)), ...note };
  if (isLongLine(before) && isLongLine(after)) return { kind: 'line', ...sides(...apart(before, after)), ...note };
  return linesBetween(long(before), long(after), mostLines);
};

const verb = ({ before, after }: FieldChange): string =>
  before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';

const sides = (before?: string, after?: string): { before?: string; after?: string } => ({
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
});

const isShort = (value: Json | undefined): boolean => value === undefined || short(value) !== undefined;

/** Undefined for what takes more than a line. */
const short = (value: Json | undefined): string | undefined => {
  if (value === undefined) return undefined;
  if (typeof value === 'string')
    return value.length > longestValue || value.includes('\n')
      ? undefined
      : isPlain(value)
        ? value
        : JSON.stringify(value);
  const text = isSmall(value) ? JSON.stringify(value) : undefined;
  return text === undefined || text.length > longestValue ? undefined : text;
};

/** Whether it cannot be taken for another type, or for nothing. */
const isPlain = (text: string): boolean =>
  text !== '' &&
  text.trim() === text &&
  !/^(?:true|false|null|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[[{"'].*)$/.test(text);

/** Whether it is worth writing out to see whether it is short. */
const isSmall = (value: Json): boolean =>
  typeof value !== 'object' || value === null || Object.keys(value).length <= longestValue / 4;

const isLongLine = (value: Json | undefined): value is string =>
  typeof value === 'string' && value.length <= longestText && !value.trimEnd().includes('\n');

/** Two long texts, each cut to what differs and a little around it. */
const apart = (before: string, after: string): [string, string] => {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return [around(before, start, end), around(after, start, end)];
};

const context = 16;

const around = (text: string, start: number, end: number): string => {
  const from = Math.max(0, start - context);
  const to = Math.min(text.length, text.length - end + context, from + longestLine);
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
};

const keys = (value: Json | undefined): string | undefined => {
  if (!Array.isArray(value)) return short(value) ?? '…';
  const told = value.slice(0, 8).map((key) => short(key) ?? '…');
  return [...told, ...(value.length > 8 ? ['…'] : [])].join(', ');
};

const long = (value: Json | undefined): readonly string[] => {
  if (value === undefined) return [];
  const text = typeof value === 'string' ? value : stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
  return text.slice(0, longestText).replace(/\n$/, '').split('\n');
};

const linesBetween = (before: readonly string[], after: readonly string[], most: number): ToldChange => {
  const lines = diffLines(before, after).flatMap(({ lines }, index) => [
    ...(index > 0 ? ['  …'] : []),
    ...lines.map(({ sign, text }) => `${sign} ${text.length > longestLine ? `${text.slice(0, longestLine)}…` : text}`),
  ]);
  if (lines.length === 0) return { kind: 'line', note: 'differs at its end alone' };
  return { kind: 'lines', lines: lines.slice(0, most), hidden: Math.max(0, lines.length - most) };
};

/** What an object holds, as YAML; cut where it is long. */
export const contentLines = (
  content: Json,
  most: number,
): { readonly lines: readonly string[]; readonly hidden: number } => {
  const lines = long(content);
  return { lines: lines.slice(0, most), hidden: Math.max(0, lines.length - most) };
};
