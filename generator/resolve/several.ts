/** Of many, so many are told by name. */
export const mostNamed = 5;

/** `cluster eu`, `clusters eu and us`, `clusters a, b, c, d, e and 7 more`. The noun is in the singular. */
export const several = (noun: string, names: readonly string[]): string => {
  const hidden = names.length - mostNamed;
  const told = [...names.slice(0, mostNamed), ...(hidden > 0 ? [`${hidden} more`] : [])];
  const last = told.pop() ?? '';
  return told.length === 0 ? `${noun} ${last}` : `${noun}s ${told.join(', ')} and ${last}`;
};
