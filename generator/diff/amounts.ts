import type { Amounts, ClusterCost, ClusterPair, SideObject } from '../model/comparison.ts';
import type { Prices } from '../model/danger-settings.ts';
import { fieldOf, listOf } from '../object-fields.ts';
import { groupKindOf, podTemplateOf } from '../pod-templates.ts';
import { nanosOf } from '../quantity.ts';
import { podResources } from './pod-resources.ts';
import { replicasOf, type Scalers, scalersIn } from './replicas.ts';

const nothing: Amounts = {
  pods: 0,
  cpuRequests: 0,
  cpuLimits: 0,
  memoryRequests: 0,
  memoryLimits: 0,
  storage: 0,
};

/**
 * What objects ask for while nothing out of the ordinary happens: pods of workloads times their replicas, claims, and claims of each replica. A
 * DaemonSet counts once, since nobody knows the nodes here. Hooks and CronJobs run now and then, and pods that an operator makes of a custom
 * resource are not known: none of them counts.
 */
export const amountsOf = (objects: readonly SideObject[]): Amounts => {
  const plain = objects.filter(({ part }) => part === 'object');
  const scalers = scalersIn(plain);
  return sumOf(plain.map(({ object }) => amountsOfOne(object, scalers)));
};

const amountsOfOne = (object: unknown, scalers: Scalers): Amounts => {
  if (groupKindOf(object) === 'PersistentVolumeClaim') return { ...nothing, storage: claimOf(object) };
  const template = podTemplateOf(object);
  if (template === undefined) return nothing;
  const pods = replicasOf(object, scalers);
  const spec = fieldOf(template.template, 'spec');
  const { requests, limits } = podResources(spec);
  const claims = [
    ...listOf(object, 'spec', 'volumeClaimTemplates'),
    ...listOf(spec, 'volumes').map((volume) => fieldOf(volume, 'ephemeral', 'volumeClaimTemplate')),
  ];
  return {
    pods,
    cpuRequests: pods * requests.cpu,
    cpuLimits: pods * limits.cpu,
    memoryRequests: pods * requests.memory,
    memoryLimits: pods * limits.memory,
    storage: pods * claims.map(claimOf).reduce((all, one) => all + one, 0),
  };
};

const claimOf = (claim: unknown): number => {
  const nanos = nanosOf(fieldOf(claim, 'spec', 'resources', 'requests', 'storage')) ?? 0n;
  return nanos > 0n ? Number(nanos) / 1e9 : 0;
};

const keys = Object.keys(nothing) as readonly (keyof Amounts)[];

/** To the thousandth, below which nothing is asked for: the same numbers in another order add up to the same. */
const sumOf = (all: readonly Amounts[]): Amounts =>
  Object.fromEntries(
    keys.map((key) => [key, Number(all.reduce((sum, one) => sum + one[key], 0).toFixed(3))]),
  ) as unknown as Amounts;

const gibibyte = 2 ** 30;

/** In the currency of the prices, to the hundredth. */
const priceOf = ({ cpuRequests, memoryRequests, storage }: Amounts, prices: Prices): number =>
  Math.round(
    (cpuRequests * prices.cpu + (memoryRequests / gibibyte) * prices.memory + (storage / gibibyte) * prices.storage) *
      100,
  ) / 100;

/** What releases that differ, and are known on both sides, ask for; clusters that ask for the same as before are left out. */
export const costOf = (
  clusters: readonly ClusterPair[],
  prices: Prices | undefined = undefined,
): readonly ClusterCost[] =>
  clusters.flatMap(({ cluster, releases }): ClusterCost[] => {
    const known = releases.filter(({ differs, isRendered }) => differs && isRendered);
    const before = sumOf(known.map(({ objectsBefore }) => amountsOf(objectsBefore)));
    const after = sumOf(known.map(({ objectsAfter }) => amountsOf(objectsAfter)));
    if (keys.every((key) => before[key] === after[key])) return [];
    if (prices === undefined) return [{ cluster, before, after }];
    const price = { before: priceOf(before, prices), after: priceOf(after, prices), currency: prices.currency };
    return [{ cluster, before, after, price }];
  });
