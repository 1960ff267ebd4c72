import type { Json } from '../model/values.ts';
import { canonical, isMap } from '../structure.ts';

/** How much two items of a list have in common, from 0 to 1: fields of maps, and how texts begin and end. */
export const likenessOf = (one: Json | undefined, other: Json | undefined): number => {
  if (isMap(one) && isMap(other)) {
    const keys = Object.keys(one);
    const same = keys.filter((key) => canonical(one[key] ?? null) === canonical(other[key] ?? null)).length;
    return same / Math.max(keys.length, Object.keys(other).length, 1);
  }
  if (typeof one !== 'string' || typeof other !== 'string') return 0;
  const [length, shorter] = [Math.max(one.length, other.length), Math.min(one.length, other.length)];
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return (start + end) / Math.max(length, 1);
};
