import type { ChartFields, ServiceLayer } from '../model/inputs.ts';
import type { Problem } from '../model/problems.ts';
import type { MapTree } from '../model/values.ts';
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
