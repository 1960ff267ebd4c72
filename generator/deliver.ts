import { accessOf } from './access.ts';
import { chartContents } from './charts/contents.ts';
import type { World } from './generate.ts';
import { builtInScope, type ResourceScope } from './kubernetes-scopes.ts';
import type { Inputs } from './model/inputs.ts';
import type { KubernetesObject } from './model/outputs.ts';
import type { Outcome, Problem } from './model/problems.ts';
import type { Release, ResolvedCluster } from './model/releases.ts';
import { textOf } from './object-fields.ts';
import { problem, uniqueProblems } from './problem.ts';
import { readDefinitions } from './read/definitions.ts';
import { parseYaml } from './read/yaml.ts';
import { delivered, type ScopeOf } from './render/delivered.ts';
import { chances, differences } from './render/deterministic.ts';
import { renderAll } from './rendering.ts';
import { definitionsOf } from './validate/objects/definitions.ts';
import { apiOf, isTooDeep, objectsOf } from './validate/objects/objects.ts';
import { isBuiltIn } from './validate/objects/unserved-apis.ts';

/** Renders what is delivered rendered, several times, and gives the clusters with its objects in their releases. */
export const deliver = async (
  world: World,
  inputs: Inputs,
  clusters: readonly ResolvedCluster[],
): Promise<Outcome<readonly ResolvedCluster[]>> => {
  const releases = clusters.flatMap((cluster) => cluster.releases).filter(({ delivery }) => delivery === 'rendered');
  const problems: Problem[] = releases.flatMap(valuesFromCluster);
  await world.step(`rendering ${releases.length} releases, ${chances.length} times…`);
  const tools = { parse: parseYaml, access: accessOf(world, inputs, true), chart: [], isNeeded: true };
  const contents = await chartContents(world.root, releases, inputs.lock, tools);
  const [first, ...others] = await Promise.all(
    chances.map((chance) => renderAll(world, releases, contents.value, { engine: { chance } })),
  );
  const definitions = await readDefinitions(world.root);
  problems.push(...contents.problems, ...(first?.problems ?? []), ...definitions.problems);
  const objects = new Map<Release, readonly KubernetesObject[]>();
  for (const cluster of clusters) {
    const scopeOf = await scopes(cluster, first?.value ?? [], definitions.value);
    for (const { release, rendering } of first?.value ?? []) {
      if (!cluster.releases.includes(release)) continue;
      const deep = [...rendering.crds, ...rendering.objects, ...rendering.hooks].find(({ object }) =>
        isTooDeep(object),
      );
      if (deep !== undefined) {
        problems.push(nestedTooDeeply(release, deep.template));
        continue;
      }
      const again = others.flatMap(({ value }) => value.filter((other) => other.release === release));
      const made = delivered(release, rendering, scopeOf);
      const differing = again.flatMap((other) => differences(release, rendering, other.rendering));
      problems.push(...uniqueProblems(differing), ...made.problems);
      objects.set(release, made.value);
    }
  }
  const withObjects = (release: Release): Release => {
    const own = objects.get(release);
    return own === undefined ? release : { ...release, objects: own };
  };
  return { value: clusters.map((cluster) => ({ ...cluster, releases: cluster.releases.map(withObjects) })), problems };
};

const scopes = async (
  cluster: ResolvedCluster,
  rendered: Parameters<typeof objectsOf>[1],
  ofRepository: readonly object[],
): Promise<ScopeOf> => {
  const definitions = await definitionsOf(objectsOf(cluster, rendered), ofRepository);
  return (object): ResourceScope | undefined => {
    const { group, kind } = apiOf(object);
    if (isBuiltIn(group)) return builtInScope(group, kind);
    const scope = textOf(definitions.get(`${group}/${kind}`)?.object, 'spec', 'scope');
    return scope === undefined ? undefined : scope === 'Cluster' ? 'cluster' : 'namespace';
  };
};

const nestedTooDeeply = ({ service, cluster, at }: Release, template: string): Problem =>
  problem(
    'object-invalid',
    `${template} of \`${service}\` on ${cluster.name} makes an object that is nested deeper than 256 levels.`,
    {
      at,
      fix: 'Mend the value that makes it, or tell those who make the chart.',
    },
  );

const valuesFromCluster = ({ service, valuesFrom }: Release): readonly Problem[] =>
  valuesFrom.slice(0, 1).map(({ at }) =>
    problem('values-from-rendered', `\`${service}\` is rendered here, where nobody knows what the cluster holds.`, {
      at,
      fix: 'Take `valuesFrom` out, or `delivery: helm`.',
    }),
  );
