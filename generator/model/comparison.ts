/** What a change of the inputs does to clusters. */
import type { DangerCode } from './danger-codes.ts';
import type { Position, Problem, Severity } from './problems.ts';
import type { Release } from './releases.ts';
import type { Json, JsonObject } from './values.ts';

/** Every report is made from it. Whatever is secret in it is masked already. */
export interface Comparison {
  readonly base: ComparedSide;
  readonly head: ComparedSide;
  /** Those on either side, sorted by name. */
  readonly clusters: readonly ComparedCluster[];
  /** What differs, the most important first: what has a danger, then what people changed, then noise. */
  readonly entries: readonly Entry[];
  /** Gravest first. */
  readonly dangers: readonly Danger[];
  /** What the releases that differ ask for, cluster by cluster; those without a difference are left out. */
  readonly cost: readonly ClusterCost[];
  /** Of releases that differ: those whose charts were not at hand, so that only values and versions are compared. Sorted. */
  readonly notRendered: readonly ReleaseName[];
  /** What cannot be compared, because the base is wrong there: releases, and whole clusters, whose service is empty. Sorted. */
  readonly notCompared: readonly ReleaseName[];
  /** Problems of the base alone: what it would have given is compared as far as it can be. */
  readonly baseProblems: readonly Problem[];
}

export interface ComparedSide {
  /** As the user named it: a Git reference, or a folder. */
  readonly name: string;
  /** The commit that it stands for; absent for folders and for a working tree. */
  readonly commit?: string;
}

export interface ComparedCluster {
  readonly name: string;
  /** On the head, or on the base where the head has no such cluster. */
  readonly environment: string;
  /** `unknown` where the base is wrong there. */
  readonly state: 'added' | 'removed' | 'same' | 'changed' | 'unknown';
  /** Releases on either side, and those that differ. */
  readonly releases: number;
  readonly changed: number;
}

export interface ReleaseName {
  readonly cluster: string;
  readonly service: string;
}

export interface ObjectName {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Empty for what belongs to no namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** An object of a release on a cluster. The service is empty for what belongs to the cluster itself. */
export interface Subject extends ReleaseName {
  readonly object: ObjectName;
}

export type Action = 'added' | 'removed' | 'changed' | 'moved' | 'renamed';

/**
 * Why nobody needs to read a change: labels that name the chart's version, checksums of other objects, annotations that are generated, the order of
 * what has none, what a chart makes anew each time that it is rendered.
 */
export type Noise = 'chart-label' | 'checksum' | 'annotation' | 'order' | 'random';

/** One change, said once: on however many clusters and objects. */
export interface Entry {
  /** Made from what it says, so that it is the same in another run: `[0-9a-f]{12}`. */
  readonly id: string;
  readonly action: Action;
  /** `object`: what Helm renders. `controller`: what Argo CD and Flux reconcile. `values`: where the chart was not at hand. */
  readonly layer: 'object' | 'controller' | 'values';
  /** Sorted; those of `values` have the HelmRelease or Application as object. */
  readonly subjects: readonly Subject[];
  /** What each was before, in the order of `subjects`: for `moved` and `renamed` alone. */
  readonly was?: readonly Subject[];
  /** Empty for `added` and `removed`. */
  readonly changes: readonly FieldChange[];
  /** For `added` and `removed`: what each object holds, each once. */
  readonly contents?: readonly ObjectContent[];
  /** The input lines behind it. Empty where they cannot be told. */
  readonly causes: readonly Cause[];
  readonly noise?: Noise;
  /** Indexes into the comparison's dangers that speak of one of its changes. */
  readonly dangers: readonly number[];
}

interface ObjectContent {
  readonly object: ObjectName;
  readonly content: JsonObject;
}

/**
 * A step into an object: a key of a map, an item of a list by its merge key or by its index, or the way into a document that is held as text.
 */
export type Step =
  | string
  | { readonly by: string; readonly is: string }
  | { readonly index: number }
  | { readonly inside: 'yaml' | 'json' | 'properties' };

export interface FieldChange {
  readonly path: readonly Step[];
  /** Absent where the field was not there; a JSON null is null. */
  readonly before?: Json;
  readonly after?: Json;
  /** Whether both are only told to differ, or one to be there: they are `***` then. What is masked within a larger value has no mark. */
  readonly masked?: true;
  /** Another order of a list's items, both sides being their keys or themselves; or a text that only writes the same content otherwise. */
  readonly reordered?: true;
  /** Of `reordered`: the order means something, or may. */
  readonly orderCounts?: true;
  /** It differs between two renders of the same inputs, too. */
  readonly random?: true;
}

/** An edited input line. */
export interface Cause {
  /**
   * `chart`: another version, with its own defaults and templates. `value`: of `values`. `release`: another field of the service. `cluster`: of its file, of espalier.yaml, or of what an environment extends.
   */
  readonly kind: 'chart' | 'value' | 'release' | 'cluster';
  /** `ingester.replicas: 3 → 5`. Masked. */
  readonly message: string;
  /** On the head; absent for what was taken out. */
  readonly at?: Position;
  /** On the base; absent for what is new. */
  readonly was?: Position;
}

/** What may go wrong when the change is merged. */
export interface Danger {
  readonly code: DangerCode;
  /** As the code has it, or espalier.yaml; what is excepted is a note. */
  readonly severity: Severity;
  /** What will happen, for whom: one sentence without a full stop at its end. Names, never secrets. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
  /** Sorted. Where a whole release is meant, `object` is absent. */
  readonly subjects: readonly (ReleaseName & { readonly object?: ObjectName })[];
  readonly path?: readonly Step[];
  /** The input lines behind it, the likeliest first. */
  readonly causes: readonly Cause[];
  /** Why it is accepted, and until when (a date, `2026-12-31`). */
  readonly exception?: { readonly reason: string; readonly expires: string; readonly at: Position };
}

/** What pods and claims of releases ask for. CPU in cores, the rest in bytes. */
export interface Amounts {
  readonly pods: number;
  readonly cpuRequests: number;
  readonly cpuLimits: number;
  readonly memoryRequests: number;
  readonly memoryLimits: number;
  readonly storage: number;
}

export interface ClusterCost {
  readonly cluster: string;
  readonly before: Amounts;
  readonly after: Amounts;
  /** A month, in the currency of the prices; absent where there are none. */
  readonly price?: { readonly before: number; readonly after: number; readonly currency: string };
}

// What rules of danger look at.

/** An object of one side. */
export interface SideObject {
  readonly name: ObjectName;
  /** `values`: the values of a release whose chart is not at hand, under the name of what its controller reconciles. */
  readonly part: 'crd' | 'object' | 'hook' | 'controller' | 'values';
  readonly object: JsonObject;
  /** Absent for what a controller reconciles. */
  readonly template?: string;
}

/** An object that differs; one side is absent for what is added or removed. Both have names of their own where it moved or was renamed. */
export interface ObjectPair {
  readonly before?: SideObject;
  readonly after?: SideObject;
  /** Empty for what is added or removed. */
  readonly changes: readonly FieldChange[];
  /** The service of the same cluster that had it, where another has it now. */
  readonly from?: string;
}

/** A service on a cluster, on both sides. */
export interface ReleasePair extends ReleaseName {
  readonly before?: Release;
  readonly after?: Release;
  /** Whether anything that a cluster gets of it may differ. */
  readonly differs: boolean;
  /** Whether Helm is asked for the same, or both sides (of those that there are) were rendered. Nothing is known of objects else. */
  readonly isRendered: boolean;
  /** All that it gets, CRDs and hooks too; empty where it was not rendered, or does not differ. */
  readonly objectsBefore: readonly SideObject[];
  readonly objectsAfter: readonly SideObject[];
  /** Those that differ, among them what its controller reconciles. */
  readonly pairs: readonly ObjectPair[];
}

/** All of one cluster. */
export interface ClusterPair {
  readonly cluster: string;
  readonly isAdded: boolean;
  readonly isRemoved: boolean;
  /** Sorted by service, those without a difference too. */
  readonly releases: readonly ReleasePair[];
  /** What its controller reconciles and belongs to no release: sources, namespaces, the root. */
  readonly pairs: readonly ObjectPair[];
}
