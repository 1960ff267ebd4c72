/** Something to tell in several ways, the longest first. */
export interface Telling {
  readonly ways: readonly (() => string)[];
}

const mostMisses = 10;

/**
 * What of it is told in so many UTF-16 units, in the order given: each in its shortest way first, as long as the share of that lasts, then
 * the first ones at greater length, then what still fits. What comes last is left out, and is known by its number.
 */
export const within = (
  tellings: readonly Telling[],
  room: number,
  { shortest = 1, separator = 2 }: { readonly shortest?: number; readonly separator?: number } = {},
): { readonly texts: readonly string[]; readonly leftOut: number } => {
  const texts: string[] = [];
  let used = 0;
  const fill = (most: number): void => {
    for (const { ways } of tellings.slice(texts.length)) {
      const text = ways.at(-1)?.() ?? '';
      if (used + text.length + separator > most) return;
      texts.push(text);
      used += text.length + separator;
    }
  };
  fill(room * shortest);
  // What does not fit any more for one, may for the next; but not for ever, because telling takes time.
  let misses = 0;
  for (const [index, text] of texts.entries()) {
    const longer = tellings[index]?.ways
      .slice(0, -1)
      .map((way) => way())
      .find((way) => used - text.length + way.length <= room);
    if (longer === undefined) misses += 1;
    else {
      used += longer.length - text.length;
      texts[index] = longer;
    }
    if (misses > mostMisses) break;
  }
  fill(room);
  return { texts, leftOut: tellings.length - texts.length };
};
