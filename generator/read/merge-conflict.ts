import type { Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';
import type { Places } from './places.ts';

/** A line that Git writes between two sides, in their order: no block of text in YAML begins at the first column. */
const marker = /^(<{7}|={7}|>{7})(?=[ \r\n]|$)/gm;

const fix = 'Keep what is meant of both sides, and remove the lines with <<<<<<<, ======= and >>>>>>>.';
const fixOfLock = 'Keep one side, remove the lines with <<<<<<<, ======= and >>>>>>>, and run `espalier lock`.';

/** What a merge left undecided, each at its first line. Whatever else the reader would say of it follows from that. */
export const mergeConflicts = (file: string, text: string, places: Places): readonly Problem[] => {
  const found: Problem[] = [];
  let begin: number | undefined;
  let hasBoth = false;
  for (const { index, 1: sign = '' } of text.matchAll(marker)) {
    if (sign.startsWith('<')) [begin, hasBoth] = [index, false];
    else if (sign.startsWith('=')) hasBoth = begin !== undefined;
    else if (begin !== undefined && hasBoth) {
      const lines = `lines ${places.at(begin).line} to ${places.at(index).line}`;
      const message = `A merge left a conflict in ${lines}: both sides stand here, and nobody has decided.`;
      const at = places.at(begin);
      found.push(problem('merge-conflict', message, { at, fix: file === 'charts.lock.yaml' ? fixOfLock : fix }));
      begin = undefined;
    }
  }
  return found;
};
