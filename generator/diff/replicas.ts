import type { SideObject } from '../model/comparison.ts';
import { fieldOf, textOf } from '../object-fields.ts';
import { groupKindOf } from '../pod-templates.ts';

/** HorizontalPodAutoscalers by the kind and name of what they scale. */
export type Scalers = ReadonlyMap<string, unknown>;

/** Once for all objects of a release: each of its workloads asks. */
export const scalersIn = (objects: readonly SideObject[]): Scalers => {
  const found = known.get(objects) ?? scalersOf(objects);
  known.set(objects, found);
  return found;
};

const known = new WeakMap<readonly SideObject[], Scalers>();

const scalersOf = (objects: readonly SideObject[]): Scalers =>
  new Map(
    objects
      .filter(({ object }) => groupKindOf(object) === 'autoscaling/HorizontalPodAutoscaler')
      .map(({ object }) => {
        const target = fieldOf(object, 'spec', 'scaleTargetRef');
        return [targetKey(target, 'name'), object];
      }),
  );

/** Charts say the namespace of one and leave that of the other to Helm, so it tells nothing. */
const targetKey = (target: unknown, ...name: readonly string[]): string =>
  JSON.stringify([textOf(target, 'kind'), textOf(target, ...name)]);

/** More than any cluster runs, so that nothing adds up to what is no number. */
const most = 1e9;

const countOf = (value: unknown, usual: number): number =>
  typeof value === 'number' && value >= 0 ? Math.min(Math.floor(value), most) : usual;

/** How many pods a workload has as a rule. Where an autoscaler decides, the fewest that it goes down to, if the workload doesn't ask for more. */
export const replicasOf = (object: unknown, scalers: Scalers): number => {
  switch (groupKindOf(object)) {
    case 'apps/Deployment':
    case 'apps/StatefulSet':
    case 'apps/ReplicaSet':
    case 'ReplicationController':
      return scaled(object, scalers.get(targetKey(object, 'metadata', 'name')));
    case 'batch/Job':
      if (fieldOf(object, 'spec', 'suspend') === true) return 0;
      return Math.min(
        countOf(fieldOf(object, 'spec', 'parallelism'), 1),
        countOf(fieldOf(object, 'spec', 'completions'), most),
      );
    case 'apps/DaemonSet':
    case 'Pod':
      return 1;
    default:
      return 0;
  }
};

const scaled = (object: unknown, scaler: unknown): number => {
  const own = fieldOf(object, 'spec', 'replicas');
  if (scaler === undefined) return countOf(own, 1);
  const least = countOf(fieldOf(scaler, 'spec', 'minReplicas'), 1);
  return Math.min(Math.max(countOf(own, least), least), countOf(fieldOf(scaler, 'spec', 'maxReplicas'), most));
};
