import type { Controller, Hatches, HatchName } from '../model/inputs.ts';
import type { Outcome, Position, Problem } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import type { Entry, MapTree } from '../model/values.ts';
import { joinPointer } from '../pointer.ts';
import { problem, warning } from '../problem.ts';
import { type Decider, deciders, yours } from './hatch-fields.ts';
import { type Scope, substituteMap } from './variables.ts';

/** The escape hatches of several layers, the most general first. */
export type Patches = Release['patches'];

const hatchesOf: Readonly<Record<Controller, readonly HatchName[]>> = {
  argocd: ['application', 'appProject'],
  flux: ['helmRelease', 'kustomization', 'source'],
};

/** With those of a further layer. */
export const addHatches = (lower: Patches, upper: Hatches): Patches => {
  const names = Object.keys(upper) as HatchName[];
  return names.length === 0
    ? lower
    : { ...lower, ...Object.fromEntries(names.map((name) => [name, [...(lower[name] ?? []), upper[name]]])) };
};

/** Those of a cluster's controller, without what they may not set, and with variables written out. */
export const resolvePatches = (
  layers: readonly Patches[],
  controller: Controller,
  scope: Scope,
  problems: Problem[],
): Patches => {
  const ours = hatchesOf[controller].flatMap((name): [HatchName, readonly MapTree[]][] => {
    const patches = layers.flatMap((layer) => layer[name] ?? []);
    const allowed = patches.map((patch) => {
      const { value, problems: found } = ownPart(name, patch);
      problems.push(...found);
      return substituteMap(value, scope);
    });
    return allowed.length === 0 ? [] : [[name, allowed]];
  });
  return Object.fromEntries(ours);
};

/** Layers are shared by many releases: what they may set is a matter of the layer alone. */
const known = new WeakMap<MapTree, Outcome<MapTree>>();

/** A patch without the fields that are decided elsewhere, and a problem for each of those. */
const ownPart = (name: HatchName, patch: MapTree): Outcome<MapTree> => {
  const earlier = known.get(patch);
  if (earlier !== undefined) return earlier;
  const problems: Problem[] = [];
  const result = {
    value: keepOwn({ name, keys: [], decider: deciders[name][''] ?? yours }, patch, problems),
    problems,
  };
  known.set(patch, result);
  return result;
};

/** A place in a patch, and who decides what no rule of its own says. */
interface Place {
  readonly name: HatchName;
  readonly keys: readonly string[];
  readonly decider: Decider;
}

const keepOwn = (place: Place, patch: MapTree, problems: Problem[]): MapTree => {
  const pointer = place.keys.reduce(joinPointer, '');
  const entries = new Map<string, Entry>();
  for (const [key, entry] of patch.entries) {
    const below = joinPointer(pointer, key);
    const rules = deciders[place.name];
    const inside: Place = { ...place, keys: [...place.keys, key], decider: rules[below] ?? place.decider };
    const others = Object.keys(rules).filter((rule) => rule.startsWith(`${below}/`));
    const { value } = entry;
    if (value.kind === 'map' && (inside.decider === yours || others.length > 0))
      entries.set(key, { key: entry.key, value: keepOwn(inside, value, problems) });
    else if (inside.decider !== yours) problems.push(decidedElsewhere(inside, entry.key));
    else if (others.some((rule) => rules[rule] !== yours)) problems.push(notAsAWhole(inside, entry.key));
    else entries.set(key, entry);
  }
  return { ...patch, entries };
};

const kinds: Readonly<Record<HatchName, string>> = {
  application: 'an Application',
  appProject: 'an AppProject',
  helmRelease: 'a HelmRelease',
  kustomization: 'a Kustomization',
  source: 'a source',
};

const decidedElsewhere = ({ name, keys, decider }: Place, at: Position): Problem =>
  problem('field-decided-elsewhere', `${spelt(keys)} of ${kinds[name]} is decided by ${decider}.`, {
    at,
    path: keys.reduce(joinPointer, ''),
    fix: decider === 'Espalier' ? 'Remove it.' : `Remove it, and change ${decider} instead.`,
  });

const notAsAWhole = ({ name, keys }: Place, at: Position): Problem =>
  problem(
    'field-decided-elsewhere',
    `${spelt(keys)} of ${kinds[name]} cannot be replaced or removed as a whole: other inputs decide a part of it.`,
    { at, path: keys.reduce(joinPointer, ''), fix: 'Name the fields below it that you mean.' },
  );

/** `spec.source.chart`, `metadata.annotations["a/b"]`. */
const spelt = (keys: readonly string[]): string => {
  const [first = '', ...rest] = keys;
  return `\`${first}${rest.map((key) => (/^\w+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)).join('')}\``;
};

/** What a service says for an object that it does not get here would be lost in silence. What general layers say is for others. */
export const unusedHatches = (
  own: Patches,
  controller: Controller,
  absent: Readonly<Partial<Record<HatchName, string | undefined>>>,
): readonly Problem[] =>
  hatchesOf[controller].flatMap((name) => {
    const instead = absent[name];
    const last = own[name]?.at(-1);
    if (instead === undefined || last === undefined) return [];
    return [
      warning('hatch-unused', `No ${kinds[name].replace(/^an? /, '')} is made for this service: it uses ${instead}.`, {
        at: last.at,
        fix: `Take \`${name}\` out, or let the service have its own.`,
      }),
    ];
  });
