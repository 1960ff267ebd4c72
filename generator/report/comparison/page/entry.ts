import type { Entry, FieldChange } from '../../../model/comparison.ts';
import { objectText, pathText } from '../../../steps.ts';
import { visible } from '../../visible.ts';
import { contentLines, toldChange } from '../changes.ts';
import { emphasised, type Pieces } from './emphasis.ts';

/** A line of a text: `-`, `+`, ` `, or `…` for lines between that are the same. */
type PageLine = readonly [sign: string, pieces: Pieces];

/** A field that changes: in one line, or line by line. */
interface PageField {
  readonly path: string;
  readonly before?: Pieces;
  readonly after?: Pieces;
  readonly note?: string;
  readonly lines?: readonly PageLine[];
  /** Lines that are not in the page. */
  readonly hidden?: number;
}

interface PageContent {
  readonly what: string;
  readonly lines: readonly string[];
  readonly hidden: number;
}

/** What of an entry is in the page. */
export interface PageDetail {
  readonly fields: readonly PageField[];
  readonly hiddenFields: number;
  readonly contents: readonly PageContent[];
  readonly hiddenContents: number;
}

const mostFields = 300;
const mostLines = 400;
const mostContents = 50;
const longestPath = 400;

/** Counts characters down, so that a page stays one that a browser opens, whatever is compared. */
export interface Room {
  left: number;
}

export const detailOf = ({ changes, contents = [] }: Entry, room: Room): PageDetail => {
  const fields = withinRoom(changes.slice(0, mostFields), room, fieldOf);
  const told = withinRoom(contents.slice(0, mostContents), room, ({ object, content }): PageContent => {
    const { lines, hidden } = contentLines(content, mostLines);
    return { what: visible(objectText(object)), lines: lines.map(visible), hidden };
  });
  return {
    fields,
    hiddenFields: changes.length - fields.length,
    contents: told,
    hiddenContents: contents.length - told.length,
  };
};

const withinRoom = <Item, Told>(items: readonly Item[], room: Room, tell: (item: Item) => Told): readonly Told[] => {
  const all: Told[] = [];
  for (const item of items) {
    if (room.left <= 0) break;
    const told = tell(item);
    room.left -= JSON.stringify(told).length;
    all.push(told);
  }
  return all;
};

const fieldOf = (change: FieldChange): PageField => {
  const text = pathText(change.path);
  const path = visible(text.length > longestPath ? `${text.slice(0, longestPath)}…` : text);
  const told = toldChange(change, mostLines);
  if (told.kind === 'lines') return { path, lines: emphasisedLines(told.lines), hidden: told.hidden };
  const { note } = told;
  const [before, after] = [told.before, told.after].map((side) => (side === undefined ? undefined : visible(side)));
  const [old, now] =
    before === undefined || after === undefined
      ? [before, after].map((side) => (side === undefined ? undefined : [side]))
      : emphasised(before, after);
  return {
    path,
    ...(old === undefined ? {} : { before: old }),
    ...(now === undefined ? {} : { after: now }),
    ...(note === undefined ? {} : { note }),
  };
};

const gap = '  …';

/** Of the lines taken out, so many are looked at for what a line was before. */
const farthest = 8;

/** A line that came was one of those taken out right before it, if it is like it: the first that is, in their order. */
const emphasisedLines = (lines: readonly string[]): readonly PageLine[] => {
  const told: PageLine[] = [];
  let gone: number[] = [];
  for (const line of lines) {
    const [sign, text] = line === gap ? ['…', ''] : [line.slice(0, 1), visible(line.slice(2))];
    if (sign === '+') {
      const [place, pair] = likeness(told, gone.slice(0, farthest), text);
      if (place !== undefined) told[gone[place] ?? 0] = ['-', pair[0]];
      if (place !== undefined) gone = gone.slice(place + 1);
      told.push(['+', pair[1]]);
      continue;
    }
    if (sign === '-') gone.push(told.length);
    else gone = [];
    told.push([sign, [text]]);
  }
  return told;
};

const likeness = (
  told: readonly PageLine[],
  gone: readonly number[],
  text: string,
): readonly [number | undefined, readonly [Pieces, Pieces]] => {
  for (const [place, index] of gone.entries()) {
    const pair = emphasised(told[index]?.[1].join('') ?? '', text);
    if (pair[0].length > 1) return [place, pair];
  }
  return [undefined, [[], [text]]];
};
