import type { Problem } from '../model/problems.ts';
import type { Located } from '../model/values.ts';
import { problem } from '../problem.ts';

/** What the core group has beside namespaced kinds. */
const core = new Set(['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume']);

/** Kinds that people name without their group. */
const groups: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
    'apiextensions.k8s.io': ['CustomResourceDefinition'],
    'admissionregistration.k8s.io': [
      'MutatingWebhookConfiguration',
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
      'ValidatingWebhookConfiguration',
    ],
    'apiregistration.k8s.io': ['APIService'],
    'networking.k8s.io': ['IngressClass'],
    'node.k8s.io': ['RuntimeClass'],
    'scheduling.k8s.io': ['PriorityClass'],
    'storage.k8s.io': ['CSIDriver', 'StorageClass'],
    policy: ['PodSecurityPolicy'],
  }).flatMap(([group, kinds]) => kinds.map((kind): [string, string] => [kind, group])),
);

/** A kind without a group is one of the core group; any other would allow nothing, and the sync would fail. */
export const checkClusterResources = (kinds: readonly Located<string>[], problems: Problem[]): void => {
  for (const { value: kind, at } of kinds) {
    if (kind === '*' || kind.includes('/') || core.has(kind)) continue;
    const group = groups.get(kind);
    problems.push(
      problem('invalid-value', `The core group has no cluster-scoped kind \`${kind}\`.`, {
        at,
        fix: group === undefined ? `Put its group before it: \`GROUP/${kind}\`.` : `Write \`${group}/${kind}\`.`,
      }),
    );
  }
};
