/** What Helm makes of releases. */
import type { RenderedObject, Rendering, SourceLine } from 'helm-wasm';
import type { Position } from './problems.ts';
import type { Release, ResolvedCluster } from './releases.ts';

export interface RenderedRelease {
  readonly release: Release;
  readonly rendering: Rendering;
}

/** What a rendering has for a cluster. */
export interface AppliedObject {
  /** CRDs come first, hooks run beside the rest. */
  readonly part: 'crd' | 'object' | 'hook';
  readonly rendered: RenderedObject;
}

/** An object that a cluster gets, with the release that makes it. */
export interface ClusterObject extends AppliedObject {
  readonly release: Release;
  /** Where it is said, or else the release's: as far as its kind has one. */
  readonly namespace: string;
}

/** All that is known of what one cluster gets. */
export interface ClusterObjects {
  readonly cluster: ResolvedCluster;
  readonly objects: readonly ClusterObject[];
  /** Whether every release of the cluster was rendered: only then is what is not here nowhere. */
  readonly isWhole: boolean;
}

/** The input line behind a field of an object, by JSON pointer; undefined where it cannot be told. */
export type CauseOf = (object: ClusterObject, path: string) => Promise<Position | undefined>;

/** The line of a chart's template at which an object is written; undefined where it cannot be told. */
export type SourceOf = (object: ClusterObject) => Promise<SourceLine | undefined>;
