/** A line of a comparison: taken out, put in, or there before and after. */
export interface DiffLine {
  readonly sign: '-' | '+' | ' ';
  readonly text: string;
  /** Where it stands, from 0: in the text after for what was put in, else in the one before. */
  readonly index: number;
}

/** Lines that differ, with a line around them. */
export interface Hunk {
  /** Where it begins in the text before, from 1. */
  readonly line: number;
  readonly lines: readonly DiffLine[];
}

/** Beyond so many pairs of lines, what differs is told as one block: it would be cut short anyway. */
const mostPairs = 1_000_000;

/** How two texts differ, line by line. */
export const diffLines = (old: readonly string[], now: readonly string[]): readonly Hunk[] => {
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  // One line that is the same on each side is enough to know where one is.
  const from = Math.max(0, start - 1);
  const to = Math.max(0, end - 1);
  const lines = compare(old.slice(from, old.length - to), now.slice(from, now.length - to));
  return hunks(
    lines.map((line) => ({ ...line, index: line.index + from })),
    from + 1,
  );
};

/** By the longest common subsequence. */
const compare = (old: readonly string[], now: readonly string[]): readonly DiffLine[] => {
  if (old.length * now.length > mostPairs)
    return [
      ...old.map((text, index) => ({ sign: '-' as const, text, index })),
      ...now.map((text, index) => ({ sign: '+' as const, text, index })),
    ];
  const common = longestCommon(old, now);
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    const [mine, theirs] = [old[i], now[j]];
    if (mine !== undefined && mine === theirs) lines.push({ sign: ' ', text: mine, index: i });
    else if (mine !== undefined && common(i + 1, j) >= common(i, j + 1))
      lines.push({ sign: '-', text: mine, index: i });
    else if (theirs !== undefined) lines.push({ sign: '+', text: theirs, index: j });
    const sign = lines.at(-1)?.sign;
    if (sign !== '+') i += 1;
    if (sign !== '-') j += 1;
  }
  return lines;
};

/** How many lines two texts have in common from given lines on; below zero behind the end of the second. */
const longestCommon = (old: readonly string[], now: readonly string[]): ((i: number, j: number) => number) => {
  const row = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * row);
  const at = (i: number, j: number): number => (j > now.length || i > old.length ? -1 : (lengths[i * row + j] ?? 0));
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      lengths[i * row + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  return at;
};

/** Leaves out what is the same, but for the lines beside a difference. `line` is that of the first. */
const hunks = (lines: readonly DiffLine[], line: number): readonly Hunk[] => {
  const found: { line: number; lines: DiffLine[] }[] = [];
  let wasNear = false;
  let number = line;
  for (const [index, one] of lines.entries()) {
    const isNear = [index - 1, index, index + 1].some((near) => (lines[near]?.sign ?? ' ') !== ' ');
    if (isNear && !wasNear) found.push({ line: number, lines: [one] });
    else if (isNear) found.at(-1)?.lines.push(one);
    wasNear = isNear;
    if (one.sign !== '+') number += 1;
  }
  return found;
};
