import { keyOf, type Store } from '../../kept.ts';
import type { ClusterObjects } from '../../model/rendered.ts';
import { problemCodes } from '../../problem.ts';
import { type Defined, levelsOf } from './against-apiserver.ts';
import { minorOf } from './objects.ts';
import type { Finding } from './rule.ts';

/** What schemas and the API server's code say of clusters. */
export interface Verdicts {
  readonly ofSchemas: readonly Finding[];
  readonly ofApiserver: readonly Finding[];
}

type Judge = (clusters: readonly Defined[]) => Promise<Verdicts>;

type Kept = Omit<Finding, 'object'> & {
  /** Of the cluster's objects. */
  readonly index: number;
};

interface KeptVerdicts {
  readonly ofSchemas: readonly Kept[];
  readonly ofApiserver: readonly Kept[];
}

/** A judge that asks the given one only for clusters of which it is not known yet what is said. `program` is the digest of what judges. */
export const verdictsFrom =
  (store: Store, program: string, judge: Judge): Judge =>
  async (clusters) => {
    const known = new Map<Defined, Verdicts>();
    for (const defined of clusters) {
      const kept = await store.get(keyFor(program, defined), isVerdicts(defined.cluster));
      if (kept !== undefined) known.set(defined, revived(kept, defined.cluster));
    }
    const missing = clusters.filter((defined) => !known.has(defined));
    if (missing.length > 0) {
      const found = await judge(missing);
      for (const defined of missing) {
        const own = partOf(found, defined.cluster);
        known.set(defined, own);
        await store.put(keyFor(program, defined), printed(own, defined.cluster));
      }
    }
    const all = clusters.flatMap((defined) => known.get(defined) ?? []);
    return {
      ofSchemas: all.flatMap(({ ofSchemas }) => ofSchemas),
      ofApiserver: all.flatMap(({ ofApiserver }) => ofApiserver),
    };
  };

/** All that a verdict depends on: names of releases only by the controller that they have. */
const keyFor = (program: string, { cluster, definitions }: Defined): string =>
  keyOf([
    program,
    minorOf(cluster),
    cluster.cluster.cluster.controller.value,
    cluster.cluster.cluster.helm,
    [...definitions],
    [...levelsOf(cluster)],
    cluster.objects.map(({ part, namespace, rendered }) => [part, namespace, rendered.object]),
  ]);

const partOf = ({ ofSchemas, ofApiserver }: Verdicts, { objects }: ClusterObjects): Verdicts => {
  const own = new Set(objects);
  const isOwn = ({ object }: Finding): boolean => own.has(object);
  return { ofSchemas: ofSchemas.filter(isOwn), ofApiserver: ofApiserver.filter(isOwn) };
};

const printed = ({ ofSchemas, ofApiserver }: Verdicts, { objects }: ClusterObjects): KeptVerdicts => {
  const indexes = new Map(objects.map((object, index) => [object, index]));
  const print = ({ object, ...finding }: Finding): Kept => ({ ...finding, index: indexes.get(object) ?? 0 });
  return { ofSchemas: ofSchemas.map(print), ofApiserver: ofApiserver.map(print) };
};

const revived = ({ ofSchemas, ofApiserver }: KeptVerdicts, { objects }: ClusterObjects): Verdicts => {
  const revive = ({ index, ...finding }: Kept): readonly Finding[] => {
    const object = objects[index];
    return object === undefined ? [] : [{ ...finding, object }];
  };
  return { ofSchemas: ofSchemas.flatMap(revive), ofApiserver: ofApiserver.flatMap(revive) };
};

const isVerdicts =
  ({ objects }: ClusterObjects) =>
  (value: unknown): value is KeptVerdicts => {
    const { ofSchemas, ofApiserver } = (value ?? {}) as {
      readonly ofSchemas?: unknown;
      readonly ofApiserver?: unknown;
    };
    return [ofSchemas, ofApiserver].every(
      (list) => Array.isArray(list) && list.every((one) => isKept(one, objects.length)),
    );
  };

const isKept = (value: unknown, count: number): value is Kept => {
  const { index, code, severity, path, message, fix, others = [] } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return (
    Number.isSafeInteger(index) &&
    Number(index) >= 0 &&
    Number(index) < count &&
    typeof code === 'string' &&
    Object.hasOwn(problemCodes, code) &&
    ['problem', 'warning', 'note'].includes(String(severity)) &&
    [path, message, fix].every((text) => typeof text === 'string') &&
    Array.isArray(others) &&
    others.every((text) => typeof text === 'string')
  );
};
