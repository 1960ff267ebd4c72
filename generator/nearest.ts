import { closest, distance } from 'fastest-levenshtein';

/** The candidate that a misspelt name most likely means: within two edits, or a third of its length. */
export const nearest = (name: string, candidates: Iterable<string>): string | undefined => {
  const known = [...candidates].sort();
  if (known.length === 0) return undefined;
  const best = closest(name, known);
  return distance(name, best) <= Math.max(2, Math.floor(name.length / 3)) ? best : undefined;
};
