import { apiOf, textOf } from '../../object-fields.ts';
import type { Finding, Rule } from './rule.ts';

/** What the AppProject of a release does not let through: Argo CD fails the sync. */
export const projectWalls: Rule = (cluster, scopeOf) => {
  if (cluster.cluster.cluster.controller.value !== 'argocd') return [];
  return cluster.objects.flatMap((object): readonly Finding[] => {
    const { release, rendered, namespace } = object;
    // A project of the team's own has its own walls.
    if (release.argocdProject !== undefined) return [];
    const { group, kind } = apiOf(rendered.object);
    const name = group === '' ? kind : `${group}/${kind}`;
    const found = { code: 'project-forbids', severity: 'problem', object } as const;
    if (scopeOf(rendered.object) === 'cluster') {
      const allowed = ['Namespace', '*', ...release.clusterResources];
      return allowed.includes(name) || allowed.includes(`${group}/*`)
        ? []
        : [
            {
              ...found,
              path: '/kind',
              message: 'it lies in no namespace, and the AppProject allows no such kind',
              fix: `Add \`${name}\` to \`clusterResources\` of the service.`,
            },
          ];
    }
    if (textOf(rendered.object, 'metadata', 'namespace') === undefined) return [];
    return [release.namespace.value, ...release.extraNamespaces].includes(namespace)
      ? []
      : [
          {
            ...found,
            path: '/metadata/namespace',
            message: `it goes to the namespace ${namespace}, which the AppProject does not allow`,
            fix: `Add \`${namespace}\` to \`extraNamespaces\` of the service.`,
          },
        ];
  });
};
