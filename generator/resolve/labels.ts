import type { ServiceLayer } from '../model/inputs.ts';
import type { Problem } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import { hasShape, labelShape } from './substituted.ts';
import { type Scope, type Substituted, substituteText } from './variables.ts';

/** A service's labels with their variables written out, sorted by key, without those that a layer took away. */
export const labelsOf = (labels: ServiceLayer['labels'], scope: Scope, problems: Problem[]): Release['labels'] => {
  const given = [...(labels ?? [])].flatMap(([key, { value, at }]): [string, Substituted][] =>
    value === null ? [] : [[key, substituteText({ value, at }, scope)]],
  );
  for (const [, label] of given) hasShape(label, labelShape, problems);
  return new Map(given.sort(([a], [b]) => (a < b ? -1 : 1)));
};
