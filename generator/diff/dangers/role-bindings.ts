import type { ClusterPair } from '../../model/comparison.ts';
import { fieldOf, listOf, textOf } from '../../object-fields.ts';
import { groupKindOf } from '../../pod-templates.ts';
import { comingObjects } from './changed-objects.ts';
import { clipped } from './words.ts';

const group = 'rbac.authorization.k8s.io';

export const roleKinds: readonly string[] = [`${group}/Role`, `${group}/ClusterRole`];

/** `ClusterRole view`. */
const roleOf = (binding: unknown): string =>
  clipped(`${textOf(binding, 'roleRef', 'kind') ?? ''} ${textOf(binding, 'roleRef', 'name') ?? ''}`);

/** Those whom a binding is for, as people read it. */
const subjectsOf = (binding: unknown): readonly string[] =>
  listOf(binding, 'subjects').flatMap((subject) => {
    const name = textOf(subject, 'name');
    if (name === undefined) return [];
    const namespace = textOf(subject, 'namespace');
    const kind = textOf(subject, 'kind') ?? '';
    return [
      clipped(
        kind === 'ServiceAccount' && namespace !== undefined ? `${kind} ${name} of ${namespace}` : `${kind} ${name}`,
      ),
    ];
  });

/** A binding that there will be, with those who were not bound to this role before. */
export interface ComingBinding {
  readonly changed: ReturnType<typeof comingObjects>[number];
  readonly role: string;
  readonly isForCluster: boolean;
  readonly newcomers: readonly string[];
}

export const comingBindings = (cluster: ClusterPair): readonly ComingBinding[] =>
  comingObjects(cluster, `${group}/RoleBinding`, `${group}/ClusterRoleBinding`).flatMap((changed): ComingBinding[] => {
    const { now, was } = changed;
    const known = new Set(was !== undefined && roleOf(was) === roleOf(now) ? subjectsOf(was) : []);
    const newcomers = subjectsOf(now).filter((subject) => !known.has(subject));
    const isForCluster = textOf(now, 'kind') === 'ClusterRoleBinding';
    return newcomers.length === 0 ? [] : [{ changed, role: roleOf(now), isForCluster, newcomers }];
  });

/** ClusterRoles that are only bound in namespaces, as far as the objects say that are at hand. */
export const boundInNamespaces = ({ releases }: ClusterPair): ReadonlySet<string> => {
  const inside = new Set<string>();
  const everywhere = new Set<string>();
  for (const { object } of releases.flatMap(({ objectsAfter }) => objectsAfter)) {
    const kind = groupKindOf(object);
    if (kind === `${group}/ClusterRoleBinding`) everywhere.add(roleOf(object));
    if (kind === `${group}/RoleBinding`) inside.add(roleOf(object));
  }
  return new Set([...inside].filter((role) => !everywhere.has(role)));
};

/** Whether what a role allows counts in one namespace alone. */
export const isBounded = (role: unknown, inNamespaces: ReadonlySet<string>): boolean =>
  textOf(role, 'kind') === 'Role' || inNamespaces.has(`ClusterRole ${String(fieldOf(role, 'metadata', 'name'))}`);
