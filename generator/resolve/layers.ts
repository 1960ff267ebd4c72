import type { ChartFields, Environment, ServiceLayer } from '../model/inputs.ts';
import type { Outcome, Problem } from '../model/problems.ts';
import type { Located, MapTree } from '../model/values.ts';
import { nearest } from '../nearest.ts';
import { problem } from '../problem.ts';
import { addHatches, type Patches } from './hatches.ts';
import { addStrategies, type StrategyNode } from './lists.ts';
import { mergeMaps } from './merge.ts';

/** A service while its layers are laid over each other: what they said so far, unresolved. */
export interface Draft extends Omit<ServiceLayer, 'removed' | 'lists' | 'hatches'> {
  readonly strategies: StrategyNode | undefined;
  readonly patches: Patches;
  /** The files that speak of it, in the order of the layers. */
  readonly files: readonly string[];
}

export type Drafts = ReadonlyMap<string, Draft>;

/**
 * The environments that one reaches through `extends`, itself last: depth first and left to right, each once, at its first
 * place, parents before children. Without recursion, since nobody limits how long a chain of environments is.
 */
export const lineage = (
  start: Environment,
  environments: ReadonlyMap<string, Environment>,
): Outcome<readonly Environment[]> => {
  const done = new Set<Environment>();
  const open = new Set<Environment>();
  const path: { readonly environment: Environment; readonly parents: Iterator<Located<string>> }[] = [];
  const problems: Problem[] = [];
  const enter = (environment: Environment): void => {
    open.add(environment);
    path.push({ environment, parents: environment.extends.values() });
  };
  enter(start);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const parent = top.parents.next();
    if (parent.done === true) {
      open.delete(top.environment);
      done.add(top.environment);
      path.pop();
      continue;
    }
    const next = environments.get(parent.value.value);
    if (next === undefined) problems.push(unknownEnvironment(parent.value, environments));
    else if (open.has(next)) problems.push(cycle([...open].slice([...open].indexOf(next))));
    else if (!done.has(next)) enter(next);
  }
  return { value: [...done], problems };
};

export const unknownEnvironment = (name: Located<string>, environments: ReadonlyMap<string, Environment>): Problem => {
  const close = nearest(name.value, environments.keys());
  return problem('environment-unknown', `There is no environment \`${name.value}\`.`, {
    at: name.at,
    fix: close === undefined ? `Add environments/${name.value}.yaml.` : `Did you mean \`${close}\`?`,
  });
};

/** Of a circle, so many environments are told. */
const mostOfCircle = 20;

/** Told alike from wherever it was found: from its alphabetically first environment on. */
const cycle = (environments: readonly Environment[]): Problem => {
  const names = environments.map(({ name }) => name);
  const start = names.indexOf(names.reduce((first, name) => (name < first ? name : first)));
  const circle = [...environments.slice(start), ...environments.slice(0, start)];
  const edges = circle.slice(0, mostOfCircle).map(({ name, at, extends: parents }, index) => {
    const next = circle[(index + 1) % circle.length]?.name ?? name;
    return { message: `${name} extends ${next}`, at: parents.find(({ value }) => value === next)?.at ?? at };
  });
  const told = circle.slice(0, mostOfCircle).map(({ name }) => name);
  const rest = circle.length > mostOfCircle ? ['…'] : [];
  const path = [...told, ...rest, ...told.slice(0, 1)].join(' → ');
  return problem('environment-cycle', `Environments extend each other in a circle: ${path}.`, {
    at: edges[0]?.at,
    fix: 'Take one of these out of `extends`.',
    related: edges.slice(1),
  });
};

/** Lays one layer's services over the drafts of the layers below. */
export const addLayer = (
  drafts: Drafts,
  layer: { readonly file: string; readonly services: ReadonlyMap<string, ServiceLayer> },
  problems: Problem[],
): Drafts => {
  if (layer.services.size === 0) return drafts;
  const result = new Map(drafts);
  for (const [name, service] of layer.services) {
    const draft = result.get(name);
    if (!service.removed) result.set(name, addService(draft, service, problems));
    else if (!result.delete(name)) problems.push(nothingToRemove(service, drafts));
  }
  return result;
};

const nothingToRemove = (service: ServiceLayer, drafts: Drafts): Problem => {
  const close = nearest(service.service, drafts.keys());
  return problem('service-nothing-to-remove', `No lower layer has a service \`${service.service}\` to take out.`, {
    at: service.at,
    fix: close === undefined ? 'Remove this line.' : `Did you mean \`${close}\`?`,
  });
};

const addService = (draft: Draft | undefined, layer: ServiceLayer, problems: Problem[]): Draft => {
  const { removed: _, lists, hatches, ...fields } = layer;
  const strategies = addStrategies(draft?.strategies, lists, problems);
  const chart = mergeChart(draft?.chart, fields.chart);
  const values = mergeValues(draft?.values, fields.values, strategies, problems);
  return {
    ...draft,
    ...fields,
    ...(chart === undefined ? {} : { chart }),
    ...(values === undefined ? {} : { values }),
    ...(draft?.labels && fields.labels ? { labels: new Map([...draft.labels, ...fields.labels]) } : {}),
    strategies,
    patches: addHatches(draft?.patches ?? {}, hatches),
    files: [...new Set([...(draft?.files ?? []), layer.at.file])],
  };
};

/** By field; naming a `path` where a repository was named, or the other way round, changes the kind and starts anew. */
const mergeChart = (lower: ChartFields | undefined, upper: ChartFields | undefined): ChartFields | undefined => {
  if (lower === undefined || upper === undefined) return upper ?? lower;
  const changesKind = upper.path === undefined ? lower.path !== undefined && upper.repository !== undefined : true;
  return changesKind ? upper : { ...lower, ...upper };
};

const mergeValues = (
  lower: MapTree | undefined,
  upper: MapTree | undefined,
  strategies: StrategyNode | undefined,
  problems: Problem[],
): MapTree | undefined => {
  if (upper === undefined) return lower;
  const nothing: MapTree = { kind: 'map', at: upper.at, entries: new Map() };
  return mergeMaps(lower ?? nothing, upper, { strategies, problems });
};
