import type { ClusterPair, ReleasePair, SideObject } from '../../model/comparison.ts';
import { fieldOf, listOf, mapOf } from '../../object-fields.ts';
import { groupKindOf, podTemplateOf } from '../../pod-templates.ts';
import { type ChangedObject, changedObjects } from './changed-objects.ts';
import { type Direction, directions, isolates, opensAll } from './network-policies.ts';
import type { DangerFinding, DangerRule } from './rule.ts';

const policies = new Set([
  'networking.k8s.io/NetworkPolicy',
  'cilium.io/CiliumNetworkPolicy',
  'cilium.io/CiliumClusterwideNetworkPolicy',
  'crd.projectcalico.org/NetworkPolicy',
  'crd.projectcalico.org/GlobalNetworkPolicy',
  'projectcalico.org/NetworkPolicy',
  'projectcalico.org/GlobalNetworkPolicy',
]);

export const networkPolicyRemoved: DangerRule = (cluster) =>
  changedObjects(cluster).flatMap((changed) => {
    const side = changed.after ?? changed.before;
    const kind = groupKindOf(side?.object);
    if (cluster.isRemoved || !policies.has(kind)) return [];
    if (changed.after === undefined) return removed(cluster, changed);
    return kind === 'networking.k8s.io/NetworkPolicy' ? altered(changed, changed.after) : [];
  });

const removed = (cluster: ClusterPair, { subject, release, before }: ChangedObject): readonly DangerFinding[] => {
  if (before === undefined || (release !== undefined && goesWithItsPods(cluster, release, before))) return [];
  return [
    {
      code: 'network-policy-removed',
      ...subject,
      message: 'the policy goes: pods that it shut off take and make connections that no other policy forbids',
      fix: 'Keep it, or make sure that another policy selects the same pods.',
    },
  ];
};

/** Nothing that a policy shut off is left: its release goes, and nothing else lives in the namespace, or it selected pods of the release by labels. */
const goesWithItsPods = (
  { releases }: ClusterPair,
  { after, objectsBefore }: ReleasePair,
  policy: SideObject,
): boolean => {
  if (after !== undefined) return false;
  const { namespace } = policy.name;
  if (namespace !== '' && !releases.some((release) => release.after?.namespace.value === namespace)) return true;
  const selector = Object.entries(mapOf(policy.object, 'spec', 'podSelector', 'matchLabels'));
  return (
    selector.length > 0 &&
    objectsBefore.some(({ object }) => {
      const labels = mapOf(podTemplateOf(object)?.template, 'metadata', 'labels');
      return selector.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
    })
  );
};

const altered = ({ subject, release, before }: ChangedObject, after: SideObject): readonly DangerFinding[] => {
  const found = (path: readonly string[], message: string, fix: string): DangerFinding => ({
    code: 'network-policy-removed',
    ...subject,
    path,
    message,
    fix,
  });
  const opened = directions.filter(
    (direction) => opensAll(after.object, direction) && isShut(release, before, direction),
  );
  const was = before?.object;
  const narrower = was !== undefined && requirementsOf(after.object).some((one) => !requirementsOf(was).includes(one));
  return [
    ...(narrower
      ? [
          found(
            ['spec', 'podSelector'],
            'the policy no longer selects all pods that it did: the others take and make connections that no other policy forbids',
            'Make sure that each pod is still selected by a policy.',
          ),
        ]
      : []),
    ...directions
      .filter((direction) => was !== undefined && isolates(was, direction) && !isolates(after.object, direction))
      .map((direction) =>
        found(
          ['spec', 'policyTypes'],
          direction === 'ingress'
            ? 'the policy no longer says who may reach its pods: everybody may, unless another policy forbids it'
            : 'the policy no longer says what its pods may reach: they may reach everything, unless another policy forbids it',
          `Put ${direction === 'ingress' ? 'Ingress' : 'Egress'} back into policyTypes.`,
        ),
      ),
    ...opened.map((direction) =>
      found(
        ['spec', direction],
        direction === 'ingress'
          ? 'a rule lets everybody reach the pods of the policy, whatever other rules say'
          : 'a rule lets the pods of the policy reach everything, whatever other rules say',
        `Name who is meant in its \`${direction === 'ingress' ? 'from' : 'to'}\`.`,
      ),
    ),
  ];
};

/** Whether something shut the pods off before: the policy itself, or where it is new another one of its release. */
const isShut = (release: ReleasePair | undefined, before: SideObject | undefined, direction: Direction): boolean =>
  before === undefined
    ? (release?.objectsBefore ?? []).some(
        ({ object }) =>
          groupKindOf(object) === 'networking.k8s.io/NetworkPolicy' &&
          isolates(object, direction) &&
          !opensAll(object, direction),
      )
    : isolates(before.object, direction) && !opensAll(before.object, direction);

/** Each makes a policy select fewer pods. */
const requirementsOf = (policy: unknown): readonly string[] => [
  ...Object.entries(mapOf(policy, 'spec', 'podSelector', 'matchLabels')).map((label) => JSON.stringify(label)),
  ...listOf(fieldOf(policy, 'spec', 'podSelector'), 'matchExpressions').map((expression) => JSON.stringify(expression)),
];
