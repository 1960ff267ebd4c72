import { fieldOf, textOf } from '../../object-fields.ts';
import { groupKindOf, podTemplateOf } from '../../pod-templates.ts';
import { replicasOf, scalersIn } from '../replicas.ts';
import { canonical, storedTemplate } from './as-stored.ts';
import { changedObjects } from './changed-objects.ts';
import type { DangerRule } from './rule.ts';

/** Pods made anew, all of one workload before any new one runs. */
export const restartAtOnce: DangerRule = (cluster) =>
  changedObjects(cluster).flatMap(({ subject, before, after, release }) => {
    if (before === undefined || after === undefined || before.name.name !== after.name.name) return [];
    if (before.name.namespace !== after.name.namespace) return [];
    const [old, now] = [before.object, after.object].map((object) => podTemplateOf(object)?.template);
    if (now === undefined || canonical(storedTemplate(old)) === canonical(storedTemplate(now))) return [];
    const replicas = replicasOf(after.object, scalersIn(release?.objectsAfter ?? []));
    const why = replicas < 1 ? undefined : reasonOf(after.object, replicas);
    if (why === undefined) return [];
    const isOnNodes = groupKindOf(after.object) === 'apps/DaemonSet';
    const isAlone = replicas === 1 && !isOnNodes;
    return [
      {
        code: 'restart-at-once',
        // One pod is away for a moment with any strategy but one that surges.
        ...(isAlone ? { severity: 'note' as const } : {}),
        ...subject,
        path: ['spec', 'template'],
        message: `its pods are made anew, and ${why}: ${isAlone ? 'its only pod is' : isOnNodes ? 'all are' : `all ${replicas} are`} away meanwhile`,
        fix: 'Let the change arrive when that does no harm, or take a rolling update.',
      } as const,
    ];
  });

const reasonOf = (object: unknown, replicas: number): string | undefined => {
  const strategy = fieldOf(object, 'spec', 'strategy');
  switch (groupKindOf(object)) {
    case 'apps/Deployment':
      if (fieldOf(object, 'spec', 'paused') === true) return undefined;
      if (textOf(strategy, 'type') === 'Recreate') return 'the strategy is Recreate';
      return isAll(fieldOf(strategy, 'rollingUpdate', 'maxUnavailable'), replicas)
        ? 'maxUnavailable lets all go at once'
        : undefined;
    case 'apps/DaemonSet': {
      const update = fieldOf(object, 'spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable');
      return update === '100%' ? 'maxUnavailable lets those of all nodes go at once' : undefined;
    }
    case 'apps/StatefulSet': {
      const partition = fieldOf(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition');
      const isHeldBack = typeof partition === 'number' && partition > 0;
      return replicas === 1 && !isHeldBack && textOf(object, 'spec', 'updateStrategy', 'type') !== 'OnDelete'
        ? 'there is no other'
        : undefined;
    }
    default:
      return undefined;
  }
};

const isAll = (value: unknown, replicas: number): boolean => {
  if (typeof value === 'number') return value >= replicas;
  const [, percent] = /^(\d{1,3})%$/.exec(String(value)) ?? [];
  return percent !== undefined && Math.floor((Number(percent) * replicas) / 100) >= replicas;
};
