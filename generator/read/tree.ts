import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { Position, Problem } from '../model/problems.ts';
import type { Entry, MapTree, ScalarTree, Tree } from '../model/values.ts';
import { problem, warning } from '../problem.ts';
import { Budget } from './budget.ts';
import type { Places } from './places.ts';
import { losesText, type Reading, toKey, toValue } from './scalar.ts';
import { type ReadScalar, readScalar } from './scalar-node.ts';

/** How deep maps and lists may nest, aliases followed. */
export const deepest = 100;

interface Built {
  readonly tree: Tree;
  /** How many steps go-yaml takes to decode it, aliases followed. */
  readonly steps: number;
  readonly depth: number;
}

interface Anchor {
  readonly node: Node;
  /** Absent while the node is being built: an alias would make it contain itself. */
  built?: Built;
}

/** Ends the walk over a document of which no tree can be made. */
class Unbuildable extends Error {
  readonly problem: Problem;
  constructor(found: Problem) {
    super(found.message);
    this.problem = found;
  }
}

/** Builds the tree of one document, as go-yaml v2 would decode it, and collects what a strict reader minds. */
export class TreeBuilder {
  readonly problems: Problem[] = [];
  readonly #places: Places;
  readonly #text: string;
  readonly #strict: boolean;
  readonly #anchors = new Map<string, Anchor>();
  readonly #budget = new Budget();

  constructor(places: Places, text: string, strict: boolean) {
    this.#places = places;
    this.#text = text;
    this.#strict = strict;
  }

  /** The tree, or undefined where the document is empty or cannot be held. */
  build(document: Document.Parsed): Tree | undefined {
    const { contents } = document;
    if (contents === null) return undefined;
    if (isScalar(contents) && contents.source === '' && contents.type === 'PLAIN' && !contents.tag) return undefined;
    try {
      return this.#node(contents).tree;
    } catch (error) {
      if (!(error instanceof Unbuildable)) throw error;
      this.problems.push(error.problem);
      return undefined;
    }
  }

  #at(node: Node | null | undefined): Position {
    return this.#places.at(node?.range?.[0] ?? 0);
  }

  #node(node: Node): Built {
    if (isAlias(node)) return this.#alias(node.source, this.#at(node));
    this.#budget.take();
    const anchor: Anchor = { node };
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, anchor);
    const built = isScalar(node) ? this.#scalar(node) : isMap(node) ? this.#map(node) : this.#list(node);
    if (built.depth > deepest) {
      throw new Unbuildable(
        problem('yaml-too-large', `This is nested more than ${deepest} levels deep.`, {
          at: this.#at(node),
          fix: 'Write it flatter.',
        }),
      );
    }
    anchor.built = built;
    return built;
  }

  #alias(name: string, at: Position): Built {
    const built = this.#anchors.get(name)?.built;
    if (built === undefined) {
      const self = this.#anchors.has(name);
      const message = self ? `The anchor ${name} contains itself.` : `There is no anchor ${name} above this alias.`;
      throw new Unbuildable(problem('yaml-syntax', message, { at }));
    }
    if (!this.#budget.expand(built.steps)) {
      throw new Unbuildable(
        problem('yaml-alias-bomb', `The aliases up to *${name} stand for ${this.#budget.steps} values.`, {
          at,
          fix: 'Write the values out, or take them from an environment that others extend.',
        }),
      );
    }
    return { ...built, steps: built.steps + 1 };
  }

  #scalar(node: ReadScalar): Built {
    const at = this.#at(node);
    const { reading, problems } = readScalar(node, at, this.#strict, false, this.#text);
    this.problems.push(...problems);
    const written = node.source ?? '';
    const source = node.type === 'PLAIN' && losesText(written, reading) ? { source: written } : {};
    return { tree: { kind: 'scalar', at, value: harmless(toValue(reading), written), ...source }, steps: 1, depth: 0 };
  }

  #list(node: Node): Built {
    const items: Tree[] = [];
    let steps = 1;
    let depth = 0;
    for (const item of isSeq<Node>(node) ? node.items : []) {
      const built = this.#node(item);
      items.push(built.tree);
      steps += built.steps;
      depth = Math.max(depth, built.depth);
    }
    this.#refuseTag(node, 'A list');
    return { tree: { kind: 'list', at: this.#at(node), items }, steps, depth: depth + 1 };
  }

  #map(node: Node): Built {
    const entries = new Map<string, Entry>();
    // Keys that stand in this map itself, not those that a merge brought.
    const written = new Map<string, Position>();
    let steps = 1;
    let depth = 0;
    for (const pair of isMap<Node, Node | null>(node) ? node.items : []) {
      const key = this.#at(pair.key);
      const name = this.#key(pair, key);
      const built = pair.value === null ? this.#empty(key) : this.#node(pair.value);
      steps += 1 + built.steps;
      depth = Math.max(depth, built.depth);
      if (name === undefined) continue;
      this.#refuseTwice(name, key, written);
      written.set(name, key);
      if (isMerge(pair.key)) this.#merge(pair, built.tree, entries, written);
      else entries.set(name, { key, value: built.tree });
    }
    this.#refuseTag(node, 'A map');
    return { tree: { kind: 'map', at: this.#at(node), entries }, steps, depth: depth + 1 };
  }

  #empty(at: Position): Built {
    this.#budget.take();
    return { tree: { kind: 'scalar', at, value: null }, steps: 1, depth: 0 };
  }

  #refuseTwice(name: string, at: Position, written: ReadonlyMap<string, Position>): void {
    const first = written.get(name);
    if (!this.#strict || first === undefined) return;
    this.problems.push(
      problem('yaml-duplicate-key', `The key ${JSON.stringify(name)} stands here for the second time.`, {
        at,
        fix: name === '<<' ? 'Merge a list: <<: [*one, *other].' : 'Remove one of the two.',
        related: [{ message: 'The first time', at: first }],
      }),
    );
  }

  /** The text of a key, or undefined where a problem was found that leaves none. */
  #key(pair: Pair<Node, Node | null>, at: Position): string | undefined {
    const node = isAlias(pair.key) ? this.#anchors.get(pair.key.source)?.node : pair.key;
    if (isAlias(pair.key)) this.#alias(pair.key.source, at);
    else if (isScalar(pair.key)) this.#budget.take();
    if (!isScalar(node)) {
      if (!isAlias(pair.key)) this.#node(pair.key);
      this.problems.push(
        problem('yaml-key', 'A map or a list cannot be a key.', { at, fix: 'Quote it if it is a text.' }),
      );
      return undefined;
    }
    if (node === pair.key && node.anchor !== undefined) {
      const { tree } = this.#scalar(node);
      this.#anchors.set(node.anchor, { node, built: { tree, steps: 1, depth: 0 } });
    }
    const { reading, problems } = readScalar(node, at, this.#strict, true, this.#text);
    this.problems.push(...problems);
    if (this.#strict && this.#endsOnAnotherLine(pair.key)) {
      const fix = 'Write the key and its colon on one line.';
      this.problems.push(problem('yaml-syntax', 'A key or its colon stands on another line.', { at, fix }));
    }
    return toKey(reading) ?? this.#noKey(reading, at);
  }

  /** Go wants a key and its colon on one line, which the library doesn't insist on. */
  #endsOnAnotherLine({ range }: Node): boolean {
    const [start, end] = range ?? [0, 0];
    const colon = /\s*:/y;
    colon.lastIndex = end;
    return this.#text.slice(start, colon.test(this.#text) ? colon.lastIndex : end).includes('\n');
  }

  #noKey(reading: Reading, at: Position): undefined {
    const [code, what] =
      reading.tag === 'null' ? (['yaml-null-key', 'null'] as const) : (['yaml-key', 'a number this large'] as const);
    this.problems.push(
      problem(code, `A key cannot be ${what}.`, { at, fix: 'Quote the key, or remove it with its value.' }),
    );
  }

  /** `<<` as go-yaml v2 does it: at its place in the map, so that it replaces the keys above and not those below. */
  #merge(pair: Pair<Node, Node | null>, tree: Tree, entries: Map<string, Entry>, written: Map<string, Position>): void {
    // In a list the earlier maps win, so they are taken last.
    const sources = tree.kind === 'list' ? [...tree.items].reverse() : [tree];
    const aliasToList = isAlias(pair.value) && tree.kind === 'list';
    const at = this.#at(pair.key);
    if (aliasToList || sources.some((source) => source.kind !== 'map')) {
      this.problems.push(problem('yaml-syntax', 'A merge key (<<) takes a map, or a list of maps.', { at }));
      return;
    }
    const merged = new Map(sources.flatMap((source) => [...(source as MapTree).entries]));
    for (const [name, entry] of merged) {
      const above = written.get(name);
      if (this.#strict && above !== undefined) this.problems.push(replacedByMerge(name, at, above));
      entries.set(name, entry);
    }
  }

  #refuseTag(node: Node, what: string): void {
    if (!this.#strict || node.tag === undefined) return;
    this.problems.push(
      problem('yaml-tag', `${what} has the tag ${node.tag}, which Helm and Kubernetes ignore.`, {
        at: this.#at(node),
        fix: 'Remove the tag.',
      }),
    );
  }
}

/** What no later stage could carry was told here; they get a text in its place. */
const harmless = (value: ScalarTree['value'], written: string): ScalarTree['value'] => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : written;
  return typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value;
};

const isMerge = (key: unknown): boolean =>
  isScalar(key) && key.source === '<<' && (key.type === 'PLAIN' ? key.tag === undefined : false);

const replacedByMerge = (name: string, at: Position, above: Position): Problem =>
  warning('yaml-merge-order', `This merge replaces ${JSON.stringify(name)}, which stands above it.`, {
    at,
    fix: 'Put the merge key first in its map, or remove the key above.',
    related: [{ message: 'Replaced', at: above }],
  });
