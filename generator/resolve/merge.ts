import type { Problem } from '../model/problems.ts';
import type { Entry, MapTree, Tree } from '../model/values.ts';
import { isNull } from '../null.ts';
import { itemsByKey, joinLists, type StrategyNode } from './lists.ts';

/** What a merge needs besides the two trees: the list strategies in force below this place, and where problems go. */
interface Context {
  readonly strategies: StrategyNode | undefined;
  readonly problems: Problem[];
}

const plain: Context = { strategies: undefined, problems: [] };

const below = (context: Context, key: string): Context => {
  if (context.strategies === undefined) return context;
  return { strategies: context.strategies.children.get(key), problems: context.problems };
};

/**
 * Lays one layer's values over those below, by Helm's own rules: maps merge deeply, everything else replaces; only lists
 * with a declared strategy are joined. The lower layer's order is kept, and what is replaced stays reachable as `shadows`.
 */
export const mergeMaps = (lower: MapTree, upper: MapTree, context: Context = plain): MapTree => {
  if (upper.entries.size === 0) return lower;
  const entries = new Map<string, Entry>(lower.entries);
  for (const [name, entry] of upper.entries) {
    const old = lower.entries.get(name);
    const inside = below(context, name);
    const value = old === undefined ? start(entry.value, inside) : mergeTrees(old.value, entry.value, inside);
    entries.set(name, { key: entry.key, value });
  }
  return { kind: 'map', at: upper.at, entries, ...(lower.shadows === undefined ? {} : { shadows: lower.shadows }) };
};

const mergeTrees = (lower: Tree, upper: Tree, context: Context): Tree => {
  if (lower.kind === 'map' && upper.kind === 'map') return mergeMaps(lower, upper, context);
  const strategy = context.strategies?.strategy?.value;
  if (lower.kind === 'list' && upper.kind === 'list' && strategy !== undefined)
    return joinLists(lower, upper, strategy, mergeItems, context.problems);
  return { ...start(upper, context), shadows: lower };
};

/** A value with nothing of its kind below it: only its lists' keys are to be checked. */
const start = (tree: Tree, context: Context): Tree => {
  if (context.strategies === undefined) return tree;
  const strategy = context.strategies.strategy?.value;
  if (tree.kind === 'list' && strategy?.kind === 'mergeBy') itemsByKey(tree, strategy.key, context.problems);
  if (tree.kind === 'map') for (const [name, entry] of tree.entries) start(entry.value, below(context, name));
  return tree;
};

/** Items with the same key. A null takes the lower item's key out: no chart default is left that it could remove. */
const mergeItems = (lower: MapTree, upper: MapTree): MapTree => {
  const entries = new Map<string, Entry>(lower.entries);
  for (const [name, entry] of upper.entries) {
    const old = lower.entries.get(name)?.value;
    if (isNull(entry.value) && old !== undefined) entries.delete(name);
    else if (old?.kind === 'map' && entry.value.kind === 'map')
      entries.set(name, { key: entry.key, value: mergeItems(old, entry.value) });
    else entries.set(name, old === undefined ? entry : { key: entry.key, value: { ...entry.value, shadows: old } });
  }
  return { kind: 'map', at: upper.at, entries };
};
