import type { DangerFinding, DangerRule } from './rule.ts';

/** The file that people apply by hand is the one that no controller keeps up to date. */
export const bootstrapChanged: DangerRule = ({ isAdded, isRemoved, pairs }) =>
  pairs.flatMap(({ before, after }): DangerFinding[] => {
    const side = after ?? before;
    if (isRemoved || side?.part !== 'controller' || side.template !== 'bootstrap.yaml') return [];
    const fix =
      'After the merge, apply it with `kubectl apply -f` where the controller runs: it lies in the folder of the cluster below out/.';
    const common = { code: 'bootstrap-changed', service: '', object: side.name } as const;
    if (isAdded)
      return [
        { ...common, severity: 'note', message: 'nothing happens before bootstrap.yaml is applied by hand', fix },
      ];
    if (after !== undefined)
      return [{ ...common, message: 'the controller keeps what it has until bootstrap.yaml is applied by hand', fix }];
    return [
      {
        ...common,
        message: 'it goes from bootstrap.yaml, and stays in the cluster until somebody removes it',
        fix: 'After the merge, remove it from the cluster by hand with `kubectl delete`.',
      },
    ];
  });
