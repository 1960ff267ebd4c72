import type { AskedChart, Lock } from '../model/charts.ts';
import type { MovedChart } from '../model/outputs.ts';
import { entryOf, type LockPlan, type PlanOptions, planLock } from './lock.ts';
import { isFor, type LockSources } from './lock-sources.ts';
import { type AskedOfRepository, sameRepository } from './references.ts';

type References = readonly AskedChart[];

/**
 * What has to be asked of the repositories themselves: references that neither the lock nor what was given answers, and
 * those that are updated. A repository whose index was given is not asked.
 */
export const wanted = (
  references: References,
  lock: Lock,
  given: LockSources,
  options: PlanOptions,
): readonly AskedOfRepository[] =>
  references.flatMap((reference) => {
    const { value } = reference;
    if (value.kind === 'folder') return [];
    if (given.indexes.some(({ repository }) => sameRepository(repository, value.repository))) return [];
    const current = entryOf(value, lock);
    if (options.isUpdated?.(value) === true)
      return given.digests.some((one) => isFor(one, value)) ? [] : [{ ...reference, value }];
    if (current?.kind === 'repository') {
      // What was given is what is to be accepted, if anything was.
      const isAccepting = options.acceptRepublished && given.indexes.length + given.digests.length === 0;
      return isAccepting ? [{ ...reference, value: { ...value, version: current.resolved } }] : [];
    }
    const digests = given.digests.filter((one) => isFor(one, value));
    const { value: plan } = planLock([reference], lock, { ...given, digests }, options);
    return plan.entries.length === 0 ? [{ ...reference, value }] : [];
  });

/** What is locked as another version than before. */
export const movedCharts = (references: References, lock: Lock, plan: LockPlan): readonly MovedChart[] =>
  references.flatMap(({ value }) => {
    const [before, after] = [entryOf(value, lock), entryOf(value, { ...lock, entries: plan.entries })];
    if (before?.kind !== 'repository' || after?.kind !== 'repository' || before.resolved === after.resolved) return [];
    const { repository, name, version } = after;
    return [{ repository, name, version, from: before.resolved, to: after.resolved }];
  });
