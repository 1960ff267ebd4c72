/**
 * A gzipped archive, or the files of a folder by path from it. Files that `.helmignore` names are left out, as Helm does of a folder. `parts` are a chart
 * without templates, of which the effective values can be had, and whether its schemas take them.
 */
export type ChartSource =
  | { readonly archive: Uint8Array }
  | { readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly parts: ChartParts };

/** All of a chart that decides which values its templates see, and which its schemas refuse. */
export interface ChartParts {
  readonly name: string;
  readonly version: string;
  /** Of values.yaml, without those of sub-charts. */
  readonly values: { readonly [key: string]: unknown };
  /** values.schema.json, where there is one. */
  readonly schema?: unknown;
  /** Those in `charts/`. */
  readonly charts: readonly ChartParts[];
  /** Those that Chart.yaml lists. */
  readonly dependencies: readonly ListedDependency[];
}

export interface ListedDependency {
  readonly name: string;
  readonly alias?: string;
  /** A version or a range. */
  readonly version: string;
  readonly condition?: string;
  readonly tags?: readonly string[];
  /** Paths with dots; `.` is the root. */
  readonly imports?: readonly { readonly child: string; readonly parent: string }[];
}
