import { environmentsOf } from '../lineage.ts';
import type { Cause } from '../model/comparison.ts';
import type { Cluster, Environment } from '../model/inputs.ts';
import type { Position } from '../model/problems.ts';
import type { Side } from './side.ts';

/** Where something stands on each side, as far as it does. */
interface Places {
  readonly was?: Position | undefined;
  readonly at?: Position | undefined;
}

/** What differs between the layers of a cluster on both sides. */
export interface LayerEdits {
  /**
   * The edits by which it has layers on one side that it lacks on the other, of what stands there: its lines are as they were, and one that names
   * them was edited. Empty for what stands in a layer of both; a cluster that only one side has is that as a whole.
   */
  readonly causesOf: (places: Places) => readonly Cause[];
  /** Where the last layer of a side says `null` for a service that the layers below have. */
  readonly removalOf: (service: string, side: 'base' | 'head') => Position | undefined;
}

export const noLayerEdits: LayerEdits = { causesOf: () => [], removalOf: () => undefined };

export const layerEdits = (name: string, base: Side, head: Side): LayerEdits => {
  const [old, now] = [layersOf(name, base), layersOf(name, head)];
  const causes = causesBetween(old, now);
  return {
    causesOf: ({ was, at }) =>
      old === undefined ||
      now === undefined ||
      (was !== undefined && !now.files.has(was.file)) ||
      (at !== undefined && !old.files.has(at.file))
        ? causes
        : [],
    removalOf: (service, side) => removalIn(side === 'base' ? old : now, service),
  };
};

const removalIn = (layers: Layers | undefined, service: string): Position | undefined => {
  if (layers === undefined) return undefined;
  const last = [...layers.environments.values(), layers.cluster].findLast(({ services }) => services.has(service));
  const layer = last?.services.get(service);
  return layer?.removed === true ? layer.at : undefined;
};

/** What a cluster's releases are read from. */
interface Layers {
  readonly cluster: Cluster;
  readonly environments: ReadonlyMap<string, Environment>;
  readonly files: ReadonlySet<string>;
}

const layersOf = (name: string, { clusters, environments }: Side): Layers | undefined => {
  const cluster = clusters.find((one) => one.cluster.name === name)?.cluster;
  if (cluster === undefined) return undefined;
  const reached = environmentsOf(cluster, environments);
  return {
    cluster,
    environments: new Map(reached.map((one) => [one.name, one])),
    files: new Set([cluster.file, ...reached.flatMap(({ files }) => files)]),
  };
};

const causesBetween = (old: Layers | undefined, now: Layers | undefined): readonly Cause[] => {
  if (old === undefined || now === undefined) {
    const message = `cluster ${(now ?? old)?.cluster.name}: ${now === undefined ? 'removed' : 'added'}`;
    return [{ kind: 'cluster', message, ...(now && { at: now.cluster.at }), ...(old && { was: old.cluster.at }) }];
  }
  const [was, is] = [old.cluster.environment, now.cluster.environment];
  if (was.value !== is.value)
    return [{ kind: 'cluster', message: `environment: ${was.value} → ${is.value}`, at: is.at, was: was.at }];
  return [...now.environments.values()].flatMap((environment) => {
    const before = old.environments.get(environment.name);
    return before === undefined ? [] : extendsEdits(before, environment);
  });
};

const extendsEdits = (before: Environment, after: Environment): readonly Cause[] => {
  const [old, now] = [before, after].map(({ extends: parents }) => new Set(parents.map(({ value }) => value)));
  return [
    ...after.extends
      .filter(({ value }) => old?.has(value) === false)
      .map(({ value, at }): Cause => ({ kind: 'cluster', message: `extends: ${value} added`, at })),
    ...before.extends
      .filter(({ value }) => now?.has(value) === false)
      .map(({ value, at: was }): Cause => ({ kind: 'cluster', message: `extends: ${value} removed`, was })),
  ];
};
