import type { Located, Problem } from '../model.ts';
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
          fix: 'Remove this line.',
        }),
      );
    else if (known.services.has(name.value)) ours.add(name.value);
    else if (known.external.has(name.value)) external.add(name.value);
    else problems.push(unknown(name, known));
  }
  return { dependsOn: [...ours].sort(), external: [...external].sort() };
};

const unknown = (
  name: Located<string>,
  known: { readonly services: ReadonlySet<string>; readonly external: ReadonlySet<string>; readonly cluster: string },
): Problem => {
  const close = nearest(name.value, [...known.services, ...known.external]);
  return problem('depends-on-unknown', `Cluster ${known.cluster} has no service \`${name.value}\`.`, {
    at: name.at,
    fix:
      close === undefined
        ? `If others run it there, add it to \`external\` in clusters/${known.cluster}.yaml.`
        : `Did you mean \`${close}\`?`,
  });
};

interface Node {
  readonly service: string;
  readonly dependsOn: readonly string[];
}

/** Every circle once, named from its alphabetically first service: `a → b → a`. */
export const circles = (nodes: readonly Node[]): readonly (readonly string[])[] => {
  const edges = new Map(nodes.map((node) => [node.service, node.dependsOn]));
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const found: string[][] = [];
  const visit = (service: string): void => {
    if (state.get(service) === 'done') return;
    if (state.get(service) === 'open') {
      found.push([...path.slice(path.indexOf(service)), service]);
      return;
    }
    state.set(service, 'open');
    path.push(service);
    for (const next of edges.get(service) ?? []) visit(next);
    path.pop();
    state.set(service, 'done');
  };
  for (const service of [...edges.keys()].sort()) visit(service);
  return found;
};
