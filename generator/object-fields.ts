/** What lies in an object at a path of keys. Objects come from charts: every step may find something else than it looks for. */
export const fieldOf = (value: unknown, ...keys: readonly (string | number)[]): unknown =>
  keys.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, key)
        ? (inside as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );

export const listOf = (value: unknown, ...keys: readonly (string | number)[]): readonly unknown[] => {
  const list = fieldOf(value, ...keys);
  return Array.isArray(list) ? list : [];
};

export const mapOf = (value: unknown, ...keys: readonly (string | number)[]): Readonly<Record<string, unknown>> => {
  const map = fieldOf(value, ...keys);
  return typeof map === 'object' && map !== null && !Array.isArray(map) ? (map as Record<string, unknown>) : {};
};

export const textOf = (value: unknown, ...keys: readonly (string | number)[]): string | undefined => {
  const text = fieldOf(value, ...keys);
  return typeof text === 'string' ? text : undefined;
};

/** Group and version as an object says them; the core group is empty. */
export const apiOf = (object: unknown): { readonly group: string; readonly version: string; readonly kind: string } => {
  const apiVersion = textOf(object, 'apiVersion') ?? '';
  const slash = apiVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind: textOf(object, 'kind') ?? '',
  };
};
