import { groupedBy } from '../grouped.ts';
import type { Position, Problem } from '../model/problems.ts';
import type { MapTree, Tree } from '../model/values.ts';
import { isNull } from '../null.ts';
import { problem } from '../problem.ts';
import { several } from './several.ts';

/** Whether one cluster has the list that a strategy is declared for. */
export interface StrategyUse {
  readonly at: Position;
  readonly pointer: string;
  readonly cluster: string;
  readonly isUsed: boolean;
}

/** The list at the keys, or the null that clears it, or something above it, in a higher layer. */
export const listOrNull = (values: MapTree, keys: readonly string[]): Tree | undefined => {
  let tree: Tree | undefined = values;
  for (const key of keys) {
    if (isNull(tree)) return tree;
    tree = tree?.kind === 'map' ? tree.entries.get(key)?.value : undefined;
  }
  return tree?.kind === 'list' || isNull(tree) ? tree : undefined;
};

/** Strategies for what is no list on any of their clusters, which is rarely what their authors meant. */
export const unusedStrategies = (uses: readonly StrategyUse[]): readonly Problem[] => {
  const strategies = groupedBy(uses, ({ at, pointer }) => JSON.stringify([at, pointer]));
  return [...strategies.values()].flatMap((same) => (same.some(({ isUsed }) => isUsed) ? [] : [unused(same[0], same)]));
};

const unused = ({ at, pointer }: StrategyUse, same: readonly StrategyUse[]): Problem => {
  const clusters = [...new Set(same.map(({ cluster }) => cluster))].sort();
  const message = `There is no list at ${pointer} in the values on ${several('cluster', clusters)}.`;
  return problem('list-strategy-unused', message, {
    at,
    path: pointer,
    fix: 'Point to a list that a layer sets, or remove this line.',
  });
};
