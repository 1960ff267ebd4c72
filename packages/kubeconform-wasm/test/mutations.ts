type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
type Parent = Value[] | { [key: string]: Value };

/** Ways to break a field, each of which may leave the document valid: that is for both validators to say. */
const changes: Readonly<Record<string, (parent: { [key: string]: Value }, key: string) => void>> = {
  removed: (parent, key) => {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  },
  misspelt: (parent, key) => {
    if (Array.isArray(parent) || key.length < 4) return;
    parent[key.slice(0, 2) + key.slice(3)] = parent[key] ?? null;
    delete parent[key];
  },
  'with an unknown field': (parent, key) => {
    const value = parent[key];
    if (isMap(value)) value.unknownField = true;
  },
  null: (parent, key) => {
    parent[key] = null;
  },
  'a string': (parent, key) => {
    parent[key] = 'Nonsense';
  },
  'a number': (parent, key) => {
    parent[key] = 1.5;
  },
  'an integer': (parent, key) => {
    parent[key] = -7;
  },
  'a boolean': (parent, key) => {
    parent[key] = true;
  },
  'a list of itself': (parent, key) => {
    parent[key] = [parent[key] ?? null];
  },
  'a map of itself': (parent, key) => {
    parent[key] = { '0': parent[key] ?? null };
  },
  'an empty map': (parent, key) => {
    parent[key] = {};
  },
  'an empty list': (parent, key) => {
    parent[key] = [];
  },
};

export interface Mutation {
  /** The change and where it was made. */
  readonly name: string;
  readonly document: object;
}

/** Every change at every field of a document, where it changes anything. Always the same list. */
export const mutations = (document: object): readonly Mutation[] => {
  const original = JSON.stringify(document);
  const result: Mutation[] = [];
  for (const path of pathsOf(document as Parent)) {
    for (const [change, apply] of Object.entries(changes)) {
      const copy = JSON.parse(original) as Parent;
      const parent = path.slice(0, -1).reduce((inside, key) => (inside as Record<string, Parent>)[key] as Parent, copy);
      apply(parent as { [key: string]: Value }, path.at(-1) as string);
      if (JSON.stringify(copy) !== original) result.push({ name: `/${path.join('/')} ${change}`, document: copy });
    }
  }
  return result;
};

const isMap = (value: unknown): value is { [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const pathsOf = (value: Parent): readonly (readonly string[])[] =>
  Object.entries(value).flatMap(([key, child]) => [
    [key],
    ...(typeof child === 'object' && child !== null ? pathsOf(child as Parent).map((path) => [key, ...path]) : []),
  ]);
