import { accessUnbounded } from './access-unbounded.ts';
import { accessWidened } from './access-widened.ts';
import { bootstrapChanged } from './bootstrap-changed.ts';
import { chartMajor } from './chart-major.ts';
import { imageBackwards } from './image-backwards.ts';
import { imageFloating } from './image-floating.ts';
import { imageRegistryChanged } from './image-registry-changed.ts';
import { networkPolicyRemoved } from './network-policy-removed.ts';
import { overBudget } from './over-budget.ts';
import { podSecurityWeakened } from './pod-security-weakened.ts';
import type { DangerRule } from './rule.ts';
import { rulesOfLoss } from './rules-of-loss.ts';
import { servicePublic } from './service-public.ts';

export const dangerRules: readonly DangerRule[] = [
  ...rulesOfLoss,
  bootstrapChanged,
  accessUnbounded,
  accessWidened,
  podSecurityWeakened,
  servicePublic,
  networkPolicyRemoved,
  imageBackwards,
  imageFloating,
  imageRegistryChanged,
  chartMajor,
  overBudget,
];
