/** What espalier.yaml says of dangers. */
import type { DangerCode } from './danger-codes.ts';
import type { Position, Severity } from './problems.ts';

export interface DangerSettings {
  /** In place of the code's own severity. */
  readonly severities: ReadonlyMap<DangerCode, Severity | 'ignore'>;
  readonly exceptions: readonly DangerException[];
  /** From which share of a release's or a cluster's objects on it is much that goes at once: above 0, at most 1. */
  readonly removedShare: number;
  readonly budgets: readonly Budget[];
  /** Absent where no file has any. */
  readonly prices?: Prices;
}

/** What a month costs: a core, a GiB of memory, a GiB of storage. */
export interface Prices {
  /** As it is to be printed: `EUR`. */
  readonly currency: string;
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
}

/** A danger that somebody accepts, for some time. What is absent matches everything; names may have `*` in them. */
export interface DangerException {
  readonly at: Position;
  readonly code: DangerCode;
  readonly cluster?: string;
  readonly service?: string;
  /** `Kind/name`. */
  readonly object?: string;
  readonly reason: string;
  /** The last day on which it holds: `2026-12-31`. */
  readonly expires: string;
}

/** What a release may ask for. CPU in cores, the rest in bytes. */
export interface Budget {
  readonly at: Position;
  readonly cluster?: string;
  readonly service?: string;
  readonly cpu?: number;
  readonly memory?: number;
  readonly storage?: number;
  readonly pods?: number;
}
