import type { ClusterObject, ClusterObjects } from '../../model/rendered.ts';
import { apiOf, fieldOf, listOf, mapOf, textOf } from '../../object-fields.ts';
import { groupKindOf, type PodTemplate, podTemplateOf } from '../../pod-templates.ts';
import { isBuiltIn } from './unserved-apis.ts';

type Labels = Readonly<Record<string, unknown>>;

/** Pods of one kind that a cluster runs. */
interface Pods {
  readonly object: ClusterObject;
  readonly template: PodTemplate;
  readonly labels: Labels;
}

/** What rules look up in a cluster. */
export interface Index {
  /** By namespace. */
  readonly pods: ReadonlyMap<string, readonly Pods[]>;
  /** By `group/Kind namespace/name`, the core group left out. */
  readonly objects: ReadonlyMap<string, ClusterObject>;
  /** Whether a namespace is of releases of the cluster alone, all of which were rendered. */
  readonly isKnown: (namespace: string) => boolean;
  /** Whether something that we know nothing of may make pods, services and the like there. */
  readonly hasMakers: (namespace: string) => boolean;
}

const indexes = new WeakMap<ClusterObjects, Index>();

export const indexOf = (cluster: ClusterObjects): Index => {
  const index = indexes.get(cluster) ?? makeIndex(cluster);
  indexes.set(cluster, index);
  return index;
};

const makeIndex = ({ cluster, objects }: ClusterObjects): Index => {
  const pods = new Map<string, Pods[]>();
  const byName = new Map<string, ClusterObject>();
  const makers = new Set<string>();
  for (const object of objects) {
    const { rendered, namespace } = object;
    byName.set(`${groupKindOf(rendered.object)} ${namespace}/${textOf(rendered.object, 'metadata', 'name')}`, object);
    if (mayMakePods(rendered.object)) makers.add(namespace);
    const template = podTemplateOf(rendered.object);
    if (template === undefined) continue;
    const labels = mapOf(template.template, 'metadata', 'labels');
    const known = pods.get(namespace);
    if (known === undefined) pods.set(namespace, [{ object, template, labels }]);
    else known.push({ object, template, labels });
  }
  const rendered = new Set(objects.map(({ release }) => release.service));
  // Whatever is in other namespaces, kube-system above all, comes from elsewhere.
  const ours = new Set(
    cluster.releases.flatMap(({ namespace, extraNamespaces }) => [namespace.value, ...extraNamespaces]),
  );
  const unknown = new Set(
    cluster.releases.filter(({ service }) => !rendered.has(service)).map(({ namespace }) => namespace.value),
  );
  return {
    pods,
    objects: byName,
    isKnown: (namespace) => ours.has(namespace) && !unknown.has(namespace),
    hasMakers: (namespace) => makers.has(namespace),
  };
};

/** Custom resources of these groups configure what runs elsewhere. */
const makesNone =
  /(^|\.)(cert-manager\.io|external-secrets\.io|gateway\.networking\.k8s\.io|keda\.sh|kyverno\.io|traefik\.io)$/;
const monitors = new Set([
  'ServiceMonitor',
  'PodMonitor',
  'PrometheusRule',
  'Probe',
  'ScrapeConfig',
  'AlertmanagerConfig',
]);

const mayMakePods = (object: unknown): boolean => {
  const { group, kind } = apiOf(object);
  return !isBuiltIn(group) && !makesNone.test(group) && !monitors.has(kind);
};

/** Whether a selector of `matchLabels` and `matchExpressions` takes labels. */
export const selects = (selector: unknown, labels: Labels): boolean =>
  Object.entries(mapOf(selector, 'matchLabels')).every(([key, value]) => labels[key] === value) &&
  listOf(selector, 'matchExpressions').every((expression) => holds(expression, labels));

const holds = (expression: unknown, labels: Labels): boolean => {
  const value = labels[textOf(expression, 'key') ?? ''];
  const isAmong = listOf(expression, 'values').includes(value);
  switch (fieldOf(expression, 'operator')) {
    case 'In':
      return value !== undefined && isAmong;
    case 'NotIn':
      return !isAmong;
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    // The API server knows no other.
    default:
      return true;
  }
};

export const isEmptySelector = (selector: unknown): boolean =>
  Object.keys(mapOf(selector, 'matchLabels')).length + listOf(selector, 'matchExpressions').length === 0;
