import semver from 'semver';
import type { Release } from '../../model/releases.ts';
import type { DangerFinding, DangerRule } from './rule.ts';

/** A step to another major version, or back to one; below 1.0.0 the minor version counts, as it does for ranges such as `^0.3.0`. */
export const chartMajor: DangerRule = ({ releases }) =>
  releases.flatMap(({ service, before, after }): DangerFinding[] => {
    if (before === undefined || after === undefined || nameOf(before) !== nameOf(after)) return [];
    const [from, to] = [before, after].map(({ chart }) => semver.parse(chart.value.version));
    if (!from || !to) return [];
    const isMajor = from.major !== to.major;
    if (!isMajor && (from.major !== 0 || from.minor === to.minor)) return [];
    const way = semver.lt(to, from) ? 'goes back' : 'goes';
    const reason = isMajor
      ? 'its makers say that something breaks between the two'
      : 'below 1.0.0, a minor step may break things as a major one does';
    return [
      {
        code: 'chart-major',
        ...(isMajor ? {} : { severity: 'note' as const }),
        service,
        message: `the chart ${nameOf(after)} ${way} from ${from.version} to ${to.version}: ${reason}`,
        fix: 'Read its upgrade notes, and try it on a cluster that nobody needs.',
      },
    ];
  });

const nameOf = ({ chart }: Release): string => chart.value.name;
