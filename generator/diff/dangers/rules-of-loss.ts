import { claimRemoved } from './claim-removed.ts';
import { claimsDeleted } from './claims-deleted.ts';
import { definitionRemoved } from './definition-removed.ts';
import { fieldImmutable } from './field-immutable.ts';
import { keepTooLate } from './keep-too-late.ts';
import { namespaceRemoved } from './namespace-removed.ts';
import { quorumLost } from './quorum-lost.ts';
import { releaseRecreated } from './release-recreated.ts';
import { releasesRemoved } from './releases-removed.ts';
import { restartAtOnce } from './restart-at-once.ts';
import { retentionShortened } from './retention-shortened.ts';
import type { DangerRule } from './rule.ts';
import { volumeShrinks } from './volume-shrinks.ts';

/** What is refused, and what is lost. */
export const rulesOfLoss: readonly DangerRule[] = [
  fieldImmutable,
  volumeShrinks,
  claimRemoved,
  claimsDeleted,
  definitionRemoved,
  namespaceRemoved,
  retentionShortened,
  quorumLost,
  restartAtOnce,
  releasesRemoved,
  releaseRecreated,
  keepTooLate,
];
