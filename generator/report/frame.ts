import type { Position } from '../model/problems.ts';
import { withoutSecret } from '../secret-text.ts';
import { linesOf } from './lines.ts';
import { columns, visible } from './visible.ts';

/** The narrowest room that a line gets, however narrow the terminal. */
const leastRoom = 40;

/** A tab is something to see in YAML, where it is hardly ever right. */
const tab = '→ ';

const shown = (character: string): string => (character === '\t' ? tab : visible(character));

/**
 * The line of a place and a caret below it; nothing where the text is not at hand. A line that is too wide is cut around
 * the caret, and one that holds a credential before it.
 */
export const frame = (
  texts: ReadonlyMap<string, string>,
  { file, line, column }: Position,
  width: number,
): readonly string[] => {
  const quoted = withoutSecret(linesOf(texts, file), line - 1);
  if (quoted === undefined) return [];
  const text = quoted.text.replace(/\r$/, '');
  const gutter = `${line} | `;
  const room = Math.max(leastRoom, width - gutter.length - 4);
  const { before, rest } = cut(text, Math.min(column - 1, quoted.own), room);
  const blank = `${' '.repeat(gutter.length - 2)}| `;
  return [`${gutter}${before}${rest}`.trimEnd(), `${blank}${' '.repeat(columns(before))}^`];
};

/** What of a line is shown before the caret and from it on. `at` counts UTF-16 units, `room` columns. */
const cut = (text: string, at: number, room: number): { readonly before: string; readonly rest: string } => {
  // A line may be as long as a file is allowed to be; no more than `room` characters can be shown on either side.
  const before = [...text.slice(Math.max(0, at - 2 * room), at)].map(shown);
  const rest = [...text.slice(at, at + 2 * room)].map(shown);
  const whole = columns(before.join('')) + columns(rest.join('')) <= room;
  const cutBefore = at > 2 * room;
  const cutRest = at + 2 * room < text.length;
  if (whole && !cutBefore && !cutRest) return { before: before.join(''), rest: rest.join('') };
  const left = fit(before.reverse(), Math.floor(room * (2 / 3)), cutBefore).reverse();
  const right = fit(rest, room - columns(left.join('')), cutRest);
  return { before: left.join(''), rest: right.join('') };
};

/** The first of these parts that fit, with a sign where others are left out. */
const fit = (parts: readonly string[], room: number, areThereMore: boolean): string[] => {
  const taken: string[] = [];
  let width = 0;
  for (const part of parts) {
    width += columns(part);
    if (width > room - 1) break;
    taken.push(part);
  }
  if (taken.length < parts.length || areThereMore) taken.push('…');
  return taken;
};
