import type { ContractNode } from '../model/charts.ts';
import type { Problem } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import type { Entry, Json, MapTree, ScalarTree, Tree } from '../model/values.ts';
import { isNull } from '../null.ts';
import { note, problem } from '../problem.ts';
import { isUnread, type Readers, readersBelow, readersOf } from './read-places.ts';
import { checkKey, type Place, pointerTo, propertyOf } from './value-keys.ts';

/**
 * A release's merged values against its chart's contract: types, misspelt and unknown keys, and numbers that lose their
 * spelling. Nulls pass everywhere. Without a contract nothing is known, and only such numbers are found.
 *
 * This walks the contract itself, and a test compares its verdicts on types with those of ajv. ajv would have to be
 * given a copy of every tree without places, compiles each contract to code for longer than a walk takes, and cannot
 * tell a misspelt key from an unknown one.
 */
export const checkValues = (release: Release): readonly Problem[] => {
  const { contract } = release.chart.value;
  const node = contract?.values ?? open;
  const known = checked.get(node)?.get(release.merged);
  if (known !== undefined) return known;
  const problems: Problem[] = [];
  checkMap(release.merged, node, readersOf(contract, release.merged), undefined, problems);
  const byMap = checked.get(node) ?? new WeakMap<MapTree, readonly Problem[]>();
  checked.set(node, byMap.set(release.merged, problems));
  return problems;
};

/** Accepts everything: what lies below an empty or a null default. */
const open: ContractNode = {};

/** Releases that no cluster touches share their values: these are checked once for each contract. */
const checked = new WeakMap<ContractNode, WeakMap<MapTree, readonly Problem[]>>();

const checkMap = (
  map: MapTree,
  node: ContractNode,
  readers: Readers,
  above: Place | undefined,
  problems: Problem[],
): void => {
  for (const [key, entry] of map.entries) checkEntry(entry, node, readers, { key, above }, problems);
};

const checkEntry = (
  entry: Entry,
  node: ContractNode,
  readers: Readers,
  place: Place & { readonly key: string },
  problems: Problem[],
): void => {
  const property = propertyOf(node, place.key);
  const below = readersBelow(readers, place.key);
  const found = checkKey(place, entry.key, node, { readers, below });
  if (found !== undefined) problems.push(found);
  // What lies below an unread key is as unread, and that is told.
  checkTree(entry.value, property ?? open, isUnread(below) ? 'all' : below, place, problems);
};

const checkTree = (tree: Tree, node: ContractNode, readers: Readers, place: Place, problems: Problem[]): void => {
  if (isNull(tree)) return;
  if (!hasType(tree, node)) {
    const isSpelling = isLossy(tree) && typesOf(node).includes('string');
    problems.push(
      isSpelling ? lossyNumber(tree, typesOf(node), pointerTo(place)) : wrongType(tree, node, pointerTo(place)),
    );
  } else if (tree.kind === 'map') checkMap(tree, node, readers, place, problems);
  else if (tree.kind === 'list') {
    const ofItems = readersBelow(readers, '*');
    // Where items are not looked at, the list itself is read all the same.
    const inside = isUnread(ofItems) ? 'all' : ofItems;
    for (const [key, item] of tree.items.entries()) checkTree(item, open, inside, { key, above: place }, problems);
  } else if (isLossy(tree)) problems.push(lossyNumber(tree, typesOf(node), pointerTo(place)));
};

const hasType = (tree: Tree, { type }: ContractNode): boolean =>
  type === undefined ||
  type.length === 0 ||
  (typeof type === 'string' ? type === typeOf(tree) : type.includes(typeOf(tree)));

const typesOf = ({ type }: ContractNode): readonly string[] =>
  type === undefined ? [] : typeof type === 'string' ? [type] : type;

const typeOf = (tree: Tree): string =>
  tree.kind === 'map' ? 'object' : tree.kind === 'list' ? 'array' : typeof tree.value;

const words: ReadonlyMap<string, string> = new Map([
  ['object', 'a map'],
  ['array', 'a list'],
  ['string', 'a text'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
]);

const wordOf = (type: string): string => words.get(type) ?? type;

const wrongType = (tree: Tree, node: ContractNode, pointer: string): Problem => {
  const wanted = typesOf(node).map(wordOf).join(' or ');
  const standard = shortDefault(node);
  return problem(
    'value-wrong-type',
    `${pointer} is ${wordFor(tree)}, but the chart has ${wanted} there${standard === '' ? '' : ` (${standard})`}.`,
    { at: tree.at, path: pointer, fix: cure(tree, typesOf(node)) ?? `Write ${wanted}.` },
  );
};

const wordFor = (tree: Tree): string =>
  tree.kind === 'scalar' && typeof tree.value === 'boolean' ? String(tree.value) : wordOf(typeOf(tree));

/** Most often it is the quotes. The value itself is not repeated: it may be a credential. */
const cure = (tree: Tree, wanted: readonly string[]): string | undefined => {
  if (tree.kind !== 'scalar') return undefined;
  if (typeof tree.value !== 'string') return wanted.includes('string') ? 'Put it in quotes.' : undefined;
  const [type, pattern] = wanted.includes('number') ? ['number', number] : ['boolean', /^(?:true|false)$/];
  return wanted.includes(type) && pattern.test(tree.value) ? 'Take the quotes away.' : undefined;
};

const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;

/** The chart's default where it fits into a message; never one of several lines. */
const shortDefault = (node: ContractNode): string => {
  const value: Json | undefined = node.default;
  if (value === undefined || value === null) return '';
  const text = JSON.stringify(value);
  return text.length <= 40 && !text.includes('\\n') ? `default ${text}` : '';
};

type LossyNumber = ScalarTree & { readonly source: string };

const isLossy = (tree: Tree): tree is LossyNumber =>
  tree.kind === 'scalar' && typeof tree.value === 'number' && tree.source !== undefined;

/** Harmless only where the chart has nothing but a number. */
const lossyNumber = ({ value, source, at }: LossyNumber, types: readonly string[], pointer: string): Problem => {
  const onlyNumber = types.length === 1 && types[0] === 'number';
  const message = `${pointer} is written ${source}, which travels as the number ${value}.`;
  return onlyNumber
    ? note('yaml-lossy-number', message, { at, path: pointer, fix: `The chart has a number there; write ${value}.` })
    : problem('yaml-lossy-number', message, { at, path: pointer, fix: `Write "${source}" for a text, or ${value}.` });
};
