/** Values, with where each was written. */
import type { Position } from './problems.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

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
