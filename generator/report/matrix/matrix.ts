import type { Controller } from '../../model/inputs.ts';
import type { Position } from '../../model/problems.ts';
import type { Json } from '../../model/values.ts';

/** Services against clusters: the versions of their charts, or what differs between them, or the value of one path. */
export interface Matrix {
  readonly view: View;
  /** JSON pointer of the path that was asked for. */
  readonly path?: string;
  /** By environment, then by name: the columns. */
  readonly clusters: readonly MatrixCluster[];
  /** One, but for differences: one for each service. */
  readonly sections: readonly Section[];
  /** Services that have nothing at the path. Sorted. */
  readonly without: readonly string[];
}

type View = 'versions' | 'differences' | 'path';

export interface MatrixCluster {
  readonly name: string;
  readonly environment: string;
  readonly controller: Controller;
}

export interface Section {
  /** Whose values these are, where rows are paths. */
  readonly service?: string;
  readonly rows: readonly Row[];
}

export interface Row {
  /** The service, or JSON pointer into its values. */
  readonly name: string;
  /** How many paths have not the same value on all clusters of the service; absent where it is on one alone. */
  readonly differing?: number;
  /** In the order of the clusters. */
  readonly cells: readonly Cell[];
}

export type Cell = AbsentCell | VersionCell | ValueCell;

/** The service is not on this cluster. */
interface AbsentCell {
  readonly state: 'absent';
}

export interface VersionCell {
  readonly state: 'version';
  readonly version: string;
  readonly chart: string;
  /** URL of the chart's repository, or its folder in this one. */
  readonly from: string;
  readonly digest: string;
  /** The newest version of this chart in the row, where this is an older one. */
  readonly behind?: { readonly newest: string; readonly by: Distance };
  /** What says the version; for a folder, what says the folder. */
  readonly at: Position;
}

/** `other` where no release, but a pre-release or a spelling, is between both. */
export type Distance = 'major' | 'minor' | 'patch' | 'other';

/** `set` by a layer, the chart's `default`, `removed` by a null, or `unset` where neither layers nor chart have it. */
export interface ValueCell {
  readonly state: 'set' | 'default' | 'removed' | 'unset';
  /** Without credentials. Absent where there is none, or where a contract knows only the digest of a default. */
  readonly value?: Json;
  /** Whether a credential was left out of `value`. */
  readonly masked: boolean;
  /** Name and version of the chart. */
  readonly chart: string;
  /** Who set or removed it. */
  readonly at?: Position;
  /** Cells of a row that have the same number have the same value, whatever is shown of it. Counts from 1. */
  readonly variant: number;
  /** Most other clusters of the row have another value, and one in common. */
  readonly odd: boolean;
}
