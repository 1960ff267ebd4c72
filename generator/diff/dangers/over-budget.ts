import type { Amounts } from '../../model/comparison.ts';
import type { Budget } from '../../model/danger-settings.ts';
import { amountsOf } from '../amounts.ts';
import { matches } from '../glob.ts';
import type { DangerFinding, DangerRule } from './rule.ts';

/** What grows beyond its budget, or further beyond it. */
export const overBudget: DangerRule = ({ cluster, releases }, { budgets }) =>
  releases.flatMap(({ service, differs, isRendered, after, objectsBefore, objectsAfter }): DangerFinding[] => {
    const own = budgets.filter((budget) => matches(budget.cluster, cluster) && matches(budget.service, service));
    if (own.length === 0 || !differs || !isRendered || after === undefined) return [];
    const [was, now] = [amountsOf(objectsBefore), amountsOf(objectsAfter)];
    return own.flatMap((budget) =>
      measures.flatMap(({ of, allowed, told, fix }): DangerFinding[] => {
        const most = allowed(budget);
        if (most === undefined || of(now) <= most || of(now) <= of(was)) return [];
        const { file, line } = budget.at;
        return [
          {
            code: 'over-budget',
            service,
            message: `it asks for ${told(of(now))}, and its budget is ${told(most)} (${file}:${line})`,
            fix,
          },
        ];
      }),
    );
  });

interface Measure {
  readonly of: (amounts: Amounts) => number;
  readonly allowed: (budget: Budget) => number | undefined;
  readonly told: (amount: number) => string;
  readonly fix: string;
}

const gibibyte = 2 ** 30;

const rounded = (amount: number): string => String(Math.round(amount * 1000) / 1000);

const lower = 'Lower requests or replicas, or raise the budget.';

const measures: readonly Measure[] = [
  {
    of: ({ pods }) => pods,
    allowed: ({ pods }) => pods,
    told: (pods) => `${pods} pods`,
    fix: 'Lower replicas, or raise the budget.',
  },
  {
    of: ({ cpuRequests }) => cpuRequests,
    allowed: ({ cpu }) => cpu,
    told: (cores) => `${rounded(cores)} cores`,
    fix: lower,
  },
  {
    of: ({ memoryRequests }) => memoryRequests,
    allowed: ({ memory }) => memory,
    told: (bytes) => `${rounded(bytes / gibibyte)} GiB of memory`,
    fix: lower,
  },
  {
    of: ({ storage }) => storage,
    allowed: ({ storage }) => storage,
    told: (bytes) => `${rounded(bytes / gibibyte)} GiB of storage`,
    fix: 'Lower the size of volumes or replicas, or raise the budget.',
  },
];
