import { compareText } from '../compare-text.ts';
import { groupedBy } from '../grouped.ts';
import type { ClusterPair, Danger } from '../model/comparison.ts';
import { dangerKinds } from '../model/danger-codes.ts';
import type { DangerException, DangerSettings } from '../model/danger-settings.ts';
import type { Problem, Severity } from '../model/problems.ts';
import { note, problem, severityRank } from '../problem.ts';
import { pathText } from '../steps.ts';
import type { DangerFinding } from './dangers/rule.ts';
import { dangerRules } from './dangers/rules.ts';
import { matches } from './glob.ts';

/** A finding, on its cluster, as espalier.yaml has it. */
interface Judged {
  readonly cluster: string;
  readonly finding: DangerFinding;
  readonly severity: Severity;
  readonly exception?: DangerException;
}

/**
 * What all rules say of all clusters, gravest first, the same once; what caused it is not known here. `today` is a date, `2026-12-31`: from the
 * day after on, an exception does not hold.
 */
export const findDangers = (
  clusters: readonly ClusterPair[],
  settings: DangerSettings,
  today: string,
): { readonly dangers: readonly Danger[]; readonly problems: readonly Problem[] } => {
  const valid = settings.exceptions.filter(({ expires }) => expires >= today);
  const judged = clusters.flatMap((cluster) =>
    dangerRules
      .flatMap((rule) => rule(cluster, settings))
      .flatMap((finding) => judge(cluster.cluster, finding, settings, valid)),
  );
  const used = new Set(judged.map(({ exception }) => exception));
  return {
    dangers: [...groupedBy(judged, keyOf).values()].map(together).sort(compareDangers),
    problems: settings.exceptions.flatMap((exception) =>
      exception.expires < today ? [expired(exception)] : used.has(exception) ? [] : [unused(exception)],
    ),
  };
};

const judge = (
  cluster: string,
  finding: DangerFinding,
  { severities }: DangerSettings,
  exceptions: readonly DangerException[],
): readonly Judged[] => {
  const said = severities.get(finding.code);
  if (said === 'ignore') return [];
  const severity = weaker(said ?? finding.severity ?? dangerKinds[finding.code].severity, finding.severity);
  const exception = exceptions.find((one) => covers(one, cluster, finding));
  return [exception === undefined ? { cluster, finding, severity } : { cluster, finding, severity: 'note', exception }];
};

/** What a rule finds less grave than its code stays so, however grave espalier.yaml has the code. */
const weaker = (severity: Severity, found: Severity | undefined): Severity =>
  found !== undefined && severityRank[found] > severityRank[severity] ? found : severity;

const covers = (exception: DangerException, cluster: string, { code, service, object }: DangerFinding): boolean =>
  exception.code === code &&
  matches(exception.cluster, cluster) &&
  matches(exception.service, service) &&
  (exception.object === undefined ||
    (object !== undefined && matches(exception.object, `${object.kind}/${object.name}`)));

const keyOf = ({ finding: { code, message, fix, path }, severity, exception }: Judged): string =>
  JSON.stringify([code, severity, message, fix, path, exception?.at]);

const together = ([first, ...others]: readonly [Judged, ...Judged[]]): Danger => {
  const { finding, severity, exception } = first;
  const subjects = [first, ...others].map(({ cluster, finding: { service, object } }) => ({
    cluster,
    service,
    ...(object === undefined ? {} : { object }),
  }));
  return {
    code: finding.code,
    severity,
    message: finding.message,
    fix: finding.fix,
    subjects: [...new Map(subjects.map((subject) => [subjectKey(subject), subject])).entries()]
      .sort(([a], [b]) => compareText(a, b))
      .map(([, subject]) => subject),
    ...(finding.path === undefined ? {} : { path: finding.path }),
    causes: [],
    ...(exception === undefined
      ? {}
      : { exception: { reason: exception.reason, expires: exception.expires, at: exception.at } }),
  };
};

/** Sorts by cluster, then service, then object: nothing in it is below the separator. */
const subjectKey = ({ cluster, service, object }: Danger['subjects'][number]): string =>
  [cluster, service, object?.kind, object?.namespace, object?.name, object?.group, object?.version].join('\0');

const ranks = new Map(Object.keys(dangerKinds).map((code, index) => [code, index]));

/** Among those that are as grave, in the order of the codes: losses first. */
const compareDangers = (a: Danger, b: Danger): number =>
  severityRank[a.severity] - severityRank[b.severity] ||
  (ranks.get(a.code) ?? 0) - (ranks.get(b.code) ?? 0) ||
  b.subjects.length - a.subjects.length ||
  compareText(a.message, b.message) ||
  compareText(pathText(a.path ?? []), pathText(b.path ?? [])) ||
  compareText(a.fix, b.fix);

const expired = ({ at, code, expires }: DangerException): Problem =>
  problem('exception-expired', `This exception for \`${code}\` held until ${expires}, and does so no more.`, {
    at,
    fix: 'Remove it, or say until when it is to hold, and why.',
  });

const unused = ({ at, code }: DangerException): Problem =>
  note('exception-unused', `This exception accepts no \`${code}\` of this change.`, {
    at,
    fix: 'Remove it once the change that it is for is merged.',
  });
