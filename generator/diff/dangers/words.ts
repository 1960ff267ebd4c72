/** How many things a sentence names before it counts the rest. */
const named = 5;
/** Longer names than any cluster takes. */
const longest = 253;

export const clipped = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** `a`, `a and b`, `a, b and c`, `a, b, c, d, e and 3 more`. Sorted, each once. */
export const listed = (texts: Iterable<string>): string => {
  const all = [...new Set(texts)].sort().map(clipped);
  const shown = all.length > named ? [...all.slice(0, named), `${all.length - named} more`] : all;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
};
