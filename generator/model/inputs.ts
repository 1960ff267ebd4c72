/** What people write, complete. */
import type { Lock } from './charts.ts';
import type { DangerSettings } from './danger-settings.ts';
import type { Position } from './problems.ts';
import type { Located, MapTree, ScalarTree } from './values.ts';

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
  readonly dangers: DangerSettings;
  /** The file that has the prices of `dangers`, if one is named. */
  readonly pricesFile?: Located<string>;
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
  readonly delivery?: Located<Delivery>;
  readonly allowSecrets?: Located<boolean>;
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

/** Who renders the chart: the controller, or we. */
export type Delivery = 'helm' | 'rendered';

/** Merged field by field between layers, so each may stand in another file. `path` excludes the others. */
export interface ChartFields {
  readonly at: Position;
  readonly repository?: Located<string>;
  readonly name?: Located<string>;
  readonly version?: Located<string>;
  readonly path?: Located<string>;
}
