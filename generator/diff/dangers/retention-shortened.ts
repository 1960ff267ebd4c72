import type { FieldChange, ObjectPair } from '../../model/comparison.ts';
import { nanosOf } from '../../quantity.ts';
import type { DangerFinding, DangerRule } from './rule.ts';
import { clipped } from './words.ts';

/** Settings that say how long, or how much, data is kept: by their names, in objects, in what they embed, and in values. */
export const retentionShortened: DangerRule = ({ releases }) =>
  releases.flatMap(({ service, pairs }) =>
    pairs.flatMap((pair) => pair.changes.flatMap((change) => shortened(change, pair, service))),
  );

const shortened = (change: FieldChange, { after }: ObjectPair, service: string): readonly DangerFinding[] => {
  const kept = keptBy(change);
  if (after === undefined || kept === undefined) return [];
  const [old, now] = [amountOf(kept.before), amountOf(kept.after)];
  if (old === undefined || now === undefined || old.unit !== now.unit) return [];
  // Nothing, and less than that, is forever, and forever is longer than anything.
  if (now.amount <= 0n || (old.amount > 0n && now.amount >= old.amount)) return [];
  const [from, to] = [kept.before, kept.after].map((value) => clipped(String(value)));
  return [
    {
      code: 'retention-shortened',
      service,
      object: after.name,
      path: change.path,
      message: `${clipped(kept.name)} goes from ${from} to ${to}: what is older, or more, is deleted for good soon after`,
      fix: 'Make sure that nobody needs it, or have a copy elsewhere.',
    },
  ];
};

interface Kept {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

const named = /retention|(?:^|[._-])ttl$/i;
const otherwise =
  /retentionpolicy|delete_?delay|retention_?(?:enabled|delete|stream)|ttlSecondsAfterFinished|cache|dns/i;

/** By its own name, or as an argument that has the name in it. */
const keptBy = ({ path, before, after }: FieldChange): Kept | undefined => {
  const name = path.findLast((step) => typeof step === 'string') ?? '';
  const isNamed =
    path.at(-1) === name &&
    named.test(name) &&
    !otherwise.test(path.filter((step) => typeof step === 'string').join('.'));
  if (isNamed) return { name, before, after };
  const [old, now] = [argument(before), argument(after)];
  return old === undefined || now === undefined || old.name !== now.name
    ? undefined
    : { name: old.name, before: old.value, after: now.value };
};

/** In UTF-16 units. No argument of a time is longer. */
const longest = 200;

const argument = (value: unknown): { readonly name: string; readonly value: string } | undefined => {
  const [, name, said] =
    (typeof value === 'string' && value.length <= longest && /^-{1,2}([\w.-]*retention[\w.-]*)=(\S+)$/i.exec(value)) ||
    [];
  return name === undefined || said === undefined || otherwise.test(name) ? undefined : { name, value: said };
};

/** In seconds. */
const units: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** A time in milliseconds, an amount of bytes in nanos, or a number of which only its setting knows what it counts. */
const amountOf = (
  value: unknown,
): { readonly unit: 'time' | 'bytes' | 'number'; readonly amount: bigint } | undefined => {
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
  if (typeof value === 'number') return { unit: 'number', amount: BigInt(Math.round(value * 1000)) };
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)];
  if (parts.length > 0 && parts.map(([whole]) => whole).join('') === value) {
    const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? 's'] ?? 1), 0);
    return { unit: 'time', amount: BigInt(Math.round(seconds * 1000)) };
  }
  // Prometheus writes its bytes with a B.
  const bytes = nanosOf(value.replace(/^(\d+(?:\.\d+)?)([KMGTPE])i?B$/i, '$1$2i').replace(/^(\d+)B$/, '$1'));
  if (bytes === undefined) return undefined;
  return /^-?\d+(?:\.\d+)?$/.test(value)
    ? { unit: 'number', amount: bytes / 1_000_000n }
    : { unit: 'bytes', amount: bytes };
};
