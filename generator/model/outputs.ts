/** What is written, and what a run tells. */
import type { Controller } from './inputs.ts';
import type { Position, Problem } from './problems.ts';
import type { JsonObject, Tree } from './values.ts';

export type KubernetesObject = JsonObject & {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent in Kustomize's own file alone, which no cluster holds. */
  readonly metadata?: JsonObject & { readonly name: string; readonly namespace?: string };
};

/** One object with the input lines behind its fields, so that a finding points at what to edit. */
export interface Manifest {
  readonly object: KubernetesObject;
  /** The place behind the object as a whole. */
  readonly at: Position;
  /** Places behind parts of it, by JSON pointer into the object; the longest prefix counts. */
  readonly origins: ReadonlyMap<string, Position>;
  /** The values tree behind a sub-tree, by JSON pointer into the object: leaves below it have their own places. */
  readonly trees: ReadonlyMap<string, Tree>;
}

/** A file under `out/` before it is written. */
export interface OutFile {
  /** From the repository's root: `out/<cluster>/root/…`. */
  readonly path: string;
  /** Sorted paths of the inputs behind it. */
  readonly sources: readonly string[];
  readonly manifests: readonly Manifest[];
  /** The text below the header. */
  readonly body: string;
}

export interface OutTree {
  /** Sorted by path. */
  readonly files: readonly OutFile[];
  /** Folders in which a controller applies whatever lies there: a foreign YAML in them is a problem. */
  readonly syncedFolders: readonly string[];
}

/** One step that the writer would take. Paths are relative to the repository's root. */
export interface FileChange {
  readonly path: string;
  readonly action: 'create' | 'update' | 'remove';
  /** The text to write, header included; absent for `remove`, and for what is no text. */
  readonly content?: string;
  /** The text that it replaces, where a report may compare both. */
  readonly before?: string;
}

/** What a run of `generate` or `check` came to; every report is made from it. */
export interface RunResult {
  readonly command: string;
  /** Ordered by `compareProblems`. */
  readonly problems: readonly Problem[];
  /** What was written, or would be. Sorted by path. */
  readonly changes: readonly FileChange[];
  /** Whether `changes` were carried out. */
  readonly applied: boolean;
  readonly unchanged: number;
  readonly clusters: readonly ClusterSummary[];
  /** Charts whose templates the run did not look at, as `name version`. Sorted, each once. */
  readonly notRendered?: readonly string[];
  /** Charts that `lock` moved to another version. */
  readonly moved?: readonly MovedChart[];
  /** Services that others run and ours depend on: taken as given. Sorted, each once. */
  readonly external?: readonly string[];
  readonly milliseconds: number;
}

/** A chart of a repository that is locked as another version than before. */
export interface MovedChart {
  readonly repository: string;
  readonly name: string;
  /** The version or range that the inputs ask for. */
  readonly version: string;
  readonly from: string;
  readonly to: string;
}

export interface ClusterSummary {
  readonly name: string;
  readonly controller: Controller;
  readonly environment: string;
  readonly releases: number;
}
