import { accessOf } from './access.ts';
import { chartContents } from './charts/contents.ts';
import type { World } from './generate.ts';
import type { Inputs } from './model/inputs.ts';
import type { KubernetesObject } from './model/outputs.ts';
import type { Outcome, Problem } from './model/problems.ts';
import type { Release, ResolvedCluster } from './model/releases.ts';
import { mendObject, problem, uniqueProblems } from './problem.ts';
import { readDefinitions } from './read/definitions.ts';
import { parseYaml } from './read/yaml.ts';
import { delivered } from './render/delivered.ts';
import { chances, differences } from './render/deterministic.ts';
import { renderAll } from './rendering.ts';
import { definitionsOf } from './validate/objects/definitions.ts';
import { isTooDeep, objectsOf } from './validate/objects/objects.ts';
import { scopeOfKind } from './validate/objects/scope-of-kind.ts';

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
    const known = await definitionsOf(objectsOf(cluster, first?.value ?? []), definitions.value);
    const scopeOf = scopeOfKind(known);
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

const nestedTooDeeply = ({ service, cluster, at }: Release, template: string): Problem =>
  problem(
    'object-invalid',
    `${template} of \`${service}\` on ${cluster.name} makes an object that is nested deeper than 256 levels.`,
    {
      at,
      fix: mendObject,
    },
  );

const valuesFromCluster = ({ service, valuesFrom }: Release): readonly Problem[] =>
  valuesFrom.slice(0, 1).map(({ at }) =>
    problem('values-from-rendered', `\`${service}\` is rendered here, where nobody knows what the cluster holds.`, {
      at,
      fix: 'Take `valuesFrom` out, or `delivery: helm`.',
    }),
  );
