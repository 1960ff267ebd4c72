import { columns } from '../visible.ts';

/** A piece of a line, and how many blanks would fill its column. */
export interface Part {
  readonly text: string;
  readonly blanks: number;
}

/** As much of a text as fits, with a sign where something is left out. */
export const fit = (text: string, room: number): string => {
  if (columns(text) <= room) return text;
  let taken = '';
  let width = 0;
  for (const character of text) {
    width += columns(character);
    if (width > room - 1) break;
    taken += character;
  }
  return `${taken}…`;
};

/** The lines of a text, broken at blanks, none wider than the terminal; a word that is wider is broken too. */
export const wrapped = (text: string, width: number, indent: string, first = ''): readonly string[] => {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ').flatMap((whole) => pieces(whole, Math.max(1, width - indent.length)))) {
    if (!isEmpty && columns(line) + 1 + columns(word) > width) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
};

const pieces = (word: string, room: number): readonly string[] => {
  const found: string[] = [];
  let piece = '';
  for (const character of word) {
    if (columns(piece) + columns(character) > room) {
      found.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...found, piece];
};
