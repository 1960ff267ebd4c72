import { groupedBy } from '../grouped.ts';
import type { Variables } from '../model/inputs.ts';
import type { Position, Problem, Related } from '../model/problems.ts';
import { nearest } from '../nearest.ts';
import { problem } from '../problem.ts';
import { mostNamed, several } from './several.ts';

/** A cluster or an environment, as whoever sets its variables sees it. */
export interface VariablesOwner {
  readonly kind: 'cluster' | 'environment';
  readonly name: string;
  readonly at: Position;
  readonly variables: Variables;
}

/** A reference that one cluster cannot replace. */
export interface UnknownVariable {
  readonly name: string;
  readonly at: Position;
  /** Who could set it; absent where nobody can (`service.nmae`). */
  readonly owner: VariablesOwner | undefined;
  /** All that could be named there. */
  readonly names: ReadonlySet<string>;
}

/** One problem for each reference, however many clusters cannot replace it: it names them, and where they set their variables. */
export const unknownVariables = (found: readonly UnknownVariable[]): readonly Problem[] => {
  const references = groupedBy(found, ({ name, at }) => JSON.stringify([name, at]));
  return [...references.values()].map((same) => unknown(same[0], same));
};

const unknown = ({ name, at }: UnknownVariable, same: readonly UnknownVariable[]): Problem => {
  const owners = ownersOf(same);
  const [owner] = owners;
  const names = owners.map((one) => one.name);
  const where = owner === undefined ? '' : ` ${owner.kind === 'cluster' ? 'on' : 'in'} ${several(owner.kind, names)}`;
  return problem('variable-unknown', `There is no variable \`${name}\`${where}.`, {
    at,
    fix: `${cure(name, owners, namesOfAll(same))} To write the text itself, double the dollar: \`$\${${name}}\`.`,
    related: owners.length === 0 ? undefined : owners.slice(0, mostNamed).map(variablesOf),
  });
};

const ownersOf = (same: readonly UnknownVariable[]): readonly VariablesOwner[] => {
  const byName = new Map(same.flatMap(({ owner }) => (owner === undefined ? [] : [[owner.name, owner]])));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** A suggestion must hold for all of them. */
const namesOfAll = (same: readonly UnknownVariable[]): readonly string[] =>
  [...(same[0]?.names ?? [])].filter((name) => same.every(({ names }) => names.has(name))).sort();

const cure = (name: string, owners: readonly VariablesOwner[], known: readonly string[]): string => {
  const close = nearestVariable(name, known);
  const meant = close === undefined ? '' : `Did you mean \`\${${close}}\`? `;
  const [owner, ...others] = owners;
  if (owner !== undefined) {
    const file = others.length === 0 ? owner.at.file : `the file of each ${owner.kind}`;
    const inherited = owner.kind === 'environment' ? ', or in an environment that it extends' : '';
    return `${meant}${meant === '' ? 'Set' : 'Or set'} it under \`variables\` in ${file}${inherited}.`;
  }
  const beside = known.filter((candidate) => candidate.split('.')[0] === name.split('.')[0]);
  return meant === '' ? `Known here: ${beside.join(', ')}.` : meant.trimEnd();
};

/** Only what follows the last dot is compared: what all variables begin with would make any two of them alike. */
const nearestVariable = (name: string, known: readonly string[]): string | undefined => {
  const start = name.slice(0, name.lastIndexOf('.') + 1);
  const beside = known.filter(
    (candidate) => candidate.lastIndexOf('.') + 1 === start.length && candidate.startsWith(start),
  );
  if (beside.length === 0) return nearest(name, known);
  const close = nearest(
    name.slice(start.length),
    beside.map((candidate) => candidate.slice(start.length)),
  );
  return close === undefined ? undefined : `${start}${close}`;
};

/** The last of its own variables, beside which another can be set, or the top of its file. */
const variablesOf = (owner: VariablesOwner): Related => {
  const own = [...owner.variables.values()].filter(({ at }) => at.file === owner.at.file);
  return { message: `the variables of ${owner.name}`, at: own.at(-1)?.at ?? owner.at };
};
