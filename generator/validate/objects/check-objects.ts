import type { Apiserver } from 'apiserver-wasm';
import { describeError, Failure } from '../../failure.ts';
import { groupedBy } from '../../grouped.ts';
import type { Store } from '../../kept.ts';
import type { Position, Problem } from '../../model/problems.ts';
import type { ResolvedCluster } from '../../model/releases.ts';
import type { CauseOf, ClusterObject, RenderedRelease, SourceOf } from '../../model/rendered.ts';
import { textOf } from '../../object-fields.ts';
import { mendObject, note, problem, warning } from '../../problem.ts';
import { againstApiserver, type Defined } from './against-apiserver.ts';
import { againstSchemas, type LoadKubeconform } from './against-schemas.ts';
import { definitionsOf } from './definitions.ts';
import { isTooDeep, objectsOf } from './objects.ts';
import type { Finding } from './rule.ts';
import { rules } from './rules.ts';
import { scopeOfKind } from './scope-of-kind.ts';
import { type Verdicts, verdictsFrom } from './verdicts.ts';
import { withoutEchoes } from './without-echoes.ts';
import { withoutSchemas } from './without-schemas.ts';

export interface ObjectTools {
  readonly loadKubeconform: LoadKubeconform;
  readonly apiserver: Apiserver;
  /** What was said in earlier runs; absent where nothing is kept. */
  readonly earlier?: { readonly store: Store; readonly program: string };
  /** CustomResourceDefinitions of schemas/crds/. */
  readonly definitions: readonly object[];
  readonly causeOf: CauseOf;
  readonly sourceOf: SourceOf;
}

/**
 * Holds what clusters would get against schemas, the API server's own code, and rules. Problems stand at the line that causes them where that can be told,
 * else at the service's.
 */
export const checkObjects = async (
  clusters: readonly ResolvedCluster[],
  rendered: readonly RenderedRelease[],
  { loadKubeconform, apiserver, earlier, definitions, causeOf, sourceOf }: ObjectTools,
): Promise<readonly Problem[]> => {
  if (rendered.length === 0) return [];
  const whole = clusters.map((cluster) => objectsOf(cluster, rendered));
  const tooDeep = new Set(whole.flatMap(({ objects }) => objects.filter(({ rendered: one }) => isTooDeep(one.object))));
  const all = whole.map((cluster) => ({
    ...cluster,
    objects: cluster.objects.filter((object) => !tooDeep.has(object)),
  }));
  const defined = await Promise.all(
    all.map(async (cluster) => ({ cluster, definitions: await definitionsOf(cluster, definitions) })),
  );
  const judge = async (some: readonly Defined[]): Promise<Verdicts> => {
    const [ofApiserver, ofSchemas] = await Promise.all([
      againstApiserver(some, apiserver),
      againstSchemas(
        some.map(({ cluster }) => cluster),
        loadKubeconform,
      ),
    ]);
    return { ofSchemas, ofApiserver };
  };
  const verdicts = earlier === undefined ? judge : verdictsFrom(earlier.store, earlier.program, judge);
  const { ofSchemas, ofApiserver } = await verdicts(defined).catch(stopped);
  const ofRules = defined.flatMap(({ cluster, definitions: known }) => {
    const scopeOf = scopeOfKind(known);
    return rules.flatMap((rule) => rule(cluster, scopeOf));
  });
  const findings = [
    ...[...tooDeep].map(nestedTooDeeply),
    ...withoutEchoes(ofRules, ofSchemas, ofApiserver),
    ...defined.flatMap(withoutSchemas),
  ];
  const placed: { readonly finding: Finding; readonly at: Position }[] = [];
  for (const finding of findings) placed.push({ finding, at: await placeOf(finding, causeOf) });
  const same = groupedBy(placed, ({ finding: { code, message, object }, at }) =>
    JSON.stringify([code, message, object.release.service, nameOf(object), at]),
  );
  const problems: Problem[] = [];
  for (const [{ finding, at }, ...others] of same.values()) {
    const all = [finding, ...others.map((other) => other.finding)];
    problems.push(told(finding, at, all, await templateOf(finding, sourceOf)));
  }
  return problems;
};

/** Nobody has to mend what a note is about: a render more for it is too much. */
const templateOf = async ({ severity, object }: Finding, sourceOf: SourceOf): Promise<string> => {
  const { template } = object.rendered;
  const source = severity === 'note' ? undefined : await sourceOf(object);
  if (source === undefined) return template;
  const line = `${source.template}:${source.line}`;
  return source.template === template ? line : `${template}, written in ${line}`;
};

const nestedTooDeeply = (object: ClusterObject): Finding => ({
  code: 'object-invalid',
  severity: 'problem',
  object,
  path: '',
  message: 'it is nested deeper than 256 levels, and was not looked at',
  fix: mendObject,
});

/** Engines have limits of time and memory, which a chart can reach. Nothing is said of objects that were not looked at. */
const stopped = (error: unknown): never => {
  throw new Failure(`the objects could not be checked: ${describeError(error)}`, { cause: error });
};

const placeOf = async ({ severity, object, path, others = [] }: Finding, causeOf: CauseOf): Promise<Position> => {
  if (severity === 'note') return object.release.at;
  for (const one of [path, ...others]) {
    const cause = await causeOf(object, one);
    if (cause !== undefined) return cause;
  }
  return object.release.at;
};

const makers = { problem, warning, note };

/** One problem for what is wrong with the same object on several clusters. */
const told = (finding: Finding, at: Position, all: readonly Finding[], template: string): Problem => {
  const { code, severity, object, path, message, fix } = finding;
  const clusters = [...new Set(all.map((one) => one.object.release.cluster.name))].sort();
  const where = `${nameOf(object)} of \`${object.release.service}\` on ${listed(clusters)} (${template})`;
  return makers[severity](code, `${where}: ${message}.`, { at, path, fix });
};

const listed = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;

/** Kind and name. */
const nameOf = ({ rendered: { object } }: ClusterObject): string =>
  [textOf(object, 'kind'), textOf(object, 'metadata', 'name')].filter((part) => part !== undefined).join(' ');
