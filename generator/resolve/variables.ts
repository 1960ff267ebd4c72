import type { Variables } from '../model/inputs.ts';
import type { Position, Problem } from '../model/problems.ts';
import type { Entry, Located, MapTree, ScalarTree, Tree } from '../model/values.ts';
import { problem } from '../problem.ts';
import type { UnknownVariable, VariablesOwner } from './unknown-variables.ts';

/**
 * What `${…}` may name. Only names under `cluster`, `environment` and `service` are ours; any other `${…}` belongs to
 * dashboards, shell scripts and the like, and stays.
 */
export interface Scope {
  readonly names: ReadonlyMap<string, ScalarTree>;
  /** Those of them that hold a reference which nothing could replace. */
  readonly broken: ReadonlySet<string>;
  /** Files whose variables were used: sources of the release. */
  readonly used: Set<string>;
  readonly findings: Findings;
  /** Who sets the variables that begin so. */
  readonly owners: ReadonlyMap<string, VariablesOwner>;
}

/** What goes wrong with references. What is unknown is told once for all clusters together. */
export interface Findings {
  readonly problems: Problem[];
  readonly unknown: UnknownVariable[];
}

const scalar = (value: string, at: Position): ScalarTree => ({ kind: 'scalar', value, at });

/** All names of a release. `namespace` is absent while the namespace itself is being worked out. */
export const scopeOf = (
  cluster: { readonly name: string; readonly at: Position; readonly variables: Variables },
  environment: { readonly name: string; readonly at: Position; readonly variables: Variables },
  service: { readonly name: string; readonly at: Position; readonly namespace?: Substituted },
  findings: Findings,
): Scope => {
  const names = new Map<string, ScalarTree>([
    ['cluster.name', scalar(cluster.name, cluster.at)],
    ['environment.name', scalar(environment.name, environment.at)],
    ['service.name', scalar(service.name, service.at)],
  ]);
  if (service.namespace !== undefined)
    names.set('service.namespace', scalar(service.namespace.value, service.namespace.at));
  for (const [name, value] of cluster.variables) names.set(`cluster.variables.${name}`, value);
  for (const [name, value] of environment.variables) names.set(`environment.variables.${name}`, value);
  const owners = new Map<string, VariablesOwner>([
    ['cluster.variables.', { kind: 'cluster', ...cluster }],
    ['environment.variables.', { kind: 'environment', ...environment }],
  ]);
  const broken = new Set(service.namespace?.isWhole === false ? ['service.namespace'] : []);
  return { names, broken, used: new Set(), findings, owners };
};

/** A reference, or an escaped one with `$$`. The name ends at the first closing brace. */
const references = /(\$?)\$\{((?:cluster|environment|service)\.[^{}]*)\}/g;
const oneReference = /^\$\{((?:cluster|environment|service)\.[^{}]*)\}$/;

const anyReference = /\$\{(?:cluster|environment|service)\.[^{}]*\}/;

const mentions = (text: string): boolean => anyReference.test(text);

/** Trees are shared by many releases. Whether one has a reference is a matter of the tree alone, whatever a scope knows. */
const known = new WeakMap<Tree, boolean>();

const hasReferences = (tree: Tree): boolean => {
  if (tree.kind === 'scalar') return typeof tree.value === 'string' && mentions(tree.value);
  const earlier = known.get(tree);
  if (earlier !== undefined) return earlier;
  const found =
    tree.kind === 'list'
      ? tree.items.some(hasReferences)
      : [...tree.entries].some(([name, { value }]) => mentions(name) || hasReferences(value));
  known.set(tree, found);
  return found;
};

/** Replaces the references in a tree, once: what a variable holds is not looked at again. Keys are never replaced. */
export const substitute = (tree: Tree, scope: Scope): Tree => (hasReferences(tree) ? replaceIn(tree, scope) : tree);

const replaceIn = (tree: Tree, scope: Scope): Tree => {
  if (tree.kind === 'scalar') return typeof tree.value === 'string' ? substituteScalar(tree, tree.value, scope) : tree;
  if (tree.kind === 'list') {
    const items = tree.items.map((item) => substitute(item, scope));
    return items.every((item, index) => item === tree.items[index]) ? tree : { ...tree, items };
  }
  return substituteMap(tree, scope);
};

/** For values, where the map is known to stay one. */
export const substituteMap = (tree: MapTree, scope: Scope): MapTree => {
  let entries: Map<string, Entry> | undefined;
  for (const [name, entry] of tree.entries) {
    if (mentions(name)) checkKey(name, entry.key, scope);
    const value = substitute(entry.value, scope);
    if (value === entry.value) continue;
    entries ??= new Map(tree.entries);
    entries.set(name, { key: entry.key, value });
  }
  return entries === undefined ? tree : { ...tree, entries };
};

const checkKey = (name: string, at: Position, scope: Scope): void => {
  for (const [reference, doubled] of name.matchAll(references))
    if (doubled === '')
      scope.findings.problems.push(
        problem('variable-in-key', `\`${reference}\` stands in a key, where nothing is replaced.`, {
          at,
          fix: 'Write the key out in the cluster or environment that needs it, or turn the map into a list.',
        }),
      );
};

const substituteScalar = (tree: ScalarTree, text: string, scope: Scope): ScalarTree => {
  const [, whole] = oneReference.exec(text) ?? [];
  if (whole !== undefined) {
    const variable = lookUp(whole, tree.at, scope);
    if (variable === undefined) return tree;
    const { value, source, at } = variable;
    // A number that loses its spelling is mended where the variable is set.
    return source === undefined ? { ...tree, value } : { ...tree, value, source, at };
  }
  const { value } = substituteText({ value: text, at: tree.at }, scope);
  return value === text ? tree : { ...tree, value };
};

/** A text with its references written out. */
export interface Substituted extends Located<string> {
  /**
   * No reference is left in it, each of which has a problem of its own. Its text cannot tell: one that was escaped, or that
   * a variable holds, looks the same.
   */
  readonly isWhole: boolean;
}

/** Whether each reference of a text that is as it was written can be replaced. */
export const isReplaceable = (written: string, { names, broken }: Scope): boolean =>
  [...written.matchAll(references)].every(
    ([, doubled, name = '']) => doubled === '$' || ((names.get(name)?.value ?? null) !== null && !broken.has(name)),
  );

/** The text with every reference written out. */
export const substituteText = (text: Located<string>, scope: Scope): Substituted => ({
  value: replaceReferences(text, scope),
  at: text.at,
  isWhole: isReplaceable(text.value, scope),
});

const replaceReferences = (text: Located<string>, scope: Scope): string =>
  text.value.replace(references, (reference: string, doubled: string, name: string) => {
    if (doubled === '$') return reference.slice(1);
    const variable = lookUp(name, text.at, scope);
    if (variable?.source !== undefined)
      scope.findings.problems.push(lossyInText(reference, variable, variable.source, text.at));
    const value = variable?.value;
    if (value !== null) return String(value ?? reference);
    scope.findings.problems.push(
      problem('variable-not-scalar', `\`${reference}\` is null, which cannot stand inside a text.`, {
        at: text.at,
        fix: 'Give the variable a value, for example the empty text "".',
      }),
    );
    return reference;
  });

const lossyInText = (reference: string, { value, at }: ScalarTree, source: string, used: Position): Problem =>
  problem('yaml-lossy-number', `This is written ${source}, but \`${reference}\` stands in a text as ${value}.`, {
    at,
    fix: `Write "${source}" for a text, or ${value}.`,
    related: [{ message: 'the text', at: used }],
  });

const lookUp = (name: string, at: Position, scope: Scope): ScalarTree | undefined => {
  const found = scope.names.get(name);
  if (found === undefined) {
    const owner = scope.owners.get(name.slice(0, name.lastIndexOf('.') + 1));
    scope.findings.unknown.push({ name, at, owner, names: new Set(scope.names.keys()) });
  } else scope.used.add(found.at.file);
  return found;
};
