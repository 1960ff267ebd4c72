import type { Apiserver, PodSecurity, Finding as Said } from 'apiserver-wasm';
import { groupedBy } from '../../grouped.ts';
import type { ClusterObject, ClusterObjects } from '../../model/rendered.ts';
import { apiOf, fieldOf, mapOf, textOf } from '../../object-fields.ts';
import { joinPointer, splitPointer } from '../../pointer.ts';
import { mendObject } from '../../problem.ts';
import type { Definition } from './definitions.ts';
import { minorOf } from './objects.ts';
import { isSilenced } from './own-validation.ts';
import type { Finding } from './rule.ts';

export interface Defined {
  readonly cluster: ClusterObjects;
  /** By `group/Kind`. */
  readonly definitions: ReadonlyMap<string, Definition>;
}

interface Asked {
  readonly object: ClusterObject;
  readonly podSecurity: PodSecurity | undefined;
}

/** Asks the API server's own code what it would say of each object's creation; equal ones once. */
export const againstApiserver = async (
  clusters: readonly Defined[],
  apiserver: Apiserver,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const [, [first, ...others]] of groupedBy(clusters, keyOf)) {
    const kubernetes = minorOf(first.cluster);
    const definitions = [...first.definitions.values()];
    const asked = [first, ...others].flatMap(({ cluster }) => askedOf(cluster));
    const same = [
      ...groupedBy(asked, ({ object, podSecurity }) => JSON.stringify([podSecurity, object.rendered.object])).values(),
    ];
    for (let from = 0; from < same.length; from += batch) {
      const groups = same.slice(from, from + batch);
      const { objects, definitions: unusable } = await apiserver.judge({
        kubernetes,
        definitions: definitions.map(({ object }) => object),
        objects: groups.map(([{ object, podSecurity }]) => ({
          object: object.rendered.object,
          ...(podSecurity === undefined ? {} : { podSecurity }),
        })),
      });
      if (from === 0)
        findings.push(...definitions.flatMap((one, index) => unusableFinding(one, unusable[index], asked)));
      findings.push(
        ...groups.flatMap((members, index) =>
          (objects[index] ?? []).flatMap((said) =>
            members.flatMap(({ object }) => findingOf(object, said, first.definitions)),
          ),
        ),
      );
    }
  }
  return findings;
};

/** A definition whose schema the server would not take judges nothing: told at itself, or at an object that it would have judged. */
const unusableFinding = (
  { object: definition, from, source }: Definition,
  said: readonly Said[] = [],
  asked: readonly Asked[],
): readonly Finding[] => {
  const kind = `${textOf(definition, 'spec', 'group')}/${textOf(definition, 'spec', 'names', 'kind')}`;
  const own = asked.find(({ object }) => object.rendered.object === definition)?.object;
  const judged = asked.find(
    ({ object: { rendered } }) => `${apiOf(rendered.object).group}/${apiOf(rendered.object).kind}` === kind,
  );
  const object = own ?? judged?.object;
  return object === undefined
    ? []
    : said.slice(0, 5).map(({ path, message }) => ({
        code: 'object-invalid',
        severity: from === 'cluster' ? 'problem' : 'warning',
        object,
        path: own === undefined ? '' : path,
        message: `${own === undefined ? `its definition (${source ?? from})` : path} is refused, so objects of its kind are not judged: ${message}`,
        fix: 'Take the definition as its project publishes it.',
      }));
};

/** A few seconds' work on a slow machine. */
const batch = 1000;

const keyOf = ({ cluster, definitions }: Defined): string =>
  JSON.stringify([minorOf(cluster), [...definitions].map(([name, { object }]) => [name, object])]);

const askedOf = (cluster: ClusterObjects): readonly Asked[] => {
  const levels = levelsOf(cluster);
  return cluster.objects.map((object) => ({ object, podSecurity: levels.get(object.namespace) }));
};

/** What is enforced in each namespace, by its labels. */
export const levelsOf = ({ cluster, objects }: ClusterObjects): ReadonlyMap<string, PodSecurity> => {
  const labels = new Map<string, Readonly<Record<string, unknown>>>();
  for (const { rendered } of objects)
    if (textOf(rendered.object, 'kind') === 'Namespace' && apiOf(rendered.object).group === '')
      labels.set(textOf(rendered.object, 'metadata', 'name') ?? '', mapOf(rendered.object, 'metadata', 'labels'));
  for (const { name, labels: own } of cluster.namespaces) labels.set(name, { ...labels.get(name), ...own });
  const prefix = 'pod-security.kubernetes.io/enforce';
  return new Map(
    [...labels].flatMap(([name, { [prefix]: level, [`${prefix}-version`]: version }]) =>
      typeof level === 'string'
        ? [[name, { level, ...(typeof version === 'string' ? { version } : {}) }] as const]
        : [],
    ),
  );
};

/** Pointers to the fields below a place that a message speaks of: `hostNetwork=true`. */
const fieldsNamedIn = (message: string, value: unknown, path: string): readonly string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inside]) => [
        ...(/^[a-z]+[A-Z]\w+$|^privileged$/.test(key) && message.includes(key) ? [joinPointer(path, key)] : []),
        ...fieldsNamedIn(message, inside, joinPointer(path, key)),
      ]);

const findingOf = (
  object: ClusterObject,
  said: Said,
  definitions: ReadonlyMap<string, Definition>,
): readonly Finding[] => {
  if (isSilenced(object, said)) return [];
  const { group, kind } = apiOf(object.rendered.object);
  const definition = definitions.get(`${group}/${kind}`);
  const { of, path, message } = said;
  if (of === 'deprecated')
    return [
      {
        code: 'api-deprecated',
        severity: 'note',
        object,
        path,
        message: `it is ${message}`,
        fix: 'Ask those who make the chart.',
      },
    ];
  if (of === 'pod-security')
    return [
      {
        code: 'pod-security-violated',
        severity: 'problem',
        object,
        path,
        others: fieldsNamedIn(message, fieldOf(object.rendered.object, ...splitPointer(path)), path),
        message: `its namespace ${object.namespace} admits no such pods: ${message}`,
        fix: 'Set what the chart offers for it, or lower the level of the namespace.',
      },
    ];
  const isKnown = definition?.from === 'known';
  const where = path === '' ? 'it' : path;
  const what =
    of === 'unknown' ? `${where} is a field that this kind does not have` : `${where} is refused: ${message}`;
  // A rule stands over several fields, and any of them may be the one to mend.
  const under = of === 'rule' ? mapOf(object.rendered.object, ...splitPointer(path)) : {};
  return [
    {
      code: 'object-invalid',
      others: Object.keys(under).map((key) => joinPointer(path, key)),
      // The cluster may have another version of the definition.
      severity: isKnown ? 'warning' : 'problem',
      object,
      path,
      message: isKnown ? `${what}, by ${definition.source}` : what,
      fix: isKnown
        ? 'Mend the value that makes it, or add the definition that the cluster has with `espalier schemas add`.'
        : mendObject,
    },
  ];
};
