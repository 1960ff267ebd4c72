import { Failure } from './failure.ts';
import { visible } from './report/visible.ts';

/** What the steps of a run are told to, and how it is ended early. */
export interface Steps {
  /** Milliseconds from any start. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Shows a line for the time being, where somebody watches; an empty text takes it away. */
  readonly status?: (text: string) => void;
}

/** Says what a run is about to do. Throws a `Failure` where the run is to end. */
export type Step = (doing: string) => Promise<void>;

/** Whoever waits for less wants the result and nothing else. In milliseconds. */
const patience = 1000;

/** The steps of one run. Stages compute without a pause, so a signal is heard between them only: each step gives way to it. */
export const steps = ({ now, signal, status }: Steps): Step => {
  const start = now();
  return async (doing) => {
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) throw new Failure('interrupted; nothing was written');
    // Hosts, names and versions come from files and servers that a terminal must not obey.
    if (now() - start > patience) status?.(visible(doing));
  };
};
