import { groupKindOf } from '../../pod-templates.ts';
import { goingObjects, howToKeep, whyGoing } from './going.ts';
import type { DangerRule } from './rule.ts';

const messages: Readonly<Record<string, string>> = {
  PersistentVolumeClaim:
    'the claim goes, and with it the volume and all that is on it, where its class reclaims volumes by `Delete`',
  PersistentVolume: 'the volume goes from the cluster: what uses it stops, and what is on it may be lost',
};

/** Claims and volumes that a release has made itself. */
export const claimRemoved: DangerRule = (cluster) =>
  goingObjects(cluster).flatMap((going) => {
    const { subject, before, release, from = release } = going;
    const message = messages[groupKindOf(before.object)];
    if (message === undefined) return [];
    return [
      {
        code: 'claim-removed',
        service: subject.service,
        object: before.name,
        message: whyGoing(going) + message,
        fix: `${howToKeep(from)}; or have a backup.`,
      } as const,
    ];
  });
