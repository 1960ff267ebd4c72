import type { ClusterObject } from '../../model/rendered.ts';
import { fieldOf, listOf, mapOf, textOf } from '../../object-fields.ts';
import { containersOf, groupKindOf } from '../../pod-templates.ts';
import type { Finding, Rule } from './rule.ts';
import { type Index, indexOf, selects } from './selection.ts';

/** Names of Services, ports and workloads that nothing on the cluster has: traffic or scaling goes nowhere. */
export const missingTargets: Rule = (cluster) => {
  const index = indexOf(cluster);
  return cluster.objects.flatMap((object): readonly Finding[] => {
    if (!index.isKnown(object.namespace)) return [];
    const kind = groupKindOf(object.rendered.object);
    const look = Object.hasOwn(looks, kind) ? looks[kind] : undefined;
    const severity = index.hasMakers(object.namespace) ? 'note' : 'warning';
    return (look?.(object, index) ?? []).map(({ path, message, fix }) => ({
      code: 'target-missing',
      severity,
      object,
      path,
      message,
      fix,
    }));
  });
};

type Missing = Pick<Finding, 'path' | 'message' | 'fix'>;
type Look = (object: ClusterObject, index: Index) => readonly Missing[];

const services: Look = ({ rendered: { object }, namespace }, { pods }) => {
  const selector = mapOf(object, 'spec', 'selector');
  if (Object.keys(selector).length === 0) return [];
  const selected = (pods.get(namespace) ?? []).filter(({ labels }) => selects({ matchLabels: selector }, labels));
  // Who asks for the addresses behind a name asks for no port.
  if (selected.length === 0 || textOf(object, 'spec', 'clusterIP') === 'None') return [];
  const names = new Set(
    selected.flatMap(({ template }) =>
      containersOf(template).flatMap(({ container }) => listOf(container, 'ports').map((port) => textOf(port, 'name'))),
    ),
  );
  return listOf(object, 'spec', 'ports').flatMap((port, position) => {
    const target = textOf(port, 'targetPort');
    if (target === undefined || names.has(target)) return [];
    const path = `/spec/ports/${position}/targetPort`;
    return [
      {
        path,
        message: `none of the pods that it selects has a port ${target}, so nobody answers`,
        fix: 'Name a port that the containers have.',
      },
    ];
  });
};

const ingresses: Look = ({ rendered: { object }, namespace }, { objects }) => {
  const backends = [
    { path: '/spec/defaultBackend', backend: fieldOf(object, 'spec', 'defaultBackend') },
    ...listOf(object, 'spec', 'rules').flatMap((rule, number) =>
      listOf(rule, 'http', 'paths').map((path, position) => ({
        path: `/spec/rules/${number}/http/paths/${position}/backend`,
        backend: fieldOf(path, 'backend'),
      })),
    ),
  ];
  return backends.flatMap(({ path, backend }): readonly Missing[] => {
    const name = textOf(backend, 'service', 'name');
    if (name === undefined) return [];
    const service = objects.get(`Service ${namespace}/${name}`);
    if (service === undefined)
      return [
        {
          path: `${path}/service/name`,
          message: `there is no Service ${name} in ${namespace}, so requests fail`,
          fix: 'Name a Service that is there.',
        },
      ];
    const port = fieldOf(backend, 'service', 'port', 'name') ?? fieldOf(backend, 'service', 'port', 'number');
    const ports = listOf(service.rendered.object, 'spec', 'ports');
    if (port === undefined || ports.some((one) => fieldOf(one, 'name') === port || fieldOf(one, 'port') === port))
      return [];
    return [
      {
        path: `${path}/service/port`,
        message: `the Service ${name} has no port ${String(port)}, so requests fail`,
        fix: 'Name a port that the Service has.',
      },
    ];
  });
};

const scaled: Look = ({ rendered: { object }, namespace }, { objects }) => {
  const target = fieldOf(object, 'spec', 'scaleTargetRef');
  const name = textOf(target, 'name');
  const kind = groupKindOf(target);
  if (
    name === undefined ||
    !/^(apps\/|ReplicationController$)/.test(kind) ||
    objects.has(`${kind} ${namespace}/${name}`)
  )
    return [];
  return [
    {
      path: '/spec/scaleTargetRef/name',
      message: `there is no ${textOf(target, 'kind')} ${name} in ${namespace}, so nothing is scaled`,
      fix: 'Name a workload that is there.',
    },
  ];
};

const looks: Readonly<Record<string, Look | undefined>> = {
  Service: services,
  'networking.k8s.io/Ingress': ingresses,
  'autoscaling/HorizontalPodAutoscaler': scaled,
};
