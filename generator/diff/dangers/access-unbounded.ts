import type { ClusterPair } from '../../model/comparison.ts';
import { fieldOf, listOf, mapOf } from '../../object-fields.ts';
import { accessRules } from './access-rules.ts';
import { comingObjects } from './changed-objects.ts';
import { boundInNamespaces, comingBindings, isBounded, roleKinds } from './role-bindings.ts';
import type { DangerFinding, DangerRule } from './rule.ts';
import { waysToEverything } from './unbounded-rules.ts';
import { listed } from './words.ts';

/** Rights that are all rights, or lead to them. Within one namespace it is graver than it looks, and no more than a warning. */
export const accessUnbounded: DangerRule = (cluster) => [...ofRoles(cluster), ...ofBindings(cluster)];

const ofRoles = (cluster: ClusterPair): readonly DangerFinding[] => {
  const inNamespaces = boundInNamespaces(cluster);
  return comingObjects(cluster, ...roleKinds).flatMap(({ subject, now, was }): DangerFinding[] => {
    const [before, after] = [accessRules(was), accessRules(now)];
    const bounded = isBounded(now, inNamespaces);
    const common = {
      code: 'access-unbounded',
      ...(bounded ? { severity: 'warning' as const } : {}),
      ...subject,
    } as const;
    const ways = waysToEverything.filter(({ holds }) => after.some(holds) && !before.some(holds));
    // Who may do everything may do the rest.
    const told = ways.some(({ key }) => key === 'everything') ? ways.slice(0, 1) : ways;
    return [
      ...told.map(({ may }) => ({
        ...common,
        path: ['rules'],
        message: `whoever is bound to the role may ${may}${bounded ? ', in its namespace' : ''}`,
        fix: 'Name the verbs, resources and API groups that are needed.',
      })),
      ...(collectsAll(now) && !collectsAll(was)
        ? [
            {
              ...common,
              path: ['aggregationRule'],
              message:
                'the role collects the rules of every ClusterRole: whoever is bound to it may do whatever any role allows',
              fix: 'Name labels in clusterRoleSelectors.',
            },
          ]
        : []),
    ];
  });
};

/** An empty selector selects all. */
const collectsAll = (role: unknown): boolean =>
  listOf(role, 'aggregationRule', 'clusterRoleSelectors').some(
    (selector) =>
      Object.keys(mapOf(selector, 'matchLabels')).length === 0 && listOf(selector, 'matchExpressions').length === 0,
  );

/** Whoever is in it passes by every check. */
const masters = 'Group system:masters';

const ofBindings = (cluster: ClusterPair): readonly DangerFinding[] =>
  comingBindings(cluster).flatMap(
    ({ changed: { subject, was, now }, role, isForCluster, newcomers }): DangerFinding[] => {
      if (role !== 'ClusterRole cluster-admin' && !newcomers.includes(masters)) return [];
      const isOther = was !== undefined && fieldOf(was, 'roleRef', 'name') !== fieldOf(now, 'roleRef', 'name');
      return [
        {
          code: 'access-unbounded',
          ...(isForCluster ? {} : { severity: 'warning' }),
          ...subject,
          path: [isOther ? 'roleRef' : 'subjects'],
          message: `${listed(newcomers)} may do everything in ${isForCluster ? 'the cluster' : 'the namespace'}`,
          fix: 'Bind a role that allows what is needed, in the namespaces where it is needed.',
        },
      ];
    },
  );
