import type { Cause, ObjectName, SideObject, Step } from '../model/comparison.ts';
import { pathText } from '../steps.ts';
import { compareObjects } from './compare-objects.ts';
import type { Edit } from './edits.ts';
import type { ShapeOf } from './shape.ts';

/** What some edits do to one field; to the whole object where the path is empty. */
export interface Doing {
  readonly object: string;
  readonly path: string;
  readonly edits: readonly Edit[];
}

/** What differs between two states that some edits lie between. */
export const doingBetween = (
  before: readonly SideObject[],
  after: readonly SideObject[],
  edits: readonly Edit[],
  shapeOf: ShapeOf,
): readonly Doing[] => {
  const old = new Map(before.map((one) => [keyOf(one.name), one]));
  const now = new Map(after.map((one) => [keyOf(one.name), one]));
  const doings: Doing[] = [];
  for (const [object, { object: content, name }] of now) {
    const was = old.get(object);
    if (was === undefined) doings.push({ object, path: '', edits });
    else if (JSON.stringify(was.object) !== JSON.stringify(content))
      for (const { path } of compareObjects(was.object, content, shapeOf(name)))
        doings.push({ object, path: pathText(path), edits });
  }
  for (const object of old.keys()) if (!now.has(object)) doings.push({ object, path: '', edits });
  return doings;
};

/** What an object is called, whatever its version. */
export const keyOf = ({ group, kind, namespace, name }: ObjectName): string =>
  JSON.stringify([group, kind, namespace, name]);

/** A field of an object that a chart makes anew each time. */
export const randomKey = (object: string, path: string): string => `${object} ${path}`;

/** What edits do, by the object that they do it to. */
export type Doings = ReadonlyMap<string, readonly Doing[]>;

/** The causes of a change: of the edits that were seen to change that field, or something around or in it; else of all. */
export const causesOf = (
  name: ObjectName,
  path: readonly Step[],
  doings: Doings,
  all: readonly Edit[],
): readonly Cause[] => {
  const text = pathText(path);
  const ofObject = doings.get(keyOf(name)) ?? [];
  const same = ofObject.filter((doing) => doing.path === text);
  const seen = same.length > 0 ? same : ofObject.filter((doing) => leads(doing.path, text) || leads(text, doing.path));
  const edits = seen.length > 0 ? seen.flatMap((doing) => doing.edits) : all;
  return uniqueCauses(edits.flatMap(({ causes }) => causes));
};

/** Whether a path leads to another, or through it. */
export const leads = (from: string, to: string): boolean =>
  to.startsWith(from) && (/^$|▸ $/.test(from) || to.length === from.length || /[.[ ]/.test(to.charAt(from.length)));

export const uniqueCauses = (causes: readonly Cause[]): readonly Cause[] => [
  ...new Map(causes.map((cause) => [JSON.stringify([cause.message, cause.at, cause.was]), cause])).values(),
];
