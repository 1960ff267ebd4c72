import type { ClusterPair, ObjectName } from '../../model/comparison.ts';
import { listOf, mapOf } from '../../object-fields.ts';
import { type AccessRule, accessRules, allows, newDeeds } from './access-rules.ts';
import { comingObjects } from './changed-objects.ts';
import { boundInNamespaces, comingBindings, isBounded, roleKinds } from './role-bindings.ts';
import type { DangerFinding, DangerRule } from './rule.ts';
import { waysToEverything } from './unbounded-rules.ts';
import { listed } from './words.ts';

/**
 * More rights than before. A service that is new brings its roles with it, which is no widening: of those it is told what reaches far. What is
 * without bounds is told as that alone.
 */
export const accessWidened: DangerRule = (cluster) => [...ofRoles(cluster), ...ofBindings(cluster)];

const ofRoles = (cluster: ClusterPair): readonly DangerFinding[] => {
  const inNamespaces = boundInNamespaces(cluster);
  return comingObjects(cluster, ...roleKinds).flatMap(({ subject, now, was }): DangerFinding[] => {
    const [before, after] = [accessRules(was), accessRules(now)];
    const found = (path: string, message: string, fix: string): DangerFinding => ({
      code: 'access-widened',
      ...subject,
      path: [path],
      message,
      fix,
    });
    const isToldAsUnbounded = waysToEverything.some(({ holds }) => after.some(holds) && !before.some(holds));
    const readsSecrets = !isBounded(now, inNamespaces) && after.some(isSecretReader) && !before.some(isSecretReader);
    const deeds = was === undefined || isToldAsUnbounded ? [] : [...newDeeds(before, after)];
    return [
      ...(readsSecrets && !isToldAsUnbounded
        ? [
            found(
              'rules',
              'whoever is bound to the role reads the Secrets of all namespaces',
              'Allow it in the namespaces where it is needed: by a Role, or by resourceNames.',
            ),
          ]
        : []),
      ...(deeds.length === 0
        ? []
        : [
            found(
              'rules',
              `whoever is bound to the role may also ${listed(deeds.map(([thing, verbs]) => `${[...verbs].map(verbText).sort().join('/')} ${thing}`))}`,
              'Make sure that what runs with it needs this.',
            ),
          ]),
      ...aggregated(subject, now, was),
    ];
  });
};

const verbText = (verb: string): string => (verb === '*' ? 'do everything with' : verb);

/** Listing and watching give what is in them, too. */
const isSecretReader = (rule: AccessRule): boolean =>
  rule.names.size === 0 &&
  ['get', 'list', 'watch'].some((verb) => allows(rule, { verb, group: '', resource: 'secrets' }));

const intoBuiltIn = /^rbac\.authorization\.k8s\.io\/aggregate-to-(.+)$/;

/** Labels that put rules into roles that people are bound to already, and selectors that collect those of others. */
const aggregated = (
  subject: { readonly service: string; readonly object: ObjectName },
  now: unknown,
  was: unknown,
): readonly DangerFinding[] => {
  const [before, after] = [was, now].map((role) =>
    Object.entries(mapOf(role, 'metadata', 'labels')).flatMap(([key, value]) =>
      value === 'true' ? (intoBuiltIn.exec(key)?.[1] ?? []) : [],
    ),
  );
  const into = after?.filter((role) => !before?.includes(role)) ?? [];
  const selectors = (role: unknown): string => JSON.stringify(listOf(role, 'aggregationRule', 'clusterRoleSelectors'));
  const code = 'access-widened';
  return [
    ...(into.length === 0
      ? []
      : [
          {
            code,
            // Charts with kinds of their own do so for those, as a rule.
            ...(was === undefined ? { severity: 'note' as const } : {}),
            ...subject,
            path: ['metadata', 'labels'],
            message: `whoever is bound to ${listed(into)} gets the rules of the role, too`,
            fix: 'Make sure that all of them may do so.',
          } as const,
        ]),
    ...(was !== undefined && selectors(now) !== '[]' && selectors(now) !== selectors(was)
      ? [
          {
            code,
            ...subject,
            path: ['aggregationRule'],
            message: 'the role collects the rules of other ClusterRoles than before',
            fix: 'Look which ClusterRoles have these labels.',
          } as const,
        ]
      : []),
  ];
};

/** Groups of whoever there is. */
const everybody = new Set([
  'Group system:authenticated',
  'Group system:unauthenticated',
  'Group system:serviceaccounts',
  'User system:anonymous',
]);

const ofBindings = (cluster: ClusterPair): readonly DangerFinding[] =>
  comingBindings(cluster).flatMap(({ changed, role, isForCluster, newcomers }): DangerFinding[] => {
    const { subject, release, was } = changed;
    const isOfNewService = was === undefined && release !== undefined && release.before === undefined;
    const told = isOfNewService ? newcomers.filter((one) => everybody.has(one)) : newcomers;
    if (told.length === 0 || role === 'ClusterRole cluster-admin' || told.includes('Group system:masters')) return [];
    return [
      {
        code: 'access-widened',
        ...subject,
        path: ['subjects'],
        message: `${listed(told)} may do what ${role} allows, in ${isForCluster ? 'the whole cluster' : 'the namespace'}`,
        fix: told.some((one) => everybody.has(one))
          ? 'Name who is meant: these are all users, or all pods.'
          : 'Make sure that they are to have these rights.',
      },
    ];
  });
