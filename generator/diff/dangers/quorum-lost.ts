import type { ReleasePair, SideObject } from '../../model/comparison.ts';
import { fieldOf, mapOf } from '../../object-fields.ts';
import { groupKindOf, podTemplateOf } from '../../pod-templates.ts';
import { replicasOf, scalersIn } from '../replicas.ts';
import { replicationFactor } from './replication-factor.ts';
import type { DangerFinding, DangerRule } from './rule.ts';

/** Fewer pods than those that decide together, or hold the same data, must be. */
export const quorumLost: DangerRule = ({ releases }) =>
  releases.flatMap((release) => {
    const [old, now] = [workloads(release.objectsBefore), workloads(release.objectsAfter)];
    return [...zonesLost(release, old, now), ...shrunk(release, old, now)];
  });

/** A zone that goes takes its replicas along; where all of them go, that is told by itself. */
const zonesLost = (release: ReleasePair, old: Workloads, now: Workloads): readonly DangerFinding[] =>
  [...old].flatMap(([key, { side }]): readonly DangerFinding[] => {
    const ring = now.has(key) ? undefined : ringOf(release, { side, replicas: 0 }, old, now);
    if (ring === undefined || ring.after === 0) return [];
    return [{ code: 'quorum-lost', service: release.service, object: side.name, ...ringTold(ring) }];
  });

const shrunk = (release: ReleasePair, old: Workloads, now: Workloads): readonly DangerFinding[] =>
  [...now.values()].flatMap((after): readonly DangerFinding[] => {
    const before = old.get(keyOf(after.side));
    if (before === undefined || after.replicas >= before.replicas) return [];
    const found = {
      code: 'quorum-lost',
      service: release.service,
      object: after.side.name,
      path: ['spec', 'replicas'],
    } as const;
    const ring = ringOf(release, after, old, now);
    if (ring !== undefined) return [{ ...found, ...ringTold(ring) }];
    const budget = budgetOf(release, after);
    if (budget !== undefined)
      return [
        {
          ...found,
          severity: 'warning',
          message: `${after.replicas} of ${before.replicas} pods stay, and a PodDisruptionBudget asks for ${budget}: no node can be drained`,
          fix: `Keep more than ${budget}, or lower \`minAvailable\` first.`,
        },
      ];
    const majority = Math.floor(before.replicas / 2) + 1;
    if (groupKindOf(after.side.object) !== 'apps/StatefulSet' || before.replicas < 3 || after.replicas >= majority)
      return [];
    return [
      {
        ...found,
        severity: 'warning',
        message: `${before.replicas - after.replicas} of ${before.replicas} members go at once, and ${majority} are the majority that decides: what elects a leader among them stops`,
        fix: 'Take away one at a time, and let each leave before the next.',
      },
    ];
  });

const ringTold = ({ before, after, factor }: Ring): Pick<DangerFinding, 'message' | 'fix'> => ({
  message: `${after} of ${before} replicas stay, and each piece of data is to be on ${factor}: reads and writes fail`,
  fix: `Keep at least ${factor}, or lower the replication factor first.`,
});

interface Workload {
  readonly side: SideObject;
  readonly replicas: number;
}

type Workloads = ReadonlyMap<string, Workload>;

const keyOf = ({ name }: SideObject): string => JSON.stringify([name.kind, name.namespace, name.name]);

const workloads = (objects: readonly SideObject[]): Workloads => {
  const scalers = scalersIn(objects);
  const kinds = ['apps/StatefulSet', 'apps/Deployment'];
  return new Map(
    objects
      .filter(({ object }) => kinds.includes(groupKindOf(object)))
      .map((side) => [keyOf(side), { side, replicas: replicasOf(side.object, scalers) }]),
  );
};

const component = 'app.kubernetes.io/component';

const componentOf = ({ side }: Workload): string | undefined => {
  const labels = mapOf(side.object, 'metadata', 'labels');
  const found = labels[component] ?? mapOf(podTemplateOf(side.object)?.template, 'metadata', 'labels')[component];
  return typeof found === 'string' ? found.replace(/-zone-\w$/, '') : undefined;
};

/** Replicas that share data, and on how many of them each piece of it is to be. */
interface Ring {
  readonly before: number;
  readonly after: number;
  readonly factor: number;
}

/** All replicas of a component, in all its zones, where there will be fewer than its data has copies. */
const ringOf = (
  { objectsAfter }: ReleasePair,
  workload: Workload,
  old: Workloads,
  now: Workloads,
): Ring | undefined => {
  const own = componentOf(workload);
  const factor = own === undefined ? undefined : replicationFactor(objectsAfter, own);
  if (factor === undefined) return undefined;
  const sum = (all: Workloads): number =>
    [...all.values()].filter((one) => componentOf(one) === own).reduce((total, { replicas }) => total + replicas, 0);
  const [before, after] = [sum(old), sum(now)];
  return after < factor && after < before ? { before, after, factor } : undefined;
};

/** What a budget that selects the pods asks for at least, where that leaves none to spare. */
const budgetOf = ({ objectsAfter }: ReleasePair, { side, replicas }: Workload): number | undefined => {
  // Where none runs, none is in the way of a drain.
  if (replicas === 0) return undefined;
  const labels = mapOf(podTemplateOf(side.object)?.template, 'metadata', 'labels');
  const least = objectsAfter
    .filter(({ object }) => groupKindOf(object) === 'policy/PodDisruptionBudget')
    .filter(({ object }) => {
      const wanted = Object.entries(mapOf(object, 'spec', 'selector', 'matchLabels'));
      return wanted.length > 0 && wanted.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
    })
    .map(({ object }) => fieldOf(object, 'spec', 'minAvailable'))
    .filter((value) => typeof value === 'number');
  return least.find((value) => value >= replicas);
};
