import type { ContractNode } from '../../model/charts.ts';
import type { Release } from '../../model/releases.ts';
import type { Json, Tree } from '../../model/values.ts';
import { isNull } from '../../null.ts';
import { plainJson } from '../../plain.ts';
import { canonical, isMap } from '../../structure.ts';

/** One place in a release's values: what its layers have there, over what its chart has there. */
export interface Spot {
  readonly tree: Tree | undefined;
  readonly node: ContractNode | undefined;
}

/** The whole of a release's values. */
export const rootSpot = ({ values, chart }: Release): Spot => ({ tree: values, node: chart.value.contract?.values });

const isRemoved = ({ tree }: Spot): boolean => isNull(tree);

/** What is below a spot; nothing where it is no map or list, or has no such key. What is removed is so as a whole. */
export const below = (spot: Spot, key: string): Spot => {
  const { tree, node } = spot;
  if (tree === undefined || isRemoved(spot)) return { tree, node: nodeBelow(node, key) };
  if (tree.kind === 'map') return { tree: tree.entries.get(key)?.value, node: nodeBelow(node, key) };
  return { tree: tree.kind === 'list' && isIndex(key) ? tree.items[Number(key)] : undefined, node: undefined };
};

const isIndex = (key: string): boolean => /^(?:0|[1-9][0-9]{0,8})$/.test(key);

const nodeBelow = (node: ContractNode | undefined, key: string): ContractNode | undefined => {
  if (node?.properties !== undefined) return Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
  const whole = node?.default;
  if (whole === undefined || whole === null || typeof whole !== 'object' || !Object.hasOwn(whole, key))
    return undefined;
  const part = Array.isArray(whole) ? (isIndex(key) ? whole[Number(key)] : undefined) : (whole as JsonMap)[key];
  return part === undefined ? undefined : { default: part };
};

type JsonMap = { readonly [key: string]: Json };

/** Whether layers or chart know of the place, whatever they have there. */
export const isThere = (spot: Spot): boolean =>
  spot.node !== undefined || (spot.tree !== undefined && !isRemoved(spot));

export const stateOf = (spot: Spot): 'set' | 'default' | 'removed' | 'unset' => {
  if (isRemoved(spot)) return 'removed';
  if (spot.tree !== undefined) return 'set';
  return spot.node === undefined ? 'unset' : 'default';
};

/** Neither layers nor chart have anything there, or a null says so. */
export const isNothing = (spot: Spot): boolean =>
  isRemoved(spot) || (spot.tree === undefined && defaultOf(spot.node) === null && !isHashed(spot.node));

const isHashed = (node: ContractNode | undefined): boolean => node?.['x-default-sha256'] !== undefined;

/** The keys of a map, or undefined where the spot holds none. */
export const keysOf = (spot: Spot): readonly string[] | undefined => {
  const { tree, node } = spot;
  if (tree !== undefined) return tree.kind === 'map' ? [...tree.entries.keys(), ...(nodeKeys(node) ?? [])] : undefined;
  return nodeKeys(node);
};

const nodeKeys = (node: ContractNode | undefined): readonly string[] | undefined => {
  if (node?.properties !== undefined) return Object.keys(node.properties);
  const whole = node?.default;
  return isMap(whole) ? Object.keys(whole) : undefined;
};

/** How many items a list has, or undefined where the spot holds none. */
export const lengthOf = ({ tree, node }: Spot): number | undefined => {
  if (tree !== undefined) return tree.kind === 'list' ? tree.items.length : undefined;
  return Array.isArray(node?.default) ? node.default.length : undefined;
};

/** What the chart's templates get: the layers over the defaults, without what is removed; null for nothing. */
export const effectiveValue = (spot: Spot): Json => {
  const { tree, node } = spot;
  if (tree === undefined) return defaultOf(node);
  // Helm hands lists over as they are, nulls included.
  if (tree.kind !== 'map') return plainJson(tree);
  return mapOf([...new Set(keysOf(spot))].map((key) => [key, effectiveValue(below(spot, key))]));
};

const defaultOf = (node: ContractNode | undefined): Json =>
  node?.properties === undefined
    ? (node?.default ?? null)
    : mapOf(Object.entries(node.properties).map(([key, child]) => [key, defaultOf(child)]));

const mapOf = (entries: readonly (readonly [string, Json])[]): Json =>
  Object.fromEntries(entries.filter(([, value]) => value !== null));

/** The same text for the same value, whoever set it and in whichever order. */
export const fingerprint = (spot: Spot): string =>
  spot.tree === undefined && isHashed(spot.node)
    ? `sha256 ${spot.node?.['x-default-sha256']}`
    : canonical(effectiveValue(spot));
