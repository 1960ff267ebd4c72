import type { Contract, ContractNode } from '../model/charts.ts';
import type { Entry, MapTree, Tree } from '../model/values.ts';
import { isNull } from '../null.ts';

/**
 * The values without the nulls that have nothing to remove: where the chart has no default, Helm would keep a null key,
 * which no template should have to reckon with. Nulls inside lists stay: Helm hands a list over as it is. So do those
 * under the `global` that a chart shares with its sub-charts: there a null overrides what another chart's part says.
 */
export const dropUselessNulls = (values: MapTree, contract: Contract | undefined): MapTree =>
  contract === undefined || !holdsNull(values)
    ? values
    : dropBelow(values, contract.values, contract.dependencies.length > 0);

/** Outside of lists. Most values have none. */
const holdsNull = (tree: Tree): boolean => {
  if (tree.kind !== 'map') return isNull(tree);
  for (const { value } of tree.entries.values()) if (holdsNull(value)) return true;
  return false;
};

/** Shared trees are looked at once for each contract node. */
const known = new WeakMap<MapTree, WeakMap<ContractNode, MapTree>>();
const noDefaults: ContractNode = {};

const dropBelow = (values: MapTree, node: ContractNode, shares: boolean): MapTree => {
  const earlier = known.get(values)?.get(node);
  if (earlier !== undefined) return earlier;
  let entries: Map<string, Entry> | undefined;
  for (const [name, entry] of values.entries) {
    if (shares && name === 'global') continue;
    const property = propertyOf(node, name);
    if (isNull(entry.value)) {
      if (property !== undefined) continue;
      entries ??= new Map(values.entries);
      entries.delete(name);
    } else if (entry.value.kind === 'map') {
      const value = dropBelow(entry.value, property ?? noDefaults, property?.['x-sub-chart'] === true);
      if (value === entry.value) continue;
      entries ??= new Map(values.entries);
      entries.set(name, { key: entry.key, value });
    }
  }
  const result = entries === undefined ? values : { ...values, entries };
  const byNode = known.get(values) ?? new WeakMap<ContractNode, MapTree>();
  known.set(values, byNode.set(node, result));
  return result;
};

/** The contract's node for a key; own properties only, since keys such as `constructor` are data. */
export const propertyOf = (node: ContractNode | undefined, key: string): ContractNode | undefined =>
  node?.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
