/** The nouns that pass between the stages. Types only: whatever computes belongs to a stage. */

// ---------------------------------------------------------------- places and problems

/** A place in a file that a person wrote. Line and column count from 1, the column in UTF-16 units. */
export interface Position {
  /** Path from the repository's root, with `/`, as a person would type it. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = 'problem' | 'warning' | 'note';

/** Something to tell the user, at the place that a person must edit. */
export interface Problem {
  /** Stable kebab-case code; `problem.ts` has the list. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence: what is wrong. Names, never secrets. */
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
  /** Absent where nothing in a file is to be edited (`--allow-empty`), or the whole file is meant (then `file` alone). */
  readonly at?: Position;
  /** The file, where no line of it is meant. */
  readonly file?: string;
  /** JSON pointer of what is meant, inside `at.file` or inside the emitted document. */
  readonly path?: string;
  /** Other places that explain it, such as the value that was overridden. */
  readonly related?: readonly Related[];
}

export interface Related {
  readonly message: string;
  readonly at: Position;
}

/** What a stage returns: a value that is as good as it could be made, and what was wrong. */
export interface Outcome<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

// ---------------------------------------------------------------- values with origins

/**
 * YAML as read, with a place for everything. Trees are immutable and shared: merging copies only the path it changes.
 * `shadows` is what this node replaced in a lower layer (which may shadow another in turn): the history of a leaf.
 */
export type Tree = ScalarTree | ListTree | MapTree;

interface Placed {
  readonly at: Position;
  readonly shadows?: Tree;
}

export interface ScalarTree extends Placed {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** The plain text of a number whose text is lost on the way (`1.10` → 1.1). */
  readonly source?: string;
}

export interface ListTree extends Placed {
  readonly kind: 'list';
  readonly items: readonly Tree[];
}

export interface MapTree extends Placed {
  readonly kind: 'map';
  /** In the order of the file; a merge keeps the lower layer's order and appends. */
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  /** Where the key stands. */
  readonly key: Position;
  readonly value: Tree;
}

/** A value of an input field together with its place. */
export interface Located<T> {
  readonly value: T;
  readonly at: Position;
}

// ---------------------------------------------------------------- inputs, complete

export interface Inputs {
  readonly settings: Settings;
  /** Sorted by name. */
  readonly clusters: readonly Cluster[];
  /** True where a problem kept a cluster out of `clusters`: then nobody can tell what no cluster uses. */
  readonly clustersLeftOut?: boolean;
  readonly environments: ReadonlyMap<string, Environment>;
  readonly lock: Lock;
}

/** `espalier.yaml` with its defaults filled in. */
export interface Settings {
  readonly file: string;
  readonly repository: {
    readonly url: Located<string>;
    readonly branch: Located<string>;
    /** The subfolder of the Git repository in which everything of ours lies; absent for its root. */
    readonly path?: Located<string>;
    /** Flux: the Secret to clone with. */
    readonly secretRef?: Located<string>;
    readonly provider?: Located<string>;
  };
  readonly repositories: Repositories;
  readonly argocd: {
    readonly namespace: Located<string>;
    readonly project?: Located<string>;
    readonly ociDigest?: Located<boolean>;
    readonly pinApiVersions?: Located<boolean>;
  };
  readonly flux: {
    readonly namespace: Located<string>;
    readonly gitRepository?: Located<string>;
    /** `shared` or `perNamespace`. */
    readonly sources?: Located<string>;
    readonly serviceAccountName?: Located<string>;
  };
  readonly hatches: Hatches;
}

/** What reading a chart repository needs, as one file says it. */
export interface RepositorySettings {
  /** Where its URL stands. */
  readonly at: Position;
  readonly secretRef?: Located<string>;
  readonly provider?: Located<string>;
  readonly insecure?: Located<boolean>;
  readonly certSecretRef?: Located<string>;
  /** A PEM file of this repository, which `lock` alone trusts. */
  readonly ca?: Located<string>;
  /** Where clusters take the same charts from. */
  readonly mirror?: Located<string>;
}

/** By URL, as the file spells it. */
export type Repositories = ReadonlyMap<string, RepositorySettings>;

/** What an escape hatch reaches: the objects of a release, and the source that its chart comes from on Flux. */
export type HatchName = 'application' | 'appProject' | 'helmRelease' | 'kustomization' | 'source';

/** One layer's escape hatches: JSON merge patches (RFC 7396) over what is emitted. */
export type Hatches = { readonly [Name in HatchName]?: MapTree };

export type Controller = 'argocd' | 'flux';

/** Scalars by name; a scalar that is one reference keeps the type. */
export type Variables = ReadonlyMap<string, ScalarTree>;

/** What is known of a namespace on a cluster or in an environment; later layers win field by field. */
interface NamespaceSettings {
  readonly at: Position;
  readonly create?: Located<boolean>;
  readonly labels: ReadonlyMap<string, Located<string>>;
}

export type Namespaces = ReadonlyMap<string, NamespaceSettings>;

export interface Cluster {
  readonly name: string;
  readonly file: string;
  readonly at: Position;
  readonly environment: Located<string>;
  readonly controller: Located<Controller>;
  /** `1.34` or `1.34.2`. */
  readonly kubernetes: Located<string>;
  readonly helm: 3 | 4;
  /** `group/version` or `group/version/Kind`. */
  readonly apiVersions: readonly string[];
  /** Argo CD only: exactly one of both; absent for the controller's own cluster. */
  readonly destination?: { readonly name: Located<string> } | { readonly server: Located<string> };
  /** Flux only: how the hub that it runs on reaches this cluster; absent for Flux's own cluster. */
  readonly kubeConfig?: KubeConfig;
  readonly variables: Variables;
  readonly namespaces: Namespaces;
  readonly external: readonly Located<string>[];
  /** What differs from espalier.yaml, field by field. */
  readonly repositories: Repositories;
  readonly services: ReadonlyMap<string, ServiceLayer>;
  readonly argocdProject?: Located<string>;
  readonly argocdOciDigest?: Located<boolean>;
  readonly argocdPinApiVersions?: Located<boolean>;
  readonly fluxGitRepository?: Located<string>;
  readonly hatches: Hatches;
  readonly fluxSources?: Located<string>;
  readonly fluxServiceAccountName?: Located<string>;
}

/** What a hub signs in to another cluster with. */
export interface KubeConfig {
  readonly at: Position;
  readonly secretRef?: Located<string>;
  readonly configMapRef?: Located<string>;
  /** Of the Secret. */
  readonly key?: Located<string>;
}

export interface Environment {
  readonly name: string;
  /** `environments/x.yaml`, or `environments/x/environment.yaml` (which need not exist then). */
  readonly file: string;
  readonly at: Position;
  readonly extends: readonly Located<string>[];
  readonly variables: Variables;
  readonly namespaces: Namespaces;
  readonly services: ReadonlyMap<string, ServiceLayer>;
  /** All files it was read from, sorted. */
  readonly files: readonly string[];
}

/** `append`, or merge items by the value of a key. */
export type ListStrategy = { readonly kind: 'append' } | { readonly kind: 'mergeBy'; readonly key: string };

/** One file's part of a service. Absent fields are inherited. */
export interface ServiceLayer {
  readonly service: string;
  /** Where the service's key stands. */
  readonly at: Position;
  /** `services.x: null` takes an inherited service out. */
  readonly removed: boolean;
  readonly chart?: ChartFields;
  readonly namespace?: Located<string>;
  readonly releaseName?: Located<string>;
  readonly onRemove?: Located<OnRemove>;
  readonly dependsOn?: readonly Located<string>[];
  readonly extraNamespaces?: readonly Located<string>[];
  /** `Kind` in the core group, `group/Kind`, or `*`. */
  readonly clusterResources?: readonly Located<string>[];
  readonly argocdProject?: Located<string>;
  readonly argocdOciDigest?: Located<boolean>;
  readonly argocdPinApiVersions?: Located<boolean>;
  readonly hatches: Hatches;
  /** A null takes an inherited one away. */
  readonly labels?: ReadonlyMap<string, Located<string | null>>;
  readonly values?: MapTree;
  /** Flux: references to Secrets and ConfigMaps with further values. */
  readonly valuesFrom?: readonly MapTree[];
  /** By JSON pointer into the values. */
  readonly lists: ReadonlyMap<string, Located<ListStrategy>>;
}

export type OnRemove = 'delete' | 'keep';

/** Merged field by field between layers, so each may stand in another file. `path` excludes the others. */
export interface ChartFields {
  readonly at: Position;
  readonly repository?: Located<string>;
  readonly name?: Located<string>;
  readonly version?: Located<string>;
  readonly path?: Located<string>;
}

// ---------------------------------------------------------------- charts

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
}

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

// ---------------------------------------------------------------- releases

/** A service on a cluster, with everything merged and every variable replaced. */
export interface Release {
  readonly cluster: Cluster;
  readonly service: string;
  /** Where the last layer that speaks of the service names it. */
  readonly at: Position;
  /** Helm's release name. */
  readonly name: string;
  readonly nameAt: Position;
  readonly namespace: Located<string>;
  readonly chart: Located<ResolvedChart>;
  /** The same chart where the cluster takes it from, if that is a mirror. */
  readonly mirror?: Located<{ readonly repository: string; readonly digest: string }>;
  /** What reading the chart's repository, or the mirror, needs. */
  readonly access?: RepositorySettings;
  /** The merged layers, as the user's files say it, nulls included. */
  readonly merged: MapTree;
  /** What travels to the controller: `merged` without the nulls that have no default to remove. */
  readonly values: MapTree;
  /** Services of this cluster that must be ready first; externals are in `external`. Sorted, unique. */
  readonly dependsOn: readonly string[];
  readonly external: readonly string[];
  readonly onRemove: OnRemove;
  readonly extraNamespaces: readonly string[];
  readonly clusterResources: readonly string[];
  /** Argo CD: a project of the team's own, in place of one per release. */
  readonly argocdProject?: string;
  /** Argo CD: whether a chart of an OCI registry is a native source, pinned by its digest. */
  readonly argocdOciDigest: boolean;
  /** Argo CD: render for the API versions that the inputs say, not for what the cluster serves. */
  readonly argocdPinApiVersions: boolean;
  /** Of what is emitted for the release. Sorted by key. */
  readonly labels: ReadonlyMap<string, Located<string>>;
  /** Flux: first those without a `targetPath`, below the values, then those with one, above them. */
  readonly valuesFrom: readonly MapTree[];
  /** The escape hatches of all layers, to be applied one after the other: the most general first. */
  readonly patches: { readonly [Name in HatchName]?: readonly MapTree[] };
  /** Input files that take part, sorted: the cluster's, the environments', charts.lock.yaml, espalier.yaml. */
  readonly sources: readonly string[];
}

/** A chart reference with what the lock says of it, and its contract where there is one. */
export type ResolvedChart = (
  | {
      readonly kind: 'repository';
      readonly repository: string;
      readonly name: string;
      readonly version: string;
      readonly digest: string;
      /** OCI: the digest of the archive, where the lock knows it. */
      readonly layer?: string;
    }
  | {
      readonly kind: 'folder';
      readonly path: string;
      /** Folders of this repository that its `file://` dependencies name: whoever builds the chart needs them too. */
      readonly dependencyFolders?: readonly string[];
      readonly name: string;
      readonly version: string;
      readonly digest: string;
    }
) & { readonly contract?: Contract };

/** A namespace of a cluster, after all layers. */
export interface ResolvedNamespace {
  readonly name: string;
  readonly at: Position;
  readonly create: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly sources: readonly string[];
}

/** Everything of one cluster. */
export interface ResolvedCluster {
  readonly cluster: Cluster;
  readonly settings: Settings;
  /** Sorted by service. */
  readonly releases: readonly Release[];
  /** Those that releases live in, sorted by name. */
  readonly namespaces: readonly ResolvedNamespace[];
}

// ---------------------------------------------------------------- outputs

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
  /** The text to write, header included; absent for `remove`. */
  readonly content?: string;
  /** The text that it replaces, where a report may compare both. */
  readonly before?: string;
}

// ---------------------------------------------------------------- results

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
