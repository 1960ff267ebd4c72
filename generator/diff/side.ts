import type { Environment } from '../model/inputs.ts';
import type { OutTree } from '../model/outputs.ts';
import type { Position } from '../model/problems.ts';
import type { Release, ResolvedCluster } from '../model/releases.ts';
import type { RenderedRelease } from '../model/rendered.ts';

/** What the inputs of one side come to. */
export interface Side {
  readonly clusters: readonly ResolvedCluster[];
  readonly environments: ReadonlyMap<string, Environment>;
  readonly out: OutTree;
  /** The line of an input file as it stands there. */
  readonly lineAt: (position: Position) => string | undefined;
}

/** What Helm makes of the releases of a side, as far as it was asked. */
export type Renderings = ReadonlyMap<Release, RenderedRelease['rendering']>;
