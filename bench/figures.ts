/** What one process took. Times in milliseconds, memory in bytes. */
export interface Cost {
  readonly wall: number;
  /** User and system time of all threads. */
  readonly cpu: number;
  /** The largest resident set. */
  readonly memory: number;
}

/** A run of Espalier, and the part of it that kubeconform took: starting, compiling schemas and validating. */
export interface RunCost extends Cost {
  readonly validation: Pick<Cost, 'wall' | 'cpu'>;
}

/** One look at one size: all processes one after the other, so that their ratios hold on a noisy machine, too. */
export interface Round {
  readonly floor: Cost;
  readonly competitor: Cost;
  readonly first: RunCost;
  readonly unchanged: RunCost;
  readonly checked: RunCost;
  readonly edited: RunCost;
}

/** All rounds of one size. */
export interface Measured {
  readonly releases: number;
  readonly clusters: number;
  /** In bytes. */
  readonly inputs: number;
  /** In bytes. */
  readonly outputs: number;
  readonly outputFiles: number;
  readonly rounds: readonly Round[];
}

const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

export const medianOf = ({ rounds }: Measured, of: (round: Round) => number): number => median(rounds.map(of));

/** A first run without its validation, over the competitor of the same round, in CPU time. */
export const ratioToCompetitor = (measured: Measured): number =>
  medianOf(measured, ({ first, competitor }) => (first.cpu - first.validation.cpu) / competitor.cpu);
