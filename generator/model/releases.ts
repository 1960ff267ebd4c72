/** What each cluster is to get. */
import type { Contract } from './charts.ts';
import type { Cluster, Delivery, HatchName, OnRemove, RepositorySettings, Settings } from './inputs.ts';
import type { KubernetesObject } from './outputs.ts';
import type { Position } from './problems.ts';
import type { Located, MapTree } from './values.ts';

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
  readonly delivery: Delivery;
  /** Whether Secrets may be written with their data, where objects are. */
  readonly allowSecrets: boolean;
  /** `delivery: rendered`: the objects as they are to be written, in the order in which they are applied. */
  readonly objects?: readonly KubernetesObject[];
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
