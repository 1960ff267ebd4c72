import type { ReleasePair } from '../../model/comparison.ts';
import type { Release, ResolvedChart } from '../../model/releases.ts';
import { losesSteering } from './release-recreated.ts';
import type { DangerRule } from './rule.ts';

/** `keep` in the very change that takes something away: the cluster still has the old answer when it goes. */
export const keepTooLate: DangerRule = ({ releases, isRemoved }) =>
  isRemoved
    ? []
    : releases
        .filter((release) => isAnew(release) || isRenamed(release, releases))
        .map(({ service }) => ({
          code: 'keep-too-late' as const,
          service,
          message: '`onRemove: keep` arrives together with what takes the old release away, which still goes',
          fix: 'Let `onRemove: keep` reach the cluster alone first.',
        }));

/** Where `keep` would have held what goes. */
const isAnew = ({ before, after }: ReleasePair): boolean =>
  before?.onRemove === 'delete' && after?.onRemove === 'keep' && losesSteering(before, after);

/** A service of the same chart in the same namespace that goes, while this one comes and is to stay. */
const isRenamed = ({ before, after }: ReleasePair, releases: readonly ReleasePair[]): boolean =>
  before === undefined &&
  after?.onRemove === 'keep' &&
  releases.some(
    (other) =>
      other.after === undefined &&
      other.before?.onRemove === 'delete' &&
      other.before.namespace.value === after.namespace.value &&
      chartOf(other.before) === chartOf(after),
  );

const chartOf = ({ chart: { value } }: Release): string => sourceOf(value);

const sourceOf = (chart: ResolvedChart): string =>
  chart.kind === 'folder' ? chart.path : `${chart.repository} ${chart.name}`;
