import { textOf } from '../../object-fields.ts';
import { groupKindOf } from '../../pod-templates.ts';
import { type ChangedObject, changedObjects } from './changed-objects.ts';
import { podsOf } from './pod-containers.ts';
import { containerPowers, missingRestrictions, type Power, podPowers, sentencesOf } from './pod-powers.ts';
import type { DangerFinding, DangerRule } from './rule.ts';
import { clipped } from './words.ts';

export const podSecurityWeakened: DangerRule = (cluster) =>
  changedObjects(cluster).flatMap((changed) => [...ofNamespace(changed), ...ofPods(changed)]);

const label = 'pod-security.kubernetes.io/enforce';

/** By strictness. A namespace without the label admits everything, if nobody has configured the API server otherwise. */
const levels = ['privileged', 'baseline', 'restricted'];

/** Argo CD has the labels of a namespace that it makes in the Application. */
const places: Readonly<Record<string, readonly string[]>> = {
  Namespace: ['metadata', 'labels'],
  'argoproj.io/Application': ['spec', 'syncPolicy', 'managedNamespaceMetadata', 'labels'],
};

const ofNamespace = ({ subject, before, after }: ChangedObject): readonly DangerFinding[] => {
  if (before === undefined || after === undefined) return [];
  const kind = groupKindOf(after.object);
  const place = Object.hasOwn(places, kind) ? places[kind] : undefined;
  if (place === undefined) return [];
  const [was, now] = [before, after].map(({ object }) => textOf(object, ...place, label));
  if (was === undefined || levels.indexOf(was) <= Math.max(0, levels.indexOf(now ?? ''))) return [];
  const what =
    now === undefined ? `no longer only those of the level ${was}` : `those of ${clipped(now)}, and not only of ${was}`;
  return [
    {
      code: 'pod-security-weakened',
      ...subject,
      path: [...place, label],
      message: `the namespace admits ${now === undefined ? 'all pods' : 'more pods'}: ${what}`,
      fix: `Keep \`${label}: ${was}\`, and mend the pods that it refuses.`,
    },
  ];
};

const ofPods = ({ subject, before, after }: ChangedObject): readonly DangerFinding[] => {
  const now = podsOf(after?.object);
  if (now === undefined) return [];
  const was = podsOf(before?.object);
  const old = new Map((was?.containers ?? []).map((container) => [container.name, container]));
  const kept = new Set(now.containers.map(({ name }) => name));
  // A container under another name is no new power.
  const renamed = new Set(
    was?.containers.filter(({ name }) => !kept.has(name)).flatMap((gone) => containerPowers(was, gone).map(keyOf)),
  );
  const found: readonly Power[] = [
    ...added(podPowers(now), new Set(was === undefined ? [] : podPowers(was).flatMap(withWeaker))),
    ...now.containers.flatMap((container): readonly Power[] => {
      const earlier = old.get(container.name);
      if (was === undefined || earlier === undefined) return added(containerPowers(now, container), renamed);
      const powers = new Set(containerPowers(was, earlier).map(keyOf));
      const lacked = new Set(missingRestrictions(was, earlier, undefined).map(keyOf));
      return [
        ...added(containerPowers(now, container), powers),
        ...added(missingRestrictions(now, container, earlier.container), lacked),
      ];
    }),
  ];
  return sentencesOf(found).map(
    ({ path, message, severity }): DangerFinding => ({
      code: 'pod-security-weakened',
      ...(severity === undefined ? {} : { severity }),
      ...subject,
      path,
      message,
      fix: 'Take it out if what runs does not need it; or say in an exception why it does.',
    }),
  );
};

const keyOf = ({ key }: Power): string => key;

/** Whoever may write may read. */
const withWeaker = ({ key }: Power): readonly string[] =>
  key.startsWith('write ') ? [key, key.replace('write', 'read')] : [key];

const added = (powers: readonly Power[], known: ReadonlySet<string>): readonly Power[] =>
  powers.filter(({ key }) => !known.has(key));
