import type { Cluster, Environment } from './model/inputs.ts';
import type { Outcome, Problem } from './model/problems.ts';
import type { Located } from './model/values.ts';
import { nearest } from './nearest.ts';
import { problem } from './problem.ts';

/**
 * The environments that one reaches through `extends`, itself last: depth first and left to right, each once, at its first
 * place, parents before children. Without recursion, since nobody limits how long a chain of environments is.
 */
export const lineage = (
  start: Environment,
  environments: ReadonlyMap<string, Environment>,
): Outcome<readonly Environment[]> => {
  const done = new Set<Environment>();
  const open = new Set<Environment>();
  const path: { readonly environment: Environment; readonly parents: Iterator<Located<string>> }[] = [];
  const problems: Problem[] = [];
  const enter = (environment: Environment): void => {
    open.add(environment);
    path.push({ environment, parents: environment.extends.values() });
  };
  enter(start);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const parent = top.parents.next();
    if (parent.done === true) {
      open.delete(top.environment);
      done.add(top.environment);
      path.pop();
      continue;
    }
    const next = environments.get(parent.value.value);
    if (next === undefined) problems.push(unknownEnvironment(parent.value, environments));
    else if (open.has(next)) problems.push(cycle([...open].slice([...open].indexOf(next))));
    else if (!done.has(next)) enter(next);
  }
  return { value: [...done], problems };
};

/** The environments that a cluster's releases are read from, parents before children; none where there is no such environment. */
export const environmentsOf = (
  { environment }: Pick<Cluster, 'environment'>,
  environments: ReadonlyMap<string, Environment>,
): readonly Environment[] => {
  const own = environments.get(environment.value);
  return own === undefined ? [] : lineage(own, environments).value;
};

export const unknownEnvironment = (name: Located<string>, environments: ReadonlyMap<string, Environment>): Problem => {
  const close = nearest(name.value, environments.keys());
  return problem('environment-unknown', `There is no environment \`${name.value}\`.`, {
    at: name.at,
    fix: close === undefined ? `Add environments/${name.value}.yaml.` : `Did you mean \`${close}\`?`,
  });
};

/** Of a circle, so many environments are told. */
const mostOfCircle = 20;

/** Told alike from wherever it was found: from its alphabetically first environment on. */
const cycle = (environments: readonly Environment[]): Problem => {
  const names = environments.map(({ name }) => name);
  const start = names.indexOf(names.reduce((first, name) => (name < first ? name : first)));
  const circle = [...environments.slice(start), ...environments.slice(0, start)];
  const edges = circle.slice(0, mostOfCircle).map(({ name, at, extends: parents }, index) => {
    const next = circle[(index + 1) % circle.length]?.name ?? name;
    return { message: `${name} extends ${next}`, at: parents.find(({ value }) => value === next)?.at ?? at };
  });
  const told = circle.slice(0, mostOfCircle).map(({ name }) => name);
  const rest = circle.length > mostOfCircle ? ['…'] : [];
  const path = [...told, ...rest, ...told.slice(0, 1)].join(' → ');
  return problem('environment-cycle', `Environments extend each other in a circle: ${path}.`, {
    at: edges[0]?.at,
    fix: 'Take one of these out of `extends`.',
    related: edges.slice(1),
  });
};
