import type { ClusterObject } from '../../model/rendered.ts';
import { fieldOf, listOf, mapOf, textOf } from '../../object-fields.ts';
import { containersOf, type PodTemplate, podTemplateOf } from '../../pod-templates.ts';
import type { Finding, Rule } from './rule.ts';
import { type Index, indexOf } from './selection.ts';

/** Something that a pod needs before it starts. */
interface Reference {
  readonly kind: 'ConfigMap' | 'Secret' | 'ServiceAccount' | 'PersistentVolumeClaim';
  readonly name: unknown;
  readonly path: string;
  readonly key?: unknown;
  readonly optional?: unknown;
}

/** What pods name and nothing here makes, as a note, since it may come from elsewhere; and keys that what is made here lacks. */
export const missingReferences: Rule = (cluster) => {
  const index = indexOf(cluster);
  return cluster.objects.flatMap((object): readonly Finding[] => {
    const template = podTemplateOf(object.rendered.object);
    if (template === undefined) return [];
    const told = new Set<string>();
    return referencesOf(template).flatMap((reference) => {
      const { kind, name, optional } = reference;
      if (typeof name !== 'string' || name === '' || optional === true || isGiven(kind, name)) return [];
      const made = index.objects.get(`${kind} ${object.namespace}/${name}`);
      if (made !== undefined) return lackingKey(object, reference, made);
      // What somebody else makes, a StatefulSet its claims or a definition its Secrets, cannot be told.
      if (told.has(`${kind} ${name}`)) return [];
      told.add(`${kind} ${name}`);
      return [missing(object, reference, index)];
    });
  });
};

const isGiven = (kind: Reference['kind'], name: string): boolean =>
  (kind === 'ServiceAccount' && name === 'default') || (kind === 'ConfigMap' && name === 'kube-root-ca.crt');

const missing = (object: ClusterObject, { kind, name, path }: Reference, index: Index): Finding => ({
  code: 'reference-missing',
  severity: 'note',
  object,
  path,
  message: `it needs the ${kind} ${String(name)} in ${object.namespace}, which nothing ${index.isKnown(object.namespace) ? 'here' : 'that was rendered'} makes`,
  fix: 'See that it is there before, or make it here.',
});

const lackingKey = (
  object: ClusterObject,
  { kind, name, key, path }: Reference,
  made: ClusterObject,
): readonly Finding[] => {
  if (typeof key !== 'string' || (kind !== 'ConfigMap' && kind !== 'Secret')) return [];
  const keys = ['data', 'binaryData', 'stringData'].flatMap((field) => Object.keys(mapOf(made.rendered.object, field)));
  // An empty Secret is filled in by somebody else.
  if (keys.includes(key) || (kind === 'Secret' && keys.length === 0)) return [];
  return [
    {
      code: 'reference-key-missing',
      severity: 'warning',
      object,
      path,
      message: `it needs the key ${key} of the ${kind} ${String(name)}, which has none of that name, so its pods do not start`,
      fix: `Name a key that the ${kind} has.`,
    },
  ];
};

const referencesOf = (template: PodTemplate): readonly Reference[] => {
  const spec = `${template.path}/spec`;
  const inside = fieldOf(template.template, 'spec');
  const account = fieldOf(inside, 'serviceAccountName');
  return [
    { kind: 'ServiceAccount', name: account, path: `${spec}/serviceAccountName` },
    ...listOf(inside, 'imagePullSecrets').map(
      (secret, index): Reference => ({
        kind: 'Secret',
        name: fieldOf(secret, 'name'),
        path: `${spec}/imagePullSecrets/${index}/name`,
      }),
    ),
    ...listOf(inside, 'volumes').flatMap((volume, index) => ofVolume(volume, `${spec}/volumes/${index}`)),
    ...containersOf(template).flatMap(({ container, path }) => ofContainer(container, path)),
  ];
};

const ofVolume = (volume: unknown, path: string): readonly Reference[] => [
  ...ofSource('ConfigMap', fieldOf(volume, 'configMap'), 'name', `${path}/configMap`),
  ...ofSource('Secret', fieldOf(volume, 'secret'), 'secretName', `${path}/secret`),
  {
    kind: 'PersistentVolumeClaim',
    name: fieldOf(volume, 'persistentVolumeClaim', 'claimName'),
    path: `${path}/persistentVolumeClaim/claimName`,
  },
  ...listOf(volume, 'projected', 'sources').flatMap((source, index) => [
    ...ofSource('ConfigMap', fieldOf(source, 'configMap'), 'name', `${path}/projected/sources/${index}/configMap`),
    ...ofSource('Secret', fieldOf(source, 'secret'), 'name', `${path}/projected/sources/${index}/secret`),
  ]),
];

/** The object that a volume is made from, and each of the keys that it picks. */
const ofSource = (kind: Reference['kind'], source: unknown, field: string, path: string): readonly Reference[] => {
  const said = { kind, name: fieldOf(source, field), optional: fieldOf(source, 'optional') };
  return [
    { ...said, path: `${path}/${field}` },
    ...listOf(source, 'items').map((item, index) => ({
      ...said,
      key: fieldOf(item, 'key'),
      path: `${path}/items/${index}/key`,
    })),
  ];
};

const ofContainer = (container: unknown, path: string): readonly Reference[] => [
  ...listOf(container, 'env').flatMap((entry, index) =>
    (['configMapKeyRef', 'secretKeyRef'] as const).map((field): Reference => {
      const from = fieldOf(entry, 'valueFrom', field);
      return {
        kind: field === 'secretKeyRef' ? 'Secret' : 'ConfigMap',
        name: fieldOf(from, 'name'),
        key: textOf(from, 'key'),
        optional: fieldOf(from, 'optional'),
        path: `${path}/env/${index}/valueFrom/${field}/key`,
      };
    }),
  ),
  ...listOf(container, 'envFrom').flatMap((entry, index) => [
    ...ofSource('ConfigMap', fieldOf(entry, 'configMapRef'), 'name', `${path}/envFrom/${index}/configMapRef`),
    ...ofSource('Secret', fieldOf(entry, 'secretRef'), 'name', `${path}/envFrom/${index}/secretRef`),
  ]),
];
