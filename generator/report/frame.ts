import type { Position } from '../model.ts';

const tabWidth = 2;

/** Control characters, and those that turn the direction of text, as something that a terminal only shows. */
export const visible = (text: string): string =>
  text.replace(
    /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );

/** Columns that a text takes in a terminal: none for combining marks, two for wide characters. */
const columns = (text: string): number => {
  let width = 0;
  for (const character of text)
    width += /\p{Mn}|\p{Me}|\u200d/u.test(character)
      ? 0
      : /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
            character,
          )
        ? 2
        : 1;
  return width;
};

const shown = (text: string): string => visible(text.replaceAll('\t', ' '.repeat(tabWidth)));

/**
 * The line of a place and a caret below it, or undefined where the text is not at hand. A line that is too wide is cut
 * around the caret.
 */
export const frame = (text: string | undefined, { line, column }: Position, width: number): readonly string[] => {
  const source = text?.split(/\r\n|[\n\r]/)[line - 1];
  if (source === undefined) return [];
  const gutter = `${line} | `;
  const room = Math.max(40, width - gutter.length - 4);
  const from = column > room ? column - 1 - Math.floor(room / 2) : 0;
  const before = `${from > 0 ? '…' : ''}${shown(source.slice(from, column - 1))}`;
  const rest = shown(source.slice(column - 1, from + room));
  const cut = from + room < source.length ? '…' : '';
  const blank = `${' '.repeat(gutter.length - 2)}| `;
  return [`${gutter}${before}${rest}${cut}`.trimEnd(), `${blank}${' '.repeat(columns(before))}^`];
};
