import { groupedBy } from '../../grouped.ts';
import type { Position, Problem } from '../../model/problems.ts';
import type { ResolvedCluster } from '../../model/releases.ts';
import type { ClusterObject, ClusterObjects, RenderedRelease } from '../../model/rendered.ts';
import { note, problem, warning } from '../../problem.ts';
import { textOf } from './fields.ts';
import type { Finding } from './rule.ts';
import { rules } from './rules.ts';

/** The input line behind a field of an object, if it can be told. */
export type CauseOf = (object: ClusterObject, path: string) => Promise<Position | undefined>;

/** Holds what clusters would get against the rules. Problems stand at the line that causes them where that can be told, else at the service's. */
export const checkObjects = async (
  clusters: readonly ResolvedCluster[],
  rendered: readonly RenderedRelease[],
  causeOf: CauseOf,
): Promise<readonly Problem[]> => {
  const findings = clusters
    .map((cluster) => objectsOf(cluster, rendered))
    .flatMap((cluster) => rules.flatMap((rule) => rule(cluster)));
  const placed: { readonly finding: Finding; readonly at: Position }[] = [];
  for (const finding of findings) {
    const at = (await causeOf(finding.object, finding.path)) ?? finding.object.release.at;
    placed.push({ finding, at });
  }
  const same = groupedBy(placed, ({ finding: { code, message, object }, at }) =>
    JSON.stringify([code, message, object.release.service, nameOf(object), at]),
  );
  return [...same.values()].map(([{ finding, at }, ...others]) =>
    told(finding, at, [finding, ...others.map((other) => other.finding)]),
  );
};

const objectsOf = (cluster: ResolvedCluster, rendered: readonly RenderedRelease[]): ClusterObjects => {
  const here = rendered.filter(({ release }) => release.cluster.name === cluster.cluster.name);
  const objects = here.flatMap(({ release, rendering: { crds, objects: plain, hooks } }) =>
    ([...crds, ...plain, ...hooks] as const).map(
      (one): ClusterObject => ({
        release,
        part: crds.includes(one) ? 'crd' : 'hook' in one ? 'hook' : 'object',
        rendered: one,
        namespace: textOf(one.object, 'metadata', 'namespace') ?? release.namespace.value,
      }),
    ),
  );
  return { cluster, objects, isWhole: here.length === cluster.releases.length };
};

const makers = { problem, warning, note };

/** One problem for what is wrong with the same object on several clusters. */
const told = (finding: Finding, at: Position, all: readonly Finding[]): Problem => {
  const { code, severity, object, path, message, fix } = finding;
  const clusters = [...new Set(all.map((one) => one.object.release.cluster.name))].sort();
  const where = `${nameOf(object)} of \`${object.release.service}\` on ${listed(clusters)}`;
  return makers[severity](code, `${where}: ${message}.`, {
    at,
    path,
    fix: `${fix} It is rendered from ${object.rendered.template}.`,
  });
};

const listed = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;

/** Kind and name. */
const nameOf = ({ rendered: { object } }: ClusterObject): string =>
  [textOf(object, 'kind'), textOf(object, 'metadata', 'name')].filter((part) => part !== undefined).join(' ');
