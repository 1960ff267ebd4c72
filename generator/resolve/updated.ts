import type { ChartReference } from '../model/charts.ts';
import type { Outcome } from '../model/problems.ts';
import { nearest } from '../nearest.ts';
import { problem } from '../problem.ts';
import { chartReferences, type PlannedCluster } from './resolve.ts';

type IsUpdated = (reference: ChartReference) => boolean;

/** Which references `lock --update` means: all, or those of the services that it names. */
export const updatedReferences = (
  clusters: readonly PlannedCluster[],
  update: boolean | readonly string[],
): Outcome<IsUpdated> => {
  if (typeof update === 'boolean') return { value: () => update, problems: [] };
  const known = [...new Set(clusters.flatMap(({ releases }) => releases.map(({ service }) => service)))].sort();
  const named = clusters.map((cluster) => ({
    ...cluster,
    releases: cluster.releases.filter(({ service }) => update.includes(service)),
  }));
  const references = new Set(chartReferences(named).map(({ value }) => JSON.stringify(value)));
  const problems = update
    .filter((service) => !known.includes(service))
    .map((service) => {
      const likely = nearest(service, known);
      const hint = likely === undefined ? '' : ` Did you mean ${likely}?`;
      return problem('invalid-value', `--update names ${service}, but no cluster has such a service.${hint}`, {
        fix: 'Name services as the environments do, not charts.',
      });
    });
  return { value: (reference) => references.has(JSON.stringify(reference)), problems };
};
