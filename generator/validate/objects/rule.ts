import type { Severity } from '../../model/problems.ts';
import type { ClusterObject, ClusterObjects } from '../../model/rendered.ts';
import type { ProblemCode } from '../../problem.ts';
import type { ScopeOf } from './scope-of-kind.ts';

/** Something wrong with an object that a cluster would get. */
export interface Finding {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly object: ClusterObject;
  /** JSON pointer into the object, of the field that is wrong. */
  readonly path: string;
  /** Pointers to other fields that take part: whoever mends one of them mends it. */
  readonly others?: readonly string[];
  /** What is wrong, and what comes of it, without the object's name. Names, never secrets. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
}

/** Looks at all that a cluster gets; each rule is a file of its own. */
export type Rule = (cluster: ClusterObjects, scopeOf: ScopeOf) => readonly Finding[];
