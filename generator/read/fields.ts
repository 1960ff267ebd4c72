import type { Position } from '../model/problems.ts';
import type { Entry, ListTree, Located, MapTree, ScalarTree, Tree } from '../model/values.ts';

/** Reads fields of a map whose shape the schema has already checked: what is there has the right type. */

const noEntries: ReadonlyMap<string, Entry> = new Map();

export const entriesOf = (tree: Tree | undefined): ReadonlyMap<string, Entry> =>
  tree?.kind === 'map' ? tree.entries : noEntries;

export const field = (tree: Tree | undefined, name: string): Tree | undefined => entriesOf(tree).get(name)?.value;

const scalar = (tree: Tree | undefined, name: string): ScalarTree | undefined => {
  const found = field(tree, name);
  return found?.kind === 'scalar' ? found : undefined;
};

export const textField = (tree: Tree | undefined, name: string): Located<string> | undefined => {
  const found = scalar(tree, name);
  return typeof found?.value === 'string' ? { value: found.value, at: found.at } : undefined;
};

export const booleanField = (tree: Tree | undefined, name: string): Located<boolean> | undefined => {
  const found = scalar(tree, name);
  return typeof found?.value === 'boolean' ? { value: found.value, at: found.at } : undefined;
};

export const numberField = (tree: Tree | undefined, name: string): number | undefined => {
  const value = scalar(tree, name)?.value;
  return typeof value === 'number' ? value : undefined;
};

export const mapField = (tree: Tree | undefined, name: string): MapTree | undefined => {
  const found = field(tree, name);
  return found?.kind === 'map' ? found : undefined;
};

/** The maps of a list. */
export const mapsField = (tree: Tree | undefined, name: string): readonly MapTree[] | undefined => {
  const found = field(tree, name);
  return found?.kind === 'list' ? found.items.flatMap((item) => (item.kind === 'map' ? [item] : [])) : undefined;
};

const textItems = (list: ListTree): readonly Located<string>[] =>
  list.items.flatMap((item) =>
    item.kind === 'scalar' && typeof item.value === 'string' ? [{ value: item.value, at: item.at }] : [],
  );

/** The texts of a list; undefined where the field is absent, which is not the same as an empty list. */
export const textsField = (tree: Tree | undefined, name: string): readonly Located<string>[] | undefined => {
  const found = field(tree, name);
  return found?.kind === 'list' ? textItems(found) : undefined;
};

/** `{ [name]: value }`, or nothing where the value is undefined: for optional fields. */
export const optional = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [Key in Name]?: Value } => (value === undefined ? {} : ({ [name]: value } as { [Key in Name]?: Value }));

export const startOf = (file: string): Position => ({ file, line: 1, column: 1 });
