import { diffLines } from '../../line-diff.ts';

/** A text in pieces: those at odd places differ from the other side. One piece alone where it has no other side. */
export type Pieces = readonly string[];

/** Sides that have less in common than this share of the longer one are two texts, and no change of words. */
const leastInCommon = 0.3;
/** In words: what is longer is shown without emphasis. */
const longest = 400;

const wordsOf = (text: string): readonly string[] => text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];

/** Both sides of a change, with the words that differ apart. */
export const emphasised = (before: string, after: string): readonly [Pieces, Pieces] => {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  if (old.length > longest || now.length > longest) return [[before], [after]];
  const [gone, come] = [new Set<number>(), new Set<number>()];
  for (const { lines } of diffLines(old, now))
    for (const { sign, index } of lines) {
      if (sign === '-') gone.add(index);
      if (sign === '+') come.add(index);
    }
  const same = old.filter((word, index) => !gone.has(index) && word.trim() !== '').join('').length;
  if (same < leastInCommon * Math.max(before.length, after.length)) return [[before], [after]];
  return [piecesOf(old, gone), piecesOf(now, come)];
};

const piecesOf = (words: readonly string[], differing: ReadonlySet<number>): Pieces => {
  const pieces = [''];
  words.forEach((word, index) => {
    const isEmphasised = pieces.length % 2 === 0;
    if (differing.has(index) === isEmphasised) pieces.push(`${pieces.pop()}${word}`);
    else pieces.push(word);
  });
  return pieces.length === 1 ? [...pieces, ''] : pieces;
};
