import { compareText } from '../../compare-text.ts';
import type { Outcome, Problem } from '../../model/problems.ts';
import type { ResolvedCluster } from '../../model/releases.ts';
import { nearest } from '../../nearest.ts';
import { problem } from '../../problem.ts';

/** What to look at; all of it where nothing is named. */
export interface Selection {
  readonly services: readonly string[];
  readonly environments: readonly string[];
  readonly clusters: readonly string[];
}

/** The clusters that were asked for, by environment and then by name. A name that there is none of is a problem. */
export const selectClusters = (
  all: readonly ResolvedCluster[],
  { services, environments, clusters }: Selection,
): Outcome<readonly ResolvedCluster[]> => {
  const environmentOf = ({ cluster }: ResolvedCluster): string => cluster.environment.value;
  const value = all
    .filter((one) => environments.length === 0 || environments.includes(environmentOf(one)))
    .filter(({ cluster }) => clusters.length === 0 || clusters.includes(cluster.name))
    .sort((a, b) => compareText(environmentOf(a), environmentOf(b)) || compareText(a.cluster.name, b.cluster.name));
  const problems = [
    ...unknownNames('environment', environments, all.map(environmentOf)),
    ...unknownNames(
      'cluster',
      clusters,
      all.map(({ cluster }) => cluster.name),
    ),
    ...unknownNames(
      'service',
      services,
      all.flatMap(({ releases }) => releases.map(({ service }) => service)),
    ),
  ];
  if (problems.length === 0 && value.length === 0 && all.length > 0) problems.push(noneLeft());
  return { value, problems };
};

const unknownNames = (kind: string, asked: readonly string[], known: readonly string[]): Problem[] => {
  const names = new Set(known);
  return [...new Set(asked)]
    .filter((name) => !names.has(name))
    .map((name) => {
      const meant = nearest(name, names);
      return problem(
        'name-unknown',
        `No ${kind}${kind === 'environment' ? ' of a cluster' : ''} is called \`${name}\`.`,
        {
          fix: meant === undefined ? `There ${list([...names].sort())}.` : `Did you mean \`${meant}\`?`,
        },
      );
    });
};

/** Names that are listed; the rest is counted. */
const most = 6;

const list = (names: readonly string[]): string => {
  if (names.length === 0) return 'is none';
  const told = names.slice(0, most).map((name) => `\`${name}\``);
  const rest = names.length > most ? [`${names.length - most} more`] : [];
  const parts = [...told, ...rest];
  return parts.length === 1 ? `is ${parts[0]} alone` : `are ${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
};

const noneLeft = (): Problem =>
  problem('name-unknown', 'None of these clusters is in one of these environments.', {
    fix: 'Leave `--cluster` or `--environment` away.',
  });
