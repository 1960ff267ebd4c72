import type { Position, Problem } from '../model/problems.ts';
import type { Located, MapTree } from '../model/values.ts';
import { problem } from '../problem.ts';
import { hasTarget } from '../values-from.ts';
import type { PlannedRelease } from './release.ts';
import { several } from './several.ts';
import { hasShape, objectNameShape } from './substituted.ts';
import { isReplaceable, type Scope, substituteMap } from './variables.ts';

/** A service's references to values in the cluster, with their variables written out. */
export const resolveValuesFrom = (given: readonly MapTree[], scope: Scope, problems: Problem[]): readonly MapTree[] => {
  const first = given.find(hasTarget);
  const late = first && given.slice(given.indexOf(first)).find((reference) => !hasTarget(reference));
  if (first !== undefined && late !== undefined) problems.push(interleaved(late, first));
  return given.map((reference) => {
    const result = substituteMap(reference, scope);
    const written = textAt(reference, 'name');
    const name = textAt(result, 'name');
    if (written !== undefined && name !== undefined)
      hasShape({ ...name, isWhole: isReplaceable(written.value, scope) }, objectNameShape, problems);
    return result;
  });
};

const textAt = ({ entries }: MapTree, key: string): Located<string> | undefined => {
  const found = entries.get(key)?.value;
  return found?.kind === 'scalar' && typeof found.value === 'string' ? { value: found.value, at: found.at } : undefined;
};

/** Whether there is a whole map of values below the service's own, of which nothing is known here. */
export const hasValuesBelow = (valuesFrom: readonly MapTree[]): boolean =>
  valuesFrom.some((reference) => !hasTarget(reference));

const interleaved = (late: MapTree, first: MapTree): Problem =>
  problem('values-from-interleaved', 'This entry has no `targetPath`, and comes after one that has it.', {
    at: late.at,
    fix: 'Put entries with `targetPath` last: they lie over `values`, and those without it below.',
    related: [{ message: 'the one with a `targetPath`', at: first.at }],
  });

/** One problem for each place, however many clusters it concerns. */
export const valuesFromOnArgoCd = (releases: readonly PlannedRelease[]): readonly Problem[] => {
  const found = new Map<string, { readonly at: Position; readonly service: string; readonly clusters: string[] }>();
  for (const { cluster, service, valuesFrom } of releases) {
    const at = valuesFrom[0]?.at;
    if (at === undefined || cluster.controller.value !== 'argocd') continue;
    const known = found.get(JSON.stringify(at));
    if (known === undefined) found.set(JSON.stringify(at), { at, service, clusters: [cluster.name] });
    else known.clusters.push(cluster.name);
  }
  return [...found.values()].map(({ at, service, clusters }) =>
    problem(
      'values-from-on-argocd',
      `Argo CD takes values from Git alone, and runs \`${service}\` on ${several('cluster', clusters)}.`,
      {
        at,
        fix: `Say \`valuesFrom\` in the files of the clusters that run Flux, or \`valuesFrom: []\` in clusters/${clusters[0]}.yaml. Where the chart can name a Secret that is there, let it: that works on both.`,
      },
    ),
  );
};
