import { fieldOf, listOf, textOf } from '../object-fields.ts';
import { nanosOf } from '../quantity.ts';

/** CPU in cores, memory in bytes. */
interface Resources {
  readonly cpu: number;
  readonly memory: number;
}

interface PodResources {
  readonly requests: Resources;
  /** The sum of those that there are: a container without one may take what is left. */
  readonly limits: Resources;
}

/**
 * What the scheduler reckons for a pod: its containers together, or what starting it takes if that is more. Init containers that stay
 * (sidecars) add to all that starts after them.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
export const podResources = (spec: unknown): PodResources => ({
  requests: { cpu: needOf(spec, 'requests', 'cpu'), memory: needOf(spec, 'requests', 'memory') },
  limits: { cpu: needOf(spec, 'limits', 'cpu'), memory: needOf(spec, 'limits', 'memory') },
});

type Bound = 'requests' | 'limits';

const needOf = (spec: unknown, bound: Bound, resource: string): number => {
  // What is said of the pod as a whole counts in place of its containers.
  const whole = amountOf(spec, bound, resource);
  if (whole !== undefined) return whole;
  let sidecars = 0;
  let starting = 0;
  for (const container of listOf(spec, 'initContainers')) {
    const amount = amountOf(container, bound, resource) ?? 0;
    if (textOf(container, 'restartPolicy') === 'Always') sidecars += amount;
    starting = Math.max(starting, textOf(container, 'restartPolicy') === 'Always' ? sidecars : sidecars + amount);
  }
  const running = listOf(spec, 'containers').reduce<number>(
    (sum, container) => sum + (amountOf(container, bound, resource) ?? 0),
    sidecars,
  );
  return Math.max(starting, running);
};

/** Where no request is given, the API server takes the limit for it. */
const amountOf = (holder: unknown, bound: Bound, resource: string): number | undefined => {
  const own = fieldOf(holder, 'resources', bound, resource);
  const said = own === undefined && bound === 'requests' ? fieldOf(holder, 'resources', 'limits', resource) : own;
  const nanos = nanosOf(said);
  return nanos === undefined || nanos < 0n ? undefined : Number(nanos) / 1e9;
};
