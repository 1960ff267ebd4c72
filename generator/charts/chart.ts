import type { Outcome, Position, Problem } from '../model/problems.ts';
import type { MapTree, Tree } from '../model/values.ts';

/** Reads YAML as Go does. Handed in by the caller, since stages do not import each other. */
export type ParseYaml = (file: string, text: string, reader: 'go') => Outcome<Tree | undefined>;

/** The files that Helm would load, by path from the chart's folder, with `/`. */
export type ChartFiles = ReadonlyMap<string, Uint8Array>;

/** What Helm renders: a whole archive, or the files of a folder. */
export type ChartContent = { readonly archive: Uint8Array } | { readonly files: ChartFiles };

/** A chart with everything below its `charts/`. */
export interface Chart {
  /** Chart.yaml, as a person would type it; inside an archive the path goes on after the archive's name. */
  readonly file: string;
  readonly name: string;
  readonly version: string;
  /** Where Chart.yaml states the version. */
  readonly versionAt: Position;
  readonly appVersion?: string;
  readonly kubeVersion?: string;
  readonly values: MapTree;
  /** values.schema.json. */
  readonly schema?: Uint8Array;
  readonly dependencies: readonly Dependency[];
  /** How many charts it is, itself and every use of a sub-chart counted. */
  readonly charts: number;
}

/** A sub-chart as its parent declares it, with the chart that was found for it. */
export interface Dependency extends DeclaredDependency {
  readonly chart: Chart;
  /** False where it only lies in `charts/`, and Chart.yaml does not list it. */
  readonly isListed: boolean;
}

/** An entry of `dependencies` in Chart.yaml. */
export interface DeclaredDependency {
  /** Where its values stand: the alias, or the name. */
  readonly key: string;
  readonly name: string;
  /** A version or a range; empty where Chart.yaml has none. */
  readonly version: string;
  readonly repository?: string;
  readonly condition?: string;
  readonly tags: readonly string[];
  readonly imports: readonly ImportedValues[];
  readonly at: Position;
}

/** An entry of `import-values`: paths with dots, empty for the root. */
export interface ImportedValues {
  readonly child: string;
  readonly parent: string;
}

/** What one chart is read with; `problems` collects what is wrong with it. */
export interface Reading {
  readonly parse: ParseYaml;
  readonly problems: Problem[];
  readonly budget: Budget;
}

/** What is left to read of a chart with all that it contains. */
export interface Budget {
  files: number;
  bytes: number;
  /** Bytes that archives may still unpack to, whatever is in them. */
  unpacked: number;
  /** Whatever archives may still hold: files, folders, and what tar says about them. */
  entries: number;
  charts: number;
  /** Bytes of YAML: to read it takes a hundred times as long as to unpack it. */
  yaml: number;
}

/** Helm's own limits for a file and for a chart; those of count and depth are ours. */
const mebibyte = 1_048_576;

export const limits: {
  readonly fileBytes: number;
  readonly chartBytes: number;
  readonly files: number;
  readonly entries: number;
  readonly folders: number;
  /** In UTF-16 units. */
  readonly pathLength: number;
  readonly subCharts: number;
  readonly charts: number;
  readonly yamlBytes: number;
} = {
  fileBytes: 5 * mebibyte,
  chartBytes: 100 * mebibyte,
  files: 10_000,
  entries: 30_000,
  folders: 30,
  pathLength: 1000,
  subCharts: 10,
  charts: 500,
  yamlBytes: 4 * mebibyte,
};

export const newReading = (parse: ParseYaml): Reading => ({
  parse,
  problems: [],
  budget: {
    files: limits.files,
    bytes: limits.chartBytes,
    // What tar adds to the files: a header and padding for each.
    unpacked: limits.chartBytes + limits.files * 2048,
    entries: limits.entries,
    charts: limits.charts,
    yaml: limits.yamlBytes,
  },
});

/** Takes one file off the budget; says what is wrong with a file or a chart that is too large. */
export const spend = (budget: Budget, bytes: number): string | undefined => {
  if (bytes > limits.fileBytes) return 'is larger than the 5 MiB that Helm takes';
  budget.files -= 1;
  budget.bytes -= bytes;
  if (budget.files < 0) return `is one of more than ${limits.files} files`;
  if (budget.bytes < 0) return 'makes the chart larger than the 100 MiB that Helm takes';
  return undefined;
};
