import { fieldOf, listOf, textOf } from '../../object-fields.ts';
import { groupKindOf, podTemplateOf } from '../../pod-templates.ts';
import type { Finding, Rule } from './rule.ts';
import { indexOf } from './selection.ts';

/** Pods on several nodes, or an old and a new one, that want a volume which one node can have. */
export const sharedClaims: Rule = (cluster) => {
  const { objects } = indexOf(cluster);
  return cluster.objects.flatMap((object): readonly Finding[] => {
    const workload = object.rendered.object;
    const template = podTemplateOf(workload);
    if (template === undefined || groupKindOf(workload) !== 'apps/Deployment') return [];
    const replicas = fieldOf(workload, 'spec', 'replicas') ?? 1;
    const isReplaced = textOf(workload, 'spec', 'strategy', 'type') === 'Recreate';
    if (replicas === 0 || (replicas === 1 && isReplaced)) return [];
    return listOf(template.template, 'spec', 'volumes').flatMap((volume, index) => {
      const name = textOf(volume, 'persistentVolumeClaim', 'claimName');
      const claim = name === undefined ? undefined : objects.get(`PersistentVolumeClaim ${object.namespace}/${name}`);
      const modes = listOf(claim?.rendered.object, 'spec', 'accessModes');
      if (modes.length === 0 || !modes.every((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod'))
        return [];
      const isMany = replicas !== 1;
      return [
        {
          code: 'claim-shared',
          severity: isMany ? 'warning' : 'note',
          object,
          path: `${template.path}/spec/volumes/${index}`,
          others: ['/spec/replicas'],
          message: isMany
            ? `its ${String(replicas)} pods share the claim ${name}, which only one node can have: those on others do not start`
            : `during an update the new pod waits for the claim ${name}, which the old one may hold on another node`,
          fix: isMany
            ? 'Run one, or take a StatefulSet or a volume of ReadWriteMany.'
            : 'Let the strategy be Recreate.',
        },
      ];
    });
  });
};
