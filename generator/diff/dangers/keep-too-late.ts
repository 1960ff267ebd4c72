import { goingObjects } from './going.ts';
import { releaseRecreated } from './release-recreated.ts';
import type { DangerRule } from './rule.ts';

/** `keep` in the very change that takes something away: the cluster still has the old answer when it goes. */
export const keepTooLate: DangerRule = (cluster, settings) => {
  const anew = new Set(releaseRecreated(cluster, settings).map(({ service }) => service));
  const going = new Set(goingObjects(cluster).map(({ subject }) => subject.service));
  return cluster.releases
    .filter(({ before, after }) => before?.onRemove === 'delete' && after?.onRemove === 'keep')
    .filter(({ service }) => anew.has(service) || going.has(service))
    .map(({ service }) => ({
      code: 'keep-too-late' as const,
      service,
      message: '`onRemove: keep` arrives together with what takes something away, which still goes',
      fix: 'Let `onRemove: keep` reach the cluster alone first.',
    }));
};
