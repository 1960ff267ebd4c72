import type { ClusterObject } from '../../model/rendered.ts';
import { fieldOf, listOf, mapOf, textOf } from '../../object-fields.ts';
import { groupKindOf } from '../../pod-templates.ts';
import { joinPointer, splitPointer } from '../../pointer.ts';
import type { Finding, Rule } from './rule.ts';
import { type Index, indexOf, isEmptySelector, selects } from './selection.ts';

type Labels = Readonly<Record<string, unknown>>;

/** What an object selects, and what comes of it where there is nothing of the kind. */
interface Selection {
  readonly path: string;
  readonly selector: unknown;
  readonly of: 'pods' | 'services';
  readonly so: string;
  /** Whether somebody waits for an answer; else it may be there for pods that are switched off. */
  readonly isServing?: boolean;
}

const selections: Readonly<Record<string, (object: unknown) => Selection | undefined>> = {
  Service: (object) =>
    textOf(object, 'spec', 'type') === 'ExternalName'
      ? undefined
      : {
          path: '/spec/selector',
          selector: { matchLabels: mapOf(object, 'spec', 'selector') },
          of: 'pods',
          so: 'whoever connects to it finds nobody',
          isServing: true,
        },
  'policy/PodDisruptionBudget': (object) => at(object, 'selector', 'pods', 'it protects nothing'),
  'networking.k8s.io/NetworkPolicy': (object) => at(object, 'podSelector', 'pods', 'it restricts nothing'),
  'monitoring.coreos.com/ServiceMonitor': (object) => ({
    ...at(object, 'selector', 'services', 'nothing is scraped'),
    isServing: true,
  }),
  'monitoring.coreos.com/PodMonitor': (object) => at(object, 'selector', 'pods', 'nothing is scraped'),
};

const at = (object: unknown, key: string, of: Selection['of'], so: string): Selection => ({
  path: `/spec/${key}`,
  selector: fieldOf(object, 'spec', key),
  of,
  so,
});

/** Selectors that select nothing of what the cluster gets: a label was renamed on one side. */
export const unmatchedSelectors: Rule = (cluster) => {
  const index = indexOf(cluster);
  return cluster.objects.flatMap((object): readonly Finding[] => {
    const kind = groupKindOf(object.rendered.object);
    const selection = Object.hasOwn(selections, kind) ? selections[kind]?.(object.rendered.object) : undefined;
    // An empty selector takes everything, or is for addresses that somebody else fills in.
    if (selection === undefined || isEmptySelector(selection.selector)) return [];
    const namespaces = namespacesOf(object);
    if (namespaces === undefined || !namespaces.every(index.isKnown)) return [];
    const { path, selector, of, so, isServing = false } = selection;
    const labels = namespaces.flatMap((namespace) => labelsIn(index, namespace, of));
    if (labels.some((one) => selects(selector, one))) return [];
    // A label that nothing has may be set at run time, on the one that leads.
    const keys = new Set(labels.flatMap((one) => Object.keys(one)));
    const isSure = isServing && Object.keys(mapOf(selector, 'matchLabels')).every((key) => keys.has(key));
    return [
      {
        code: 'selector-unmatched',
        severity: isSure && !namespaces.some(index.hasMakers) ? 'warning' : 'note',
        object,
        path,
        others: pathsBelow(object.rendered.object, path),
        message: `no ${of} of ${namespaces.join(', ')} have the labels that it selects, so ${so}`,
        fix: 'Make the labels of both the same.',
      },
    ];
  });
};

/** The labels that a selector names, in the maps of Services and in those of others. */
const pathsBelow = (object: unknown, path: string): readonly string[] => {
  const inside = fieldOf(object, ...splitPointer(path));
  const of = (map: unknown, at: string): readonly string[] =>
    Object.keys(mapOf(map))
      .filter((key) => textOf(map, key) !== undefined)
      .map((key) => joinPointer(at, key));
  return [...of(inside, path), ...of(fieldOf(inside, 'matchLabels'), `${path}/matchLabels`)];
};

/** Its own, unless it says others; undefined where it looks everywhere. */
const namespacesOf = ({ rendered: { object }, namespace }: ClusterObject): readonly string[] | undefined => {
  const said = fieldOf(object, 'spec', 'namespaceSelector');
  if (said === undefined || groupKindOf(object).startsWith('networking')) return [namespace];
  const names = listOf(said, 'matchNames').filter((name) => typeof name === 'string');
  return names.length === 0 ? undefined : names;
};

const labelsIn = (index: Index, namespace: string, of: Selection['of']): readonly Labels[] =>
  of === 'pods'
    ? (index.pods.get(namespace) ?? []).map(({ labels }) => labels)
    : [...index.objects.values()]
        .filter((other) => other.namespace === namespace && groupKindOf(other.rendered.object) === 'Service')
        .map(({ rendered }) => mapOf(rendered.object, 'metadata', 'labels'));
