import { distance } from 'fastest-levenshtein';
import type { ContractNode } from '../model/charts.ts';
import type { Position, Problem } from '../model/problems.ts';
import { joinPointer } from '../pointer.ts';
import { note, problem, warning } from '../problem.ts';
import { isUnread, keysRead, type Readers } from './read-places.ts';

/** Where a value stands. Its pointer is put together only for a problem, which few values have. */
export interface Place {
  readonly key: string | number;
  readonly above: Place | undefined;
}

export const pointerTo = (place: Place | undefined): string =>
  place === undefined ? '' : joinPointer(pointerTo(place.above), String(place.key));

/** The contract's node for a key; own properties only, since keys such as `constructor` are data. */
export const propertyOf = ({ properties }: ContractNode, key: string): ContractNode | undefined =>
  properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;

/** What is read of the map that a key is in, and below the key. */
interface Reading {
  readonly readers: Readers;
  readonly below: Readers;
}

/** What is wrong with a key by itself: it is misspelt, the chart does not have it, or no template reads it. */
export const checkKey = (
  place: Place & { readonly key: string },
  at: Position,
  node: ContractNode,
  { readers, below }: Reading,
): Problem | undefined => {
  const { key, above } = place;
  const { properties } = node;
  if (isGlobal(key, node, above)) return undefined;
  if (propertyOf(node, key) !== undefined) return isUnread(below) ? unread(place, at) : undefined;
  const named = keysRead(readers);
  if (named.includes(key)) return undefined;
  if (isUnread(below))
    return misspeltKey(place, at, [...Object.keys(properties ?? {}), ...named]) ?? unknown(place, at, true);
  if (properties === undefined || isOfPair(key, properties)) return undefined;
  return (
    misspeltKey(place, at, Object.keys(properties)) ?? (readers === undefined ? unknown(place, at, false) : undefined)
  );
};

/** Helm hands `global` to every chart, whether its defaults have it or not. */
const isGlobal = (key: string, node: ContractNode, above: Place | undefined): boolean =>
  key === 'global' && (above === undefined || node['x-sub-chart'] === true);

const pairs: ReadonlyMap<string, string> = new Map([
  ['limits', 'requests'],
  ['requests', 'limits'],
]);

/** Kubernetes defines both for a container, so whoever takes a map of one hands the other through. */
const isOfPair = (key: string, properties: Readonly<Record<string, ContractNode>>): boolean => {
  const other = pairs.get(key);
  const partner = other === undefined ? undefined : properties[other];
  return partner !== undefined && [partner.type].flat().includes('object');
};

const unread = (place: Place, at: Position): Problem => {
  const path = pointerTo(place);
  return warning('value-unread', `No template of the chart reads ${path}, which only its defaults have.`, {
    at,
    path,
    fix: 'Take it out: it does nothing. Look into the chart for what it reads in its place.',
  });
};

const unknown = (place: Place, at: Position, isSure: boolean): Problem => {
  const path = pointerTo(place);
  return isSure
    ? warning('value-unknown', `The chart's defaults have no ${path}, and none of its templates reads it.`, {
        at,
        path,
        fix: 'Take it out: it does nothing. Look into the chart for the key that is meant.',
      })
    : note('value-unknown', `The chart's defaults have no ${path}.`, {
        at,
        path,
        fix: 'Look into the chart whether a template reads it.',
      });
};

const misspeltKey = (
  place: Place & { readonly key: string },
  at: Position,
  known: readonly string[],
): Problem | undefined => {
  const meant = misspelt(place.key, known);
  if (meant === undefined) return undefined;
  const path = pointerTo(place);
  const message = `The chart has no ${path}, but it has \`${meant}\` there.`;
  return problem('value-misspelt', message, { at, path, fix: `Write \`${meant}\`.` });
};

/** The known key of at least five letters within two edits: the nearest one, then the first by name. */
const misspelt = (key: string, known: readonly string[]): string | undefined =>
  known
    .filter((candidate) => candidate.length >= 5 && Math.abs(candidate.length - key.length) <= 2)
    .filter((candidate) => counterless(candidate) !== counterless(key))
    .map((candidate) => ({ candidate, edits: distance(key, candidate) }))
    .filter(({ edits }) => edits <= 2)
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))[0]?.candidate;

/** `zone-a` and `zone-d`, `server1` and `server2` are names in a row, not slips. */
const counterless = (key: string): string => key.replaceAll(/\d+/g, '#').replace(/([-_.])[A-Za-z]$/, '$1#');
