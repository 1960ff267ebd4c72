import { groupedBy } from '../../grouped.ts';
import type { ReleasePair } from '../../model/comparison.ts';
import { type Going, goingObjects } from './going.ts';
import type { DangerFinding, DangerRule } from './rule.ts';

/** Fewer objects than these are no share of anything. */
const least = 5;

/** Services that go from a cluster, one by one, and all or many of them. */
export const releasesRemoved: DangerRule = (cluster, { removedShare }) => {
  const { releases, isRemoved } = cluster;
  if (isRemoved) return [clusterGone];
  const there = releases.filter(({ before }) => before !== undefined);
  const gone = there.filter(({ after }) => after === undefined);
  const going = groupedBy(
    goingObjects(cluster).filter(({ before }) => before.part !== 'controller'),
    ({ subject }) => subject.service,
  );
  const made = ({ service }: ReleasePair): readonly Going[] => going.get(service) ?? [];
  return [
    ...gone.map((release) => removed(release, made(release))),
    ...(gone.length > 0 && gone.length === there.length && !releases.some(({ after }) => after !== undefined)
      ? [many('', `every service of the cluster goes, all ${there.length}`)]
      : gone.length > 1 && gone.length >= there.length * removedShare
        ? [many('', `${gone.length} of ${there.length} services of the cluster go`)]
        : []),
    ...releases
      .filter(({ after }) => after !== undefined)
      .flatMap((release) => shrunk(release, made(release), removedShare)),
  ];
};

const clusterGone: DangerFinding = {
  code: 'release-removed',
  service: '',
  message:
    "the cluster's file goes, and its root finds no path any more: everything stays in the cluster, and nothing is kept up to date",
  fix: 'To empty the cluster, take its services out first, with `--allow-empty`; then its file.',
};

/** `made` is what goes of what the service itself made. */
const removed = ({ service, before, objectsBefore }: ReleasePair, made: readonly Going[]): DangerFinding => {
  const found = { code: 'release-removed', service } as const;
  if (before?.onRemove === 'keep')
    return {
      ...found,
      severity: 'note',
      message: 'the service goes from here, and what it made stays in the cluster, as `onRemove: keep` asks',
      fix: 'Look after it by hand from now on.',
    };
  const count = objectsBefore.length === 0 ? 0 : made.length;
  const what = count === 0 ? 'what it made' : count === 1 ? 'its one object' : `its ${count} objects`;
  return {
    ...found,
    message: `the service goes, and ${what} with it; its namespace and the claims of its StatefulSets stay`,
    fix: 'If it is to stay in the cluster, set `onRemove: keep`, let that arrive, and then take it out.',
  };
};

const many = (service: string, what: string): DangerFinding => ({
  code: 'many-removed',
  service,
  message: what,
  fix: 'If that is meant, say so in an exception of espalier.yaml; else look for what took it out.',
});

const shrunk = (
  { service, objectsBefore }: ReleasePair,
  made: readonly Going[],
  share: number,
): readonly DangerFinding[] => {
  const going = made.filter(({ after }) => after === undefined);
  if (going.length < least || going.length < objectsBefore.length * share) return [];
  return [many(service, `${going.length} of its ${objectsBefore.length} objects go`)];
};
