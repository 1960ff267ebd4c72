import type { MapTree, Tree } from '../../generator/model/values.ts';
import type { Random } from './random.ts';
import { list, map, scalar } from './trees.ts';

/** Few, so that layers and charts meet at the same keys. */
const plainKeys = ['a', 'b', 'c', 'd'];
export const oddKeys: readonly string[] = [
  ...['', ' ', 'd.e', 'f/g', 'h~1', '1', 'null', 'on', '<<', '__proto__', 'constructor'],
  ...['ключ', '\u00e9', 'e\u0301', '\u{1f600}', 'line\u2028separator', 'quo"te\\', 'tab\t'],
];
const texts = [
  '',
  'text',
  'true',
  '1.10',
  '0400',
  '~',
  'two\nlines\n',
  ' $' + '{cluster.name}',
  '\u{1f600}\u0085\ufeff',
];
export const edgeNumbers: readonly number[] = [
  ...[-0, 0.1, 1e21, 1e-7, 2 ** 53, -(2 ** 53), 5e-324, Number.MAX_VALUE, 123456789.125, 1e6],
];

/** A map of up to five keys, `depth` maps deep at most. */
export const generateMap = (random: Random, depth: number, nulls: number): MapTree =>
  map(
    Array.from({ length: random.below(6) }, () => [
      random.chance(0.8) ? random.pick(plainKeys) : random.pick(oddKeys),
      generateValue(random, depth - 1, nulls),
    ]),
  );

/** `nulls` is the probability of a null. */
const generateValue = (random: Random, depth: number, nulls: number): Tree => {
  if (random.chance(nulls)) return scalar(null);
  if (depth > 0 && random.chance(0.45)) return generateMap(random, depth, nulls);
  if (random.chance(0.15)) return map([]);
  if (random.chance(0.2)) return list([]);
  if (random.chance(0.25))
    return list(Array.from({ length: 1 + random.below(2) }, () => generateValue(random, depth - 1, nulls)));
  if (random.chance(0.3)) return scalar(random.chance(0.5));
  if (random.chance(0.5)) return scalar(random.pick(texts));
  return scalar(random.chance(0.5) ? random.below(10) : random.pick(edgeNumbers));
};

/** One to five layers, the lowest first. */
export const generateLayers = (random: Random): readonly MapTree[] =>
  Array.from({ length: 1 + random.below(5) }, () => generateMap(random, 4, 0.15));
