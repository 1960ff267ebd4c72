import type { JsonObject } from '../../model/values.ts';
import { fieldOf, mapOf, textOf } from '../../object-fields.ts';
import { groupKindOf } from '../../pod-templates.ts';
import { nanosOf } from '../../quantity.ts';
import { changedObjects } from './changed-objects.ts';
import { immutableFields, usualBelow } from './immutable-fields.ts';
import { isMadeAnew } from './made-anew.ts';
import type { DangerFinding, DangerRule } from './rule.ts';

/** What the API server refuses to change, or what is deleted and made anew because somebody allowed that. */
export const fieldImmutable: DangerRule = (cluster) =>
  changedObjects(cluster).flatMap(({ subject, before, after }) => {
    if (before === undefined || after === undefined || isOther(before.name, after.name)) return [];
    const kind = groupKindOf(after.object);
    if (kind !== groupKindOf(before.object) || before.part === 'hook' || after.part === 'hook') return [];
    const paths = [...frozen(before.object, after.object), ...refusedPaths(kind, before.object, after.object)];
    return paths.map((path): DangerFinding => {
      const found = { code: 'field-immutable', ...subject, path } as const;
      return isMadeAnew(after.object)
        ? {
            ...found,
            severity: 'warning',
            message: `${path.join('.')} cannot change: it is deleted and made anew, as its annotations ask`,
            fix: 'Make sure that it may be gone for a moment.',
          }
        : {
            ...found,
            message: `the API server refuses to change ${path.join('.')}, and the release stays as it is`,
            fix: fixes[kind] ?? usualFix,
          };
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
};

/** Secrets and ConfigMaps that say so. */
const frozen = (before: JsonObject, after: JsonObject): readonly (readonly string[])[] => {
  const kind = groupKindOf(after);
  if ((kind !== 'Secret' && kind !== 'ConfigMap') || before.immutable !== true) return [];
  const fields = ['data', 'binaryData', 'stringData'].filter(
    (field) => !isEqual(before[field] ?? {}, after[field] ?? {}),
  );
  return [...fields.map((field) => [field]), ...(after.immutable === true ? [] : [['immutable']])];
};

const refusedPaths = (kind: string, before: JsonObject, after: JsonObject): readonly (readonly string[])[] =>
  (Object.hasOwn(immutableFields, kind) ? (immutableFields[kind] ?? []) : []).flatMap(
    ({ path, but, usual, ifSet = false, onceFree = false }) => {
      const [old, now] = [fieldOf(before, ...path), fieldOf(after, ...path)];
      if (but !== undefined)
        return changedBelow(kind, mapOf(before, ...path), mapOf(after, ...path), but).map((key) => [...path, key]);
      if ((ifSet && now === undefined) || (onceFree && old === undefined)) return [];
      // An address is chosen by the server: only what is said on both sides, or no address at all, is known to be another.
      if (ifSet && old === undefined && textOf(before, 'spec', 'type') === 'ExternalName') return [];
      if (kind === 'batch/Job' && path.at(-1) === 'template' && isSuspended(before))
        return isEqual(withoutScheduling(old), withoutScheduling(now)) ? [] : [path];
      return isEqual(old ?? usual, now ?? usual) ? [] : [path];
    },
  );

const isSuspended = (job: JsonObject): boolean => fieldOf(job, 'spec', 'suspend') === true;

/** Where a Job waits, it may still be said where its pods are to run. */
const withoutScheduling = (template: unknown): unknown => {
  const { metadata: _metadata, spec, ...rest } = mapOf(template);
  const { nodeSelector: _selector, tolerations: _tolerations, schedulingGates: _gates, affinity, ...pod } = mapOf(spec);
  const { nodeAffinity: _nodes, ...others } = mapOf(affinity);
  return { ...rest, spec: { ...pod, ...(Object.keys(others).length > 0 ? { affinity: others } : {}) } };
};

const changedBelow = (
  kind: string,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  but: readonly string[],
): readonly string[] => {
  const usual = Object.hasOwn(usualBelow, kind) ? usualBelow[kind] : undefined;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !but.includes(key))
    .filter((key) => !isEqual(before[key] ?? usual?.[key], after[key] ?? usual?.[key]))
    .sort();
};

/** As the server compares: without regard to the order of keys, and amounts by what they come to. */
const isEqual = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

const canonical = (value: unknown): string =>
  JSON.stringify(value ?? null, (key, inside: unknown) => {
    const amount = key === 'storage' ? nanosOf(inside) : undefined;
    if (amount !== undefined) return String(amount);
    if (typeof inside !== 'object' || inside === null || Array.isArray(inside)) return inside;
    return Object.fromEntries(
      Object.entries(inside)
        .filter(([, one]) => one !== null)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  });
