import { type AccessRule, allows, type Deed } from './access-rules.ts';

const rbac = 'rbac.authorization.k8s.io';

/** How rules give everything, or the way to everything. */
interface Way {
  readonly key: string;
  /** `somebody may …` */
  readonly may: string;
  readonly holds: (rule: AccessRule) => boolean;
}

const roles = ['clusterroles', 'roles'];

const any = (rule: AccessRule, verb: string, group: string, resources: readonly string[]): boolean =>
  resources.some((resource) => allows(rule, { verb, group, resource } satisfies Deed));

/** https://kubernetes.io/docs/concepts/security/rbac-good-practices/#kubernetes-rbac-privilege-escalation-risks */
export const waysToEverything: readonly Way[] = [
  {
    key: 'everything',
    may: 'do everything with every resource',
    holds: ({ verbs, groups, resources, names }) =>
      verbs.has('*') && groups.has('*') && resources.has('*') && names.size === 0,
  },
  {
    key: 'escalate',
    may: 'write rights into roles that it does not have itself (the verb escalate)',
    holds: (rule) => any(rule, 'escalate', rbac, roles),
  },
  {
    key: 'bind',
    may: 'bind itself to any role, cluster-admin among them (the verb bind)',
    holds: (rule) => any(rule, 'bind', rbac, roles) && isFor(rule, 'cluster-admin'),
  },
  {
    key: 'impersonate',
    may: 'act as other users and groups (the verb impersonate)',
    holds: (rule) =>
      any(rule, 'impersonate', '', ['users', 'groups', 'serviceaccounts']) && isFor(rule, 'system:masters'),
  },
];

const isFor = ({ names }: AccessRule, name: string): boolean => names.size === 0 || names.has(name);
