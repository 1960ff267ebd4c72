import { fieldOf, listOf, textOf } from '../../object-fields.ts';

export type Direction = 'ingress' | 'egress';

export const directions: readonly Direction[] = ['ingress', 'egress'];

/** Whether a policy shuts its pods off in a direction, but for what its rules allow. Without types, egress counts where there are rules for it. */
export const isolates = (policy: unknown, direction: Direction): boolean => {
  const types = listOf(policy, 'spec', 'policyTypes');
  if (types.length > 0) return types.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  return direction === 'ingress' || listOf(policy, 'spec', 'egress').length > 0;
};

const peers: Readonly<Record<Direction, string>> = { ingress: 'from', egress: 'to' };

/** Whether one of its rules allows everybody, on whichever ports. */
export const opensAll = (policy: unknown, direction: Direction): boolean =>
  isolates(policy, direction) &&
  listOf(policy, 'spec', direction).some((rule) => {
    if (typeof rule !== 'object' || rule === null) return false;
    const named = listOf(rule, peers[direction]);
    return named.length === 0 || ipEverywhere(named);
  });

const ipEverywhere = (named: readonly unknown[]): boolean =>
  named.some((peer) => {
    const range = textOf(peer, 'ipBlock', 'cidr');
    return (range === '0.0.0.0/0' || range === '::/0') && fieldOf(peer, 'ipBlock', 'except') === undefined;
  });
