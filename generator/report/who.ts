/** Of an environment, so many clusters may be named as those that are not meant. */
const mostExceptions = 3;

interface WhoOptions {
  /** Of one environment; the rest is counted. */
  readonly mostNames?: number;
  /** A cluster that is the only one meant of its environment goes by its own name. */
  readonly aloneByName?: boolean;
}

interface NamedCluster {
  readonly name: string;
  readonly environment: string;
}

/** Some of these clusters as people say it: `production (all 12)`, `staging (all 9 but eu-7)`, `dev: a, b`: one for each environment. */
export const whoOf = (
  clusters: readonly NamedCluster[],
  isMeant: (name: string, index: number) => boolean,
  { mostNames = Number.POSITIVE_INFINITY, aloneByName = false }: WhoOptions = {},
): readonly string[] => {
  const environments = new Map<string, { readonly inside: string[]; readonly outside: string[] }>();
  clusters.forEach(({ name, environment }, index) => {
    const sides = environments.get(environment) ?? { inside: [], outside: [] };
    (isMeant(name, index) ? sides.inside : sides.outside).push(name);
    environments.set(environment, sides);
  });
  return [...environments]
    .filter(([, { inside }]) => inside.length > 0)
    .map(([environment, { inside, outside }]) => {
      if (outside.length === 0 && inside.length > 1) return `${environment} (all ${inside.length})`;
      if (outside.length === 0 && inside[0] === environment) return environment;
      if (aloneByName && inside.length === 1) return inside[0] ?? '';
      return outside.length > 0 && outside.length <= mostExceptions && inside.length > 2 * outside.length
        ? `${environment} (all ${inside.length + outside.length} but ${outside.join(', ')})`
        : `${environment}: ${some(inside, mostNames)}`;
    });
};

/** The first names, and how many there are beside them. */
export const some = (names: readonly string[], most: number): string =>
  names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
