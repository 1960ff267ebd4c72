/** An object as it was rendered, or something with one in it. */
interface Holder {
  readonly object: { readonly [key: string]: unknown };
}

/** A `List` of the core group is no object: who applies it applies its items, and those of lists in it. */
export const withoutLists = <Each extends Holder>(all: readonly Each[]): readonly Each[] => {
  const found: Each[] = [];
  const waiting = [...all].reverse();
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    const { apiVersion, kind, items } = one.object;
    if (apiVersion !== 'v1' || kind !== 'List') found.push(one);
    else if (Array.isArray(items))
      for (const item of items.toReversed())
        if (typeof item === 'object' && item !== null) waiting.push({ ...one, object: item as Each['object'] });
  }
  return found;
};
