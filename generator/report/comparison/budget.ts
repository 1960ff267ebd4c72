/** Something to tell in several ways, the longest first. */
export interface Telling {
  readonly ways: readonly (() => string)[];
}

/**
 * What of it is told in so many UTF-16 units, in the order given: each in its shortest way first, as long as the share of that lasts, then
 * the first ones at greater length. What comes last is left out, and is known by its number.
 */
export const within = (
  tellings: readonly Telling[],
  room: number,
  { shortest = 1, separator = 2 }: { readonly shortest?: number; readonly separator?: number } = {},
): { readonly texts: readonly string[]; readonly leftOut: number; readonly used: number } => {
  const texts: string[] = [];
  let used = 0;
  for (const { ways } of tellings) {
    const text = ways.at(-1)?.() ?? '';
    if (used + text.length + separator > room * shortest) break;
    texts.push(text);
    used += text.length + separator;
  }
  texts.forEach((text, index) => {
    // What does not fit any more for one, may for the next.
    for (const way of tellings[index]?.ways.slice(0, -1) ?? []) {
      const longer = way();
      if (used - text.length + longer.length > room) continue;
      used += longer.length - text.length;
      texts[index] = longer;
      return;
    }
  });
  return { texts, leftOut: tellings.length - texts.length, used };
};
