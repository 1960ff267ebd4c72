import type { ListStrategy, ServiceLayer } from '../model/inputs.ts';
import type { Problem } from '../model/problems.ts';
import type { ListTree, Located, MapTree, Tree } from '../model/values.ts';
import { splitPointer } from '../pointer.ts';
import { problem } from '../problem.ts';

/** The list strategies of a service as a tree along the keys of its values. */
export interface StrategyNode {
  readonly strategy?: Located<ListStrategy>;
  readonly children: ReadonlyMap<string, StrategyNode>;
}

const empty: StrategyNode = { children: new Map() };

/** The strategies that were in force, with those that a further layer declares. Two that disagree are a problem. */
export const addStrategies = (
  known: StrategyNode | undefined,
  declared: ServiceLayer['lists'],
  problems: Problem[],
): StrategyNode | undefined => {
  let result = known;
  for (const [pointer, strategy] of declared)
    result = add(result ?? empty, splitPointer(pointer), strategy, pointer, problems);
  return result;
};

const add = (
  node: StrategyNode,
  keys: readonly string[],
  strategy: Located<ListStrategy>,
  pointer: string,
  problems: Problem[],
): StrategyNode => {
  const [key, ...rest] = keys;
  if (key !== undefined) {
    const child = add(node.children.get(key) ?? empty, rest, strategy, pointer, problems);
    return { ...node, children: new Map([...node.children, [key, child]]) };
  }
  if (node.strategy === undefined || spell(node.strategy.value) === spell(strategy.value)) return { ...node, strategy };
  problems.push(
    problem('list-strategy-conflict', `The list ${pointer} is declared with two strategies that disagree.`, {
      at: strategy.at,
      path: pointer,
      fix: `Declare it once, in the lowest layer that needs it, or give both layers the same strategy.`,
      related: [{ message: `${spell(node.strategy.value)} is declared here`, at: node.strategy.at }],
    }),
  );
  return node;
};

const spell = (strategy: ListStrategy): string => (strategy.kind === 'append' ? 'append' : `mergeBy: ${strategy.key}`);

/** Every declared strategy with the keys that lead to it. */
export const eachStrategy = function* (
  node: StrategyNode,
  keys: readonly string[] = [],
): Generator<{ readonly keys: readonly string[]; readonly strategy: Located<ListStrategy> }> {
  if (node.strategy !== undefined) yield { keys, strategy: node.strategy };
  for (const [key, child] of node.children) yield* eachStrategy(child, [...keys, key]);
};

/** How two items with the same key become one: given by the caller, so that lists and maps need not know each other. */
type MergeItems = (lower: MapTree, upper: MapTree) => MapTree;

/** Joins a list with the one below it. Merging by key keeps the lower order, loses no item and appends the new ones. */
export const joinLists = (
  lower: ListTree,
  upper: ListTree,
  strategy: ListStrategy,
  mergeItems: MergeItems,
  problems: Problem[],
): ListTree => {
  if (strategy.kind === 'append') return { ...upper, items: [...lower.items, ...upper.items] };
  const ours = itemsByKey(upper, strategy.key, problems);
  const lowerKeys = itemsByKey(lower, strategy.key, []);
  const merged = lower.items.map((item) => {
    const key = keyOf(item, strategy.key);
    const match = key === undefined ? undefined : ours.get(key);
    return match?.kind === 'map' && item.kind === 'map' ? mergeItems(item, match) : item;
  });
  const added = upper.items.filter((item) => {
    const key = keyOf(item, strategy.key);
    return key === undefined || !lowerKeys.has(key);
  });
  return { ...upper, items: [...merged, ...added] };
};

/** Checks a list that is to be merged by a key: every item is a map that has it, and no two have the same. */
export const itemsByKey = (list: ListTree, key: string, problems: Problem[]): ReadonlyMap<string, Tree> => {
  const found = new Map<string, Tree>();
  for (const item of list.items) {
    const name = keyOf(item, key);
    const earlier = name === undefined ? undefined : found.get(name);
    if (name === undefined)
      problems.push(
        problem('list-key-missing', `This item has no \`${key}\`, by which its list is merged.`, {
          at: item.at,
          fix: `Give it a \`${key}\`, or declare another strategy under \`lists\`.`,
        }),
      );
    else if (earlier !== undefined)
      problems.push(
        problem('list-key-twice', `Two items of this list have the ${key} \`${name.slice(name.indexOf(':') + 1)}\`.`, {
          at: item.at,
          fix: `A list that is merged by \`${key}\` holds each once: remove one.`,
          related: [{ message: 'the other one', at: earlier.at }],
        }),
      );
    else found.set(name, item);
  }
  return found;
};

/** The value of an item's key with its type before it, so that `1` and `"1"` stay two; undefined if it has none. */
const keyOf = (item: Tree, key: string): string | undefined => {
  const value = item.kind === 'map' ? item.entries.get(key)?.value : undefined;
  return value?.kind === 'scalar' && value.value !== null ? `${typeof value.value}:${value.value}` : undefined;
};
