import { createHash } from 'node:crypto';
import { groupedBy } from '../grouped.ts';
import type {
  Action,
  Cause,
  ClusterPair,
  Entry,
  FieldChange,
  ObjectPair,
  SideObject,
  Step,
  Subject,
} from '../model/comparison.ts';
import type { JsonObject } from '../model/values.ts';
import { pathText } from '../steps.ts';
import { uniqueCauses } from './doing.ts';
import { type KnownCredentials, knownCredentials, withoutKnown } from './known-credentials.ts';
import { noiseOf } from './noise.ts';
import { changeWithoutKnown, maskedContent } from './told-change.ts';

/** More than a reader looks at. */
const mostCauses = 20;

/** One thing that changes on one object. */
interface Fact {
  readonly action: Action;
  readonly layer: Entry['layer'];
  readonly subject: Subject;
  readonly was?: Subject;
  /** Absent for what is added or removed. */
  readonly change?: FieldChange;
  readonly content?: SideObject;
  readonly causes: readonly Cause[];
}

export type BareEntry = Omit<Entry, 'dangers'>;

/** The input lines behind a field of an object, or behind all of it where the path is empty. */
type CausesAt = (layer: Entry['layer'], subject: Subject, was: Subject, path: readonly Step[]) => readonly Cause[];

/**
 * What differs, said once: changes that happen to the same objects for the same reason are one entry, on however many clusters; so are objects that come or go with one
 * release on the same clusters.
 */
export const entriesOf = (clusters: readonly ClusterPair[], causesAt: CausesAt): readonly BareEntry[] => {
  const facts = clusters.flatMap(({ cluster, releases, pairs }) => [
    ...pairs.flatMap((pair) => factsOf(pair, cluster, '', new Set(), causesAt)),
    ...releases.flatMap((release) => {
      if (release.pairs.length === 0) return [];
      const known = knownCredentials(release);
      return release.pairs.flatMap((pair) => factsOf(pair, cluster, release.service, known, causesAt));
    }),
  ]);
  // The same change of the same object is one, wherever it happens.
  const same = groupedBy(facts, sayingOf);
  const together = groupedBy([...same.values()], togetherKey);
  return [...together.values()].map(entryOf);
};

const factsOf = (
  pair: ObjectPair,
  cluster: string,
  service: string,
  known: KnownCredentials,
  causesAt: CausesAt,
): readonly Fact[] => {
  const { before, after, changes, from } = pair;
  const there = after ?? before;
  if (there === undefined) return [];
  const subject = { cluster, service, object: there.name };
  const layer = there.part === 'controller' ? 'controller' : there.part === 'values' ? 'values' : 'object';
  if (before === undefined || after === undefined)
    return [
      {
        action: after === undefined ? 'removed' : 'added',
        layer,
        subject,
        content: { ...there, object: withoutKnown(there.object, known) as JsonObject },
        causes: causesAt(layer, subject, subject, []),
      },
    ];
  const was = { cluster, service: from ?? service, object: before.name };
  const causes = (path: readonly Step[]): readonly Cause[] => causesAt(layer, subject, was, path);
  const isMoved = from !== undefined;
  const isRenamed = before.name.name !== after.name.name || isElsewhere(before.name, after.name);
  const facts = changes
    .filter(({ path }) => !isRenamed || !/^metadata\.(?:name|namespace)$/.test(pathText(path)))
    .map(
      (change): Fact => ({
        action: 'changed',
        layer,
        subject,
        change: changeWithoutKnown(change, known),
        causes: causes(change.path),
      }),
    );
  if (!isMoved && !isRenamed) return facts;
  return [{ action: isMoved ? 'moved' : 'renamed', layer, subject, was, causes: causes([]) }, ...facts];
};

/** Where a namespace is not said, it is the one that the other side says. */
const isElsewhere = ({ namespace: was }: Subject['object'], { namespace: is }: Subject['object']): boolean =>
  was !== is && was !== '' && is !== '';

/** What is said of an object, without where: a change of one value is the same on any object. */
const sayingOf = ({ action, layer, subject, change, content, was }: Fact): string => {
  const name = JSON.stringify([subject.service, subject.object]);
  if (change === undefined) return JSON.stringify([action, layer, name, content?.object ?? null, was?.object ?? null]);
  return JSON.stringify([
    action,
    layer,
    pathText(change.path),
    change.before,
    change.after,
    change.before === undefined,
    change.after === undefined,
    noiseOf(change) ?? '',
  ]);
};

const subjectKey = ({ subject: { cluster, service, object } }: Fact): string =>
  JSON.stringify([cluster, service, object.group, object.kind, object.namespace, object.name]);

/** Changes belong together on the same objects, objects that come and go on the same clusters of one service. */
const togetherKey = (group: readonly [Fact, ...Fact[]]): string => {
  const [{ action, layer, change, subject, causes }] = group;
  // Nobody asks what is behind noise.
  const noise = change && noiseOf(change);
  if (change !== undefined)
    return JSON.stringify([
      action,
      layer,
      noise ?? '',
      group.map(subjectKey).sort(),
      noise === undefined ? causes : [],
    ]);
  const clusters = group.map((fact) => fact.subject.cluster);
  return JSON.stringify([action, layer, subject.service, clusters, causes]);
};

const entryOf = (groups: readonly (readonly [Fact, ...Fact[]])[]): BareEntry => {
  const [first] = groups.map(([fact]) => fact) as [Fact];
  const { action, layer } = first;
  const ofSubjects = new Map(groups.flat().map((fact) => [subjectKey(fact), fact]));
  const sorted = [...ofSubjects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fact]) => fact);
  const changes = groups.flatMap(([{ change }]) => change ?? []);
  const noise = changes[0] && noiseOf(changes[0]);
  const contents = groups.flatMap(([{ content }]) => content ?? []);
  const entry = {
    action,
    layer,
    subjects: sorted.map(({ subject }) => subject),
    ...(first.was === undefined ? {} : { was: sorted.map(({ was, subject }) => was ?? subject) }),
    changes,
    ...(contents.length === 0
      ? {}
      : { contents: contents.map(({ name, object }) => ({ object: name, content: maskedContent(object) })) }),
    ...(noise === undefined ? {} : { noise }),
    causes: uniqueCauses(groups.flat().flatMap(({ causes }) => causes)).slice(0, mostCauses),
  };
  return { id: createHash('sha256').update(JSON.stringify(entry)).digest('hex').slice(0, 12), ...entry };
};
