import type { Problem } from '../model/problems.ts';
import type { Located } from '../model/values.ts';
import { nearest } from '../nearest.ts';
import { problem } from '../problem.ts';

/** A service's edges on its cluster: services of ours, and externals, which give no edge. */
export interface Edges {
  readonly dependsOn: readonly string[];
  readonly external: readonly string[];
}

/** Checks what a service says it depends on. Both results are sorted and hold each name once. */
export const edgesOf = (
  service: string,
  dependsOn: readonly Located<string>[],
  known: { readonly services: ReadonlySet<string>; readonly external: ReadonlySet<string>; readonly cluster: string },
  problems: Problem[],
): Edges => {
  const ours = new Set<string>();
  const external = new Set<string>();
  for (const name of dependsOn) {
    if (name.value === service)
      problems.push(
        problem('depends-on-itself', `Service \`${service}\` depends on itself.`, {
          at: name.at,
          fix: 'Take it out of `dependsOn`.',
        }),
      );
    else if (known.services.has(name.value)) ours.add(name.value);
    else if (known.external.has(name.value)) external.add(name.value);
    else problems.push(unknown(name, known));
  }
  return { dependsOn: [...ours].sort(), external: [...external].sort() };
};

/** What others run cannot be ours too: a dependency on it would mean two things. */
export const checkExternal = (
  external: readonly Located<string>[],
  services: ReadonlySet<string>,
): readonly Problem[] =>
  external
    .filter(({ value }) => services.has(value))
    .map(({ value, at }) =>
      problem('external-is-ours', `\`${value}\` is a service that this repository runs here itself.`, {
        at,
        fix: 'Take it out of `external`, or take the service out of this cluster.',
      }),
    );

const unknown = (
  name: Located<string>,
  known: { readonly services: ReadonlySet<string>; readonly external: ReadonlySet<string>; readonly cluster: string },
): Problem => {
  const close = nearest(name.value, [...known.services, ...known.external]);
  return problem('depends-on-unknown', `Cluster ${known.cluster} has no service \`${name.value}\`.`, {
    at: name.at,
    fix:
      close === undefined
        ? `Take it out of \`dependsOn\`, or, if others run it there, add it to \`external\` in clusters/${known.cluster}.yaml.`
        : `Did you mean \`${close}\`?`,
  });
};

interface Node {
  readonly service: string;
  readonly dependsOn: readonly string[];
}

/** So many circles are told: in a dense graph there are more than anybody reads, and one cut opens many. */
const mostCircles = 100;

/**
 * Circles, each once, named from its alphabetically first service: `a → b → a`. Without recursion, since nobody limits how
 * long a chain of services is.
 */
export const circles = (nodes: readonly Node[]): readonly (readonly string[])[] => {
  const edges = new Map(nodes.map((node) => [node.service, node.dependsOn]));
  const state = new Map<string, 'open' | 'done'>();
  const found: string[][] = [];
  const path: { readonly service: string; readonly next: Iterator<string> }[] = [];
  const enter = (service: string): void => {
    if (state.get(service) === 'done' || found.length === mostCircles) return;
    if (state.get(service) === 'open') {
      const names = path.map((step) => step.service);
      found.push([...names.slice(names.indexOf(service)), service]);
      return;
    }
    state.set(service, 'open');
    path.push({ service, next: (edges.get(service) ?? []).values() });
  };
  for (const start of [...edges.keys()].sort()) {
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.next.next();
      if (next.done !== true) enter(next.value);
      else {
        state.set(top.service, 'done');
        path.pop();
      }
    }
  }
  return found;
};
