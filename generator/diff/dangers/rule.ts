import type { ClusterPair, ObjectName, Step } from '../../model/comparison.ts';
import type { DangerCode } from '../../model/danger-codes.ts';
import type { DangerSettings } from '../../model/danger-settings.ts';
import type { Severity } from '../../model/problems.ts';

/** What one rule says of one object, or of a whole release (of the whole cluster where the service is empty). */
export interface DangerFinding {
  readonly code: DangerCode;
  /** Where it is another than the code's own. */
  readonly severity?: Severity;
  readonly service: string;
  readonly object?: ObjectName;
  /** The field that changes, in the object as it will be, or was where it goes. */
  readonly path?: readonly Step[];
  /** What will happen, for whom, without the name of the object, service or cluster, so that the same is said once. Names, never secrets. */
  readonly message: string;
  readonly fix: string;
}

/** Looks at all that changes on one cluster; each rule is a file of its own. */
export type DangerRule = (cluster: ClusterPair, settings: DangerSettings) => readonly DangerFinding[];
