import { blockedDisruptions } from './blocked-disruptions.ts';
import { invalidImages } from './invalid-images.ts';
import { limitsUnderRequests } from './limits-under-requests.ts';
import { missingReferences } from './missing-references.ts';
import { missingTargets } from './missing-targets.ts';
import { objectsTwice } from './objects-twice.ts';
import { projectWalls } from './project-walls.ts';
import type { Rule } from './rule.ts';
import { sharedClaims } from './shared-claims.ts';
import { unlikelyQuantities } from './unlikely-quantities.ts';
import { unmatchedSelectors } from './unmatched-selectors.ts';
import { unservedApis } from './unserved-apis.ts';

/** What Kubernetes would refuse or run badly though its schema allows it. */
export const rules: readonly Rule[] = [
  unservedApis,
  projectWalls,
  objectsTwice,
  limitsUnderRequests,
  invalidImages,
  unmatchedSelectors,
  missingTargets,
  missingReferences,
  sharedClaims,
  blockedDisruptions,
  unlikelyQuantities,
];
