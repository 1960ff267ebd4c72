import { fieldOf } from '../../object-fields.ts';
import { groupKindOf } from '../../pod-templates.ts';
import type { Finding, Rule } from './rule.ts';
import { indexOf, isEmptySelector, selects } from './selection.ts';

/** Budgets that let no pod go: nodes cannot be drained. */
export const blockedDisruptions: Rule = (cluster) => {
  const { pods, isKnown } = indexOf(cluster);
  return cluster.objects.flatMap((object): readonly Finding[] => {
    const budget = object.rendered.object;
    if (groupKindOf(budget) !== 'policy/PodDisruptionBudget') return [];
    const selector = fieldOf(budget, 'spec', 'selector');
    const protectedPods = (pods.get(object.namespace) ?? []).filter(
      ({ labels }) => !isEmptySelector(selector) && selects(selector, labels),
    );
    const counts = protectedPods.map(({ object: { rendered } }) => fieldOf(rendered.object, 'spec', 'replicas') ?? 1);
    const replicas = counts.reduce<number>((sum, count) => sum + (typeof count === 'number' ? count : 0), 0);
    const most = fieldOf(budget, 'spec', 'maxUnavailable');
    const least = fieldOf(budget, 'spec', 'minAvailable');
    const found = { code: 'disruption-blocked', severity: 'warning', object } as const;
    const fix = 'Let at least one pod go at a time, or run more of them.';
    if (most === 0 || most === '0%')
      return [
        {
          ...found,
          path: '/spec/maxUnavailable',
          message: 'it lets no pod go, so a node that runs one cannot be drained',
          fix,
        },
      ];
    if (
      least === '100%' ||
      (typeof least === 'number' && isKnown(object.namespace) && replicas > 0 && least >= replicas)
    )
      return [
        {
          ...found,
          path: '/spec/minAvailable',
          message: `it keeps ${String(least)} of ${least === '100%' ? 'its' : replicas} pods, so none can go and a node that runs one cannot be drained`,
          fix,
        },
      ];
    return [];
  });
};
