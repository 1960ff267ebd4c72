import { limitsUnderRequests } from './limits-under-requests.ts';
import type { Rule } from './rule.ts';
import { unservedApis } from './unserved-apis.ts';

/** What Kubernetes would refuse or run badly though its schema allows it. */
export const rules: readonly Rule[] = [limitsUnderRequests, unservedApis];
