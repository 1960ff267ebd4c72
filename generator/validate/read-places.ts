import type { Contract, ReadNode, SubChart } from '../model/charts.ts';
import type { MapTree, Tree } from '../model/values.ts';
import { isNull } from '../null.ts';

/** What templates read at a place: what these say, so nothing where there are none; all there may be; undefined where it is not known. */
export type Readers = readonly Exclude<ReadNode, true>[] | 'all' | undefined;

export const isUnread = (readers: Readers): boolean => Array.isArray(readers) && readers.length === 0;

/** What templates read at the top of a release's values. */
export const readersOf = (contract: Contract | undefined, values: MapTree): Readers => {
  const { reads } = contract ?? {};
  if (contract === undefined || reads === undefined || reads.allIf.some((path) => isSet(values, path)))
    return undefined;
  const mentioned = mentionedIn(values);
  if (mentioned === undefined) return undefined;
  return opened([
    reads.values,
    ...mentioned.flatMap((path) => prefixes(contract.dependencies).map((prefix) => nodeAt([...prefix, ...path]))),
  ]);
};

/** What is read at a key of a map, or with `*` at an item of a list. */
export const readersBelow = (readers: Readers, key: string): Readers =>
  readers === undefined || readers === 'all'
    ? readers
    : opened(
        readers.flatMap((node) =>
          [...new Set([key, '*'])].flatMap((one) => (Object.hasOwn(node, one) ? [node[one] as ReadNode] : [])),
        ),
      );

/** Keys that are read by name. */
export const keysRead = (readers: Readers): readonly string[] =>
  readers === undefined || readers === 'all'
    ? []
    : readers.flatMap((node) => Object.keys(node)).filter((key) => key !== '*');

const opened = (nodes: readonly ReadNode[]): Readers => {
  const closed = nodes.filter((node) => node !== true);
  return closed.length < nodes.length ? 'all' : closed;
};

const nodeAt = (path: readonly string[]): ReadNode =>
  path.reduceRight<ReadNode>((inner, key) => ({ [key]: inner }), true);

const isSet = (values: MapTree, path: readonly string[]): boolean => {
  let tree: Tree | undefined = values;
  for (const key of path) tree = tree?.kind === 'map' ? tree.entries.get(key)?.value : undefined;
  return tree !== undefined && !isNull(tree) && !(tree.kind === 'scalar' && tree.value === false);
};

/** Where the values of a chart and of its sub-charts begin: a text is a template of any of them. */
const prefixes = (dependencies: readonly SubChart[]): readonly (readonly string[])[] => [
  [],
  ...dependencies.flatMap(({ key, dependencies: inner }) => prefixes(inner).map((prefix) => [key, ...prefix])),
];

/** A text with one of these may read anything, as may one that has all values in hand. */
const isBeyondUs = /\b(?:include|template|tpl|define|block)\b|\.Values(?!\.[A-Za-z_])/;

/** The places that templates in values name, since charts may run them; undefined where one may read anything. */
const mentionedIn = (values: MapTree): readonly (readonly string[])[] | undefined => {
  const texts = [...textsIn(values)].filter((text) => text.includes('{{'));
  if (texts.some((text) => isBeyondUs.test(text))) return undefined;
  return texts.flatMap((text) =>
    [...text.matchAll(/\.Values((?:\.[A-Za-z_]\w*)+)/g)].map(([, path = '']) => path.slice(1).split('.')),
  );
};

function* textsIn(tree: Tree): Generator<string> {
  if (tree.kind === 'map') for (const { value } of tree.entries.values()) yield* textsIn(value);
  else if (tree.kind === 'list') for (const item of tree.items) yield* textsIn(item);
  else if (typeof tree.value === 'string') yield tree.value;
}
