import type { Cause, Danger, Entry, ObjectName, ReleaseName, Step, Subject } from '../model/comparison.ts';
import type { DangerCode } from '../model/danger-codes.ts';
import type { Position } from '../model/problems.ts';
import { joinPointer } from '../pointer.ts';
import type { ControllerObject, ControllerObjects } from './controller-objects.ts';
import { causesOf, type Doings, uniqueCauses } from './doing.ts';
import type { Edit } from './edits.ts';
import type { LayerEdits } from './layer-edits.ts';

/** What is known of the edits behind a release. */
interface ReleaseEdits {
  /** Of what Helm hears; empty where it is the same. */
  readonly edits: readonly Edit[];
  /** What was seen of them one by one; empty where there was nothing to tell apart. */
  readonly doings: Doings;
}

/** What all that differs is put down to. */
export interface Background {
  readonly editsOf: (release: ReleaseName) => ReleaseEdits;
  readonly layersOf: (cluster: string) => LayerEdits;
  readonly controllersOf: (cluster: string) => {
    readonly before: ControllerObjects;
    readonly after: ControllerObjects;
  };
}

/** More than a reader looks at; what is left out has the same subjects. */
const atMost = 20;

/** The input lines behind one field of an object, or behind all of it where the path is empty. */
export const causesAt = (
  layer: Entry['layer'],
  subject: Subject,
  was: Subject,
  path: readonly Step[],
  background: Background,
): readonly Cause[] => {
  if (layer === 'controller') return controllerCauses(subject, was, path, background);
  const { edits, doings } = background.editsOf(subject);
  if (layer === 'object') return causesOf(subject.object, path, doings, edits);
  const own = edits.filter(({ value }) => value !== undefined && leadsThrough(value.keys, path));
  return uniqueCauses((own.length > 0 ? own : edits).flatMap(({ causes }) => causes));
};

/** Whether one of both leads through the other. */
const leadsThrough = (keys: readonly string[], path: readonly Step[]): boolean =>
  path.slice(0, keys.length).every((step, index) => {
    const key = typeof step === 'string' ? step : 'index' in step ? String(step.index) : undefined;
    return key === undefined || key === keys[index];
  });

/** What a controller reconciles remembers the lines behind its fields. */
const controllerCauses = (
  subject: Subject,
  was: Subject,
  path: readonly Step[],
  { controllersOf, editsOf, layersOf }: Background,
): readonly Cause[] => {
  const { before, after } = controllersOf(subject.cluster);
  const [old, now] = [find(before.get(was.service), was.object), find(after.get(subject.service), subject.object)];
  const [oldAt, nowAt] = [old && originOf(old, path), now && originOf(now, path)];
  const edits = editsOf(subject).edits.flatMap(({ causes }) => causes);
  const ofRelease = edits.filter(({ kind }) => kind === 'release' || kind === 'cluster');
  // What carries a release lies and is called as that says.
  if ((old === undefined || now === undefined) && ofRelease.length > 0) return uniqueCauses(ofRelease);
  const same = edits.filter(({ at, was: place }) => isAt(at, nowAt) || isAt(place, oldAt));
  if (same.length > 0) return uniqueCauses(same);
  const ofLayers = layersOf(subject.cluster).causesOf({ was: oldAt, at: nowAt });
  if (ofLayers.length > 0) return ofLayers;
  if (oldAt === undefined && nowAt === undefined) return [];
  const field = path.findLast((step) => typeof step === 'string');
  const message = now === undefined ? 'removed' : old === undefined ? 'added' : `${String(field ?? 'changed')}`;
  return [
    {
      kind: 'release',
      message,
      ...(nowAt && { at: nowAt }),
      ...(oldAt && { was: oldAt }),
    },
  ];
};

const isAt = (one: Position | undefined, other: Position | undefined): boolean =>
  one !== undefined && other !== undefined && one.file === other.file && one.line === other.line;

const find = (all: readonly ControllerObject[] | undefined, name: ObjectName): ControllerObject | undefined =>
  all?.find(
    (one) => one.name.kind === name.kind && one.name.name === name.name && one.name.namespace === name.namespace,
  );

/** The place behind the longest part of a path that has one. */
const originOf = ({ manifest: { at, origins } }: ControllerObject, path: readonly Step[]): Position => {
  let pointer = '';
  let found = origins.get('') ?? at;
  for (const step of path) {
    if (typeof step !== 'string' && !('index' in step)) break;
    pointer = joinPointer(pointer, typeof step === 'string' ? step : String(step.index));
    found = origins.get(pointer) ?? found;
  }
  return found;
};

/** Of which kind the edits are that dangers of whole releases come from. */
const causingKinds: Readonly<Partial<Record<DangerCode, readonly Cause['kind'][]>>> = {
  'chart-major': ['chart'],
  'release-recreated': ['release', 'cluster'],
  'release-removed': ['release', 'cluster'],
  'many-removed': ['release', 'cluster', 'chart'],
};

/** Of the field that it names, of the entries that speak of it, or of the releases themselves. */
export const causesOfDanger = (
  { code, subjects, path }: Pick<Danger, 'code' | 'subjects' | 'path'>,
  entries: readonly Entry[],
  background: Background,
): readonly Cause[] => {
  const kinds = causingKinds[code];
  const ofReleases = subjects.flatMap((one) => background.editsOf(one).edits.flatMap((edit) => edit.causes));
  const likely = kinds === undefined ? [] : ofReleases.filter(({ kind }) => kinds.includes(kind));
  const ofClusters = subjects.flatMap(({ cluster, service }) =>
    service === '' ? background.layersOf(cluster).causesOf({}) : [],
  );
  const ofFields = subjects.slice(0, atMost).flatMap(({ object, ...release }) => {
    if (object === undefined || path === undefined) return [];
    const { before, after } = background.controllersOf(release.cluster);
    const isOfController = [before, after].some((of) => find(of.get(release.service), object) !== undefined);
    const subject = { ...release, object };
    return causesAt(isOfController ? 'controller' : 'object', subject, subject, path, background);
  });
  const [found = []] = [likely, ofFields, ofClusters, entries.flatMap(({ causes }) => causes), ofReleases].filter(
    (some) => some.length > 0,
  );
  return uniqueCauses(found).slice(0, atMost);
};
