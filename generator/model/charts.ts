/** Charts, locks and contracts. */
import type { ChartParts } from 'helm-wasm';
import type { Position } from './problems.ts';
import type { Json, JsonObject, Located } from './values.ts';

/** What a service asks for. `version` may be a range. */
export type ChartReference =
  | {
      readonly kind: 'repository';
      readonly repository: string;
      readonly name: string;
      readonly version: string;
      /** The repository whose mirror this is; the contract is that one's. */
      readonly mirrorOf?: string;
    }
  | { readonly kind: 'folder'; readonly path: string };

/** A reference at the place of its version, or of its path. */
export interface AskedChart extends Located<ChartReference> {
  /** Where its repository stands, if not there too. */
  readonly repositoryAt?: Position;
}

/** One resolved reference in `charts.lock.yaml`. */
export type LockEntry =
  | {
      readonly kind: 'repository';
      readonly at: Position;
      readonly repository: string;
      readonly name: string;
      /** As the inputs ask for it: a version or a range. */
      readonly version: string;
      /** The exact version. */
      readonly resolved: string;
      /** Of the archive. Absent where only the digest is known (`lock --digest`), and in OCI registries. */
      readonly url?: string;
      /** `sha256:` and 64 hex digits: of the archive, or in an OCI registry of the manifest. */
      readonly digest: string;
      /** OCI only: the digest of the archive, which is a layer. Absent where only the manifest's is known. */
      readonly layer?: string;
      /** The repository whose mirror this is, where the inputs name it as nothing else. */
      readonly mirrorOf?: string;
    }
  | {
      readonly kind: 'folder';
      readonly at: Position;
      readonly path: string;
      /** The chart's name and version, from its Chart.yaml when it was locked. */
      readonly name: string;
      readonly version: string;
      /** `sha256:` and 64 hex digits, of the folder's content. */
      readonly digest: string;
    };

export interface Lock {
  readonly file: string;
  readonly entries: readonly LockEntry[];
}

/** A sub-chart as its parent's Chart.yaml names it. `key` is where its values stand: the alias, or the name. */
export interface SubChart {
  readonly key: string;
  readonly name: string;
  readonly version: string;
  readonly condition?: string;
  readonly tags?: readonly string[];
  readonly dependencies: readonly SubChart[];
}

/** The typed key tree of one chart version: a JSON Schema without prose. */
export interface Contract {
  /** Where it stands: a file under `schemas/contracts/`, or the chart's own values.yaml for a folder of this repository. */
  readonly file: string;
  /** Of the file's text, `sha256:` and 64 hex digits; absent for a folder of this repository. */
  readonly fileDigest?: string;
  readonly name: string;
  readonly version: string;
  /** The lock's digest that it was made for. */
  readonly digest: string;
  /** Whether it was made from a local folder that stood in for the archive. */
  readonly fromFolder: boolean;
  readonly dependencies: readonly SubChart[];
  /** JSON pointers of nulls that the parent chart's own values.yaml sets for a sub-chart. */
  readonly nullsForSubCharts: readonly string[];
  readonly values: ContractNode;
  /** Absent in a contract from before they were told, and of a chart whose templates could not be followed. */
  readonly reads?: ContractReads;
  /** Absent where neither the chart nor a sub-chart has a values.schema.json. */
  readonly schemas?: SchemaChart;
}

/** What Helm holds values against: the schema of a chart, without prose, and all that decides which values it sees. */
export interface SchemaChart extends ChartParts {
  readonly values: JsonObject;
  readonly schema?: Json;
  /** Why the schema is not here, where the chart has one. */
  readonly leftOut?: string;
  readonly charts: readonly SchemaChart[];
}

/** What templates of a chart read of its values: never less than they do. */
export interface ContractReads {
  readonly values: ReadNode;
  /** Places without a default: where one of them is set, whatever is set may be read. */
  readonly allIf: readonly (readonly string[])[];
}

/** A place that is read: `true` with whatever lies below it, else with these keys below it. `*` is any key, and any item of a list. */
export type ReadNode = true | { readonly [key: string]: ReadNode };

/** A node of the contract's schema. A node without `properties` is a leaf or an open map. */
export interface ContractNode {
  /** JSON Schema types that a value may have. Null is always allowed beside them. */
  readonly type?: string | readonly string[];
  /** The chart's default, for leaves, lists, empty maps and nulls. A map with keys has its defaults in its properties. */
  readonly default?: Json;
  /** In place of `default`, where a text of several lines is only hashed (`--hash-text`). */
  readonly 'x-default-sha256'?: string;
  readonly properties?: { readonly [key: string]: ContractNode };
  /** True where the sub-tree belongs to a sub-chart. */
  readonly 'x-sub-chart'?: true;
}
