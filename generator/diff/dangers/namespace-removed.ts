import { groupKindOf } from '../../pod-templates.ts';
import { goingObjects, howToKeep } from './going.ts';
import type { DangerRule } from './rule.ts';

/** Namespaces that a chart makes; those of Espalier's own are never pruned. */
export const namespaceRemoved: DangerRule = (cluster) =>
  goingObjects(cluster)
    .filter(({ before }) => before.part !== 'controller' && groupKindOf(before.object) === 'Namespace')
    .map(({ subject: { service }, before, release }) => ({
      code: 'namespace-removed' as const,
      service,
      object: before.name,
      message: 'the namespace goes, and everything in it, volumes too, whoever made it',
      fix: `${howToKeep(release)}.`,
    }));
