import type { ClusterPair, Step } from '../../model/comparison.ts';
import { fieldOf, listOf, mapOf, textOf } from '../../object-fields.ts';
import { comingObjects } from './changed-objects.ts';
import { isInternal } from './internal-balancers.ts';
import type { DangerFinding, DangerRule } from './rule.ts';
import { listed } from './words.ts';

export const servicePublic: DangerRule = (cluster) => [...ofServices(cluster), ...ofHosts(cluster)];

interface Way {
  /** What is new has a key that was not there. */
  readonly key: string;
  /** The key of one that this is a part of. */
  readonly partOf?: string;
  readonly path: readonly Step[];
  readonly message: string;
  readonly fix: string;
}

const ofServices = (cluster: ClusterPair): readonly DangerFinding[] =>
  comingObjects(cluster, 'Service').flatMap(({ subject, now, was }) => {
    const known = new Set(was === undefined ? [] : waysInto(was).map(({ key }) => key));
    return waysInto(now)
      .filter(({ key, partOf = key }) => !known.has(key) && !known.has(partOf))
      .map(
        ({ path, message, fix }): DangerFinding => ({
          code: 'service-public',
          ...subject,
          path: openedBy(was, path),
          message,
          fix,
        }),
      );
  });

/** How a Service is reached from outside of the cluster. */
const waysInto = (service: unknown): readonly Way[] => {
  const type = textOf(service, 'spec', 'type');
  const addresses = listOf(service, 'spec', 'externalIPs').filter((address) => typeof address === 'string');
  return [
    ...(type === 'NodePort' ? [nodePort] : []),
    ...(type === 'LoadBalancer' ? balanced(service) : []),
    ...addresses.map(
      (address): Way => ({
        key: address,
        path: ['spec', 'externalIPs'],
        message: `traffic to ${listed([address])} that arrives at a node reaches the service`,
        fix: 'Take the address out of externalIPs, unless it is meant to be public.',
      }),
    ),
  ];
};

const nodePort: Way = {
  key: 'nodePort',
  path: ['spec', 'type'],
  message: 'whoever reaches a node reaches the service, at a port that is open on every node',
  fix: 'Use the type ClusterIP, unless something outside of the cluster is to reach it.',
};

const everywhere = new Set(['0.0.0.0/0', '::/0']);

const balanced = (service: unknown): readonly Way[] => {
  if (isInternal(annotationsOf(service))) return [];
  const ranges = listOf(service, 'spec', 'loadBalancerSourceRanges').filter((range) => typeof range === 'string');
  const isOpen = ranges.length === 0 || ranges.some((range) => everywhere.has(range.trim()));
  return (isOpen ? ['everywhere'] : ranges).map((range) => ({
    key: range,
    partOf: 'everywhere',
    path: ['spec', 'type'],
    message: `a load balancer takes connections from ${listed([range])} to the service`,
    fix: 'Use the type ClusterIP, an internal load balancer, or loadBalancerSourceRanges, unless it is meant to be public.',
  }));
};

const annotationsOf = (object: unknown): Readonly<Record<string, unknown>> => mapOf(object, 'metadata', 'annotations');

/** The field that opened it, where it was a load balancer before. */
const openedBy = (was: unknown, path: readonly Step[]): readonly Step[] => {
  if (path.at(-1) !== 'type' || textOf(was, 'spec', 'type') !== 'LoadBalancer') return path;
  return isInternal(annotationsOf(was)) ? ['metadata', 'annotations'] : ['spec', 'loadBalancerSourceRanges'];
};

/** Where kinds name the hosts that they answer for. Without one, an Ingress and a route answer for all. */
const hostsOf: Readonly<Record<string, (object: unknown) => readonly string[]>> = {
  'networking.k8s.io/Ingress': (object) => [
    ...listOf(object, 'spec', 'rules').map((rule) => textOf(rule, 'host') ?? ''),
    ...(fieldOf(object, 'spec', 'defaultBackend') === undefined ? [] : ['']),
  ],
  'gateway.networking.k8s.io/HTTPRoute': (object) => hostnames(object),
  'gateway.networking.k8s.io/GRPCRoute': (object) => hostnames(object),
  'gateway.networking.k8s.io/TLSRoute': (object) => hostnames(object),
  'route.openshift.io/Route': (object) => [textOf(object, 'spec', 'host') ?? ''],
};

const hostnames = (object: unknown): readonly string[] => {
  const own = listOf(object, 'spec', 'hostnames').filter((name) => typeof name === 'string');
  return own.length === 0 ? [''] : own;
};

/** `*.example.com` answers for `a.example.com`, too. */
const wildcardOf = (host: string): string => host.replace(/^[^.]*/, '*');

const ofHosts = (cluster: ClusterPair): readonly DangerFinding[] =>
  Object.entries(hostsOf).flatMap(([kind, hosts]) =>
    comingObjects(cluster, kind).flatMap(({ subject, now, was }): DangerFinding[] => {
      if (isInternal(annotationsOf(now))) return [];
      const wasInternal = isInternal(annotationsOf(was));
      const known = new Set(was === undefined || wasInternal ? [] : hosts(was));
      const fresh = hosts(now).filter((host) => !['', host, wildcardOf(host)].some((one) => known.has(one)));
      if (fresh.length === 0) return [];
      const what = fresh.includes('') ? 'every host name that nothing else takes' : listed(fresh);
      return [
        {
          code: 'service-public',
          ...subject,
          path: wasInternal ? ['metadata', 'annotations'] : ['spec'],
          message: `requests for ${what} reach services of the cluster from outside`,
          fix: 'Make sure that it asks who comes, unless everybody may.',
        },
      ];
    }),
  );
