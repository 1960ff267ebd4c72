import { groupKindOf } from '../../pod-templates.ts';
import { goingObjects, howToKeep, whyGoing } from './going.ts';
import type { DangerRule } from './rule.ts';

/** Namespaces that a chart makes; those of Espalier's own are never pruned. */
export const namespaceRemoved: DangerRule = (cluster) =>
  goingObjects(cluster)
    .filter(({ before }) => before.part !== 'controller' && groupKindOf(before.object) === 'Namespace')
    .map((going) => ({
      code: 'namespace-removed' as const,
      service: going.subject.service,
      object: going.before.name,
      message: `${whyGoing(going)}the namespace goes, and everything in it, volumes too, whoever made it`,
      fix: `${howToKeep(going.from ?? going.release)}.`,
    }));
