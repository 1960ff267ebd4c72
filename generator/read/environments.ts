import type { Environment, ServiceLayer } from '../model/inputs.ts';
import type { Outcome, Position, Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';

/** What stands in `environment.yaml` of a folder and nowhere else in it. */
const ofTheWhole = ['extends', 'variables', 'namespaces'] as const;

/** One file of an environment, with the places of its top-level keys. */
export interface EnvironmentPart {
  readonly environment: Environment;
  readonly keys: ReadonlyMap<string, Position>;
}

/** Joins the files of an environment; `files` are all of its paths, those that could not be read included. */
export const joinEnvironment = (
  name: string,
  files: readonly string[],
  parts: readonly EnvironmentPart[],
): Outcome<Environment> => {
  const isFolder = files.some((file) => file.startsWith(`environments/${name}/`));
  const main = isFolder ? `environments/${name}/environment.yaml` : `environments/${name}.yaml`;
  const head = parts.find(({ environment }) => environment.file === main)?.environment;
  const others = parts.filter(({ environment }) => environment.file !== main);
  const problems = others.flatMap((part) => misplaced(part, main));
  const services = new Map<string, ServiceLayer>();
  for (const layer of parts.flatMap(({ environment }) => [...environment.services.values()])) {
    const first = services.get(layer.service);
    if (first === undefined) services.set(layer.service, layer);
    else problems.push(twice(layer, first));
  }
  const value: Environment = {
    name,
    file: main,
    at: { file: head === undefined ? (files[0] ?? main) : main, line: 1, column: 1 },
    extends: head?.extends ?? [],
    variables: head?.variables ?? new Map(),
    namespaces: head?.namespaces ?? new Map(),
    services,
    files: [...files].sort(),
  };
  return { value, problems };
};

const misplaced = ({ keys }: EnvironmentPart, main: string): Problem[] =>
  ofTheWhole.flatMap((key) => {
    const at = keys.get(key);
    if (at === undefined) return [];
    const message = `\`${key}\` is for the whole environment, and stands in one of its other files.`;
    return [problem('unknown-key', message, { at, path: `/${key}`, fix: `Move it to ${main}.` })];
  });

const twice = (layer: ServiceLayer, first: ServiceLayer): Problem =>
  problem('service-declared-twice', `Two files of this environment declare the service \`${layer.service}\`.`, {
    at: layer.at,
    path: `/services/${layer.service}`,
    fix: 'Keep it in one of them.',
    related: [{ message: 'The other declaration', at: first.at }],
  });
