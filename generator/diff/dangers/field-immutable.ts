import type { JsonObject } from '../../model/values.ts';
import { fieldOf, mapOf, textOf } from '../../object-fields.ts';
import { groupKindOf } from '../../pod-templates.ts';
import { canonical } from './as-stored.ts';
import { changedObjects } from './changed-objects.ts';
import { type Immutable, immutableFields } from './immutable-fields.ts';
import { isMadeAnew } from './made-anew.ts';
import type { DangerFinding, DangerRule } from './rule.ts';

/** What the API server refuses to change, or what is deleted and made anew because somebody allowed that. */
export const fieldImmutable: DangerRule = (cluster) =>
  changedObjects(cluster).flatMap(({ subject, before, after, release }) => {
    if (before === undefined || after === undefined || isOther(before.name, after.name)) return [];
    const kind = groupKindOf(after.object);
    // What gets its name in the cluster is another object each time.
    if (textOf(after.object, 'metadata', 'name') === undefined) return [];
    if (kind !== groupKindOf(before.object) || before.part === 'hook' || after.part === 'hook') return [];
    return refusedFields(kind, before.object, after.object).map(({ path, unless }): DangerFinding => {
      const found = { code: 'field-immutable', ...subject, path } as const;
      if (isMadeAnew(after, release))
        return {
          ...found,
          severity: 'warning',
          message: `${path.join('.')} cannot change: it is deleted and made anew, as its annotations ask`,
          fix: 'Make sure that it may be gone for a moment.',
        };
      const message = `the API server refuses to change ${path.join('.')}, and the release stays as it is`;
      const fix = fixes[kind] ?? usualFix;
      return unless === undefined
        ? { ...found, message, fix }
        : { ...found, severity: 'warning', message: `${message}, unless ${unless}`, fix };
    });
  });

const isOther = (one: { readonly name: string; readonly namespace: string }, other: typeof one): boolean =>
  one.name !== other.name || one.namespace !== other.namespace;

const usualFix =
  'Leave the field as it is, give the object another name, or delete it by hand just before the change arrives.';

const fixes: Readonly<Record<string, string>> = {
  'apps/StatefulSet':
    'Delete it without its pods just before the change arrives (`kubectl delete statefulset NAME --cascade=orphan`), and make claims larger by hand; or leave the field as it is.',
  'batch/Job':
    'Give the Job a name that changes with it, make it a Helm hook, or delete it by hand just before the change arrives.',
  'apiextensions.k8s.io/CustomResourceDefinition':
    'Leave the field as it is: to delete the definition is to delete every object of its kind.',
  PersistentVolumeClaim: 'Leave the field as it is; another volume is a new claim with the data copied over.',
};

interface Refused {
  readonly path: readonly string[];
  readonly unless?: string;
}

export const refusedFields = (kind: string, before: JsonObject, after: JsonObject): readonly Refused[] =>
  (Object.hasOwn(immutableFields, kind) ? (immutableFields[kind] ?? []) : []).flatMap((field) =>
    field.but === undefined ? refused(field, before, after) : refusedBelow(field.path, field.but, before, after),
  );

const refused = (
  { path, usual, read, ifSet, onceFree, unless }: Immutable,
  before: JsonObject,
  after: JsonObject,
): readonly Refused[] => {
  const sides = { before, after };
  const [old, now] = [before, after].map(
    (object) => read?.(object, sides) ?? (read ? undefined : fieldOf(object, ...path)),
  );
  if ((ifSet && isAbsent(now)) || (onceFree && isAbsent(old))) return [];
  if (canonical(old ?? usual) === canonical(now ?? usual)) return [];
  return [unless !== undefined && isAbsent(old) ? { path, unless } : { path }];
};

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

const refusedBelow = (
  path: readonly string[],
  but: readonly string[],
  before: JsonObject,
  after: JsonObject,
): readonly Refused[] => {
  const [old, now] = [mapOf(before, ...path), mapOf(after, ...path)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((key) => !but.includes(key) && canonical(old[key]) !== canonical(now[key]))
    .sort()
    .map((key) => ({ path: [...path, key] }));
};
