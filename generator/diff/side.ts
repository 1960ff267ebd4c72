import type { Environment } from '../model/inputs.ts';
import type { OutTree } from '../model/outputs.ts';
import type { Position } from '../model/problems.ts';
import type { ResolvedCluster } from '../model/releases.ts';

/** What the inputs of one side come to. */
export interface Side {
  readonly clusters: readonly ResolvedCluster[];
  readonly environments: ReadonlyMap<string, Environment>;
  readonly out: OutTree;
  /** The line of an input file as it stands there. */
  readonly lineAt: (position: Position) => string | undefined;
}
