import type { createColors } from 'picocolors';

/** How a report looks, and what it may quote. */
export interface Looks {
  readonly colors: ReturnType<typeof createColors>;
  /** Columns of the terminal. */
  readonly width: number;
  readonly texts: ReadonlyMap<string, string>;
}
