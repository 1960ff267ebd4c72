import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { splitPointer } from '../../../generator/pointer.ts';
import type { ApiObject } from '../api.ts';
import { badOthers } from './bad-others.ts';
import { badWorkloads } from './bad-workloads.ts';
import type { Changes } from './changes.ts';
import { good } from './good-changes.ts';

/** An object, and how a person would say what is special about it. */
export interface Sample {
  readonly name: string;
  readonly object: ApiObject;
}

const read = (file: string): readonly ApiObject[] =>
  parseAllDocuments(readFileSync(new URL(file, import.meta.url), 'utf8')).map(
    (document) => document.toJS() as ApiObject,
  );

/** The definition that the objects of kind Range follow. */
export const range: ApiObject = read('range.yaml')[0] as ApiObject;

const bases = read('bases.yaml');

/** Objects that an API server takes. */
export const goodObjects = (): readonly Sample[] => [
  ...bases.map((object) => ({ name: object.kind, object })),
  ...changed(good),
];

/** Objects that it does not. */
export const badObjects = (): readonly Sample[] => changed({ ...badWorkloads, ...badOthers });

const changed = (changes: Changes): readonly Sample[] =>
  Object.entries(changes).flatMap(([kind, list]) => {
    const base = bases.find((object) => object.kind === kind);
    if (base === undefined) throw new Error(`there is no base of kind ${kind}`);
    return list.map((change) => {
      const [pointer, value] = change;
      const how = change.length === 1 ? 'gone' : JSON.stringify(value);
      const object = set(base, splitPointer(pointer), value) as ApiObject;
      return { name: `${kind} ${pointer} ${how.length > 60 ? `${how.slice(0, 57)}…` : how}`, object };
    });
  });

const set = (value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown => {
  if (key === undefined) return to;
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? set(item, rest, to) : item));
  const map = (value ?? {}) as Readonly<Record<string, unknown>>;
  const { [key]: before, ...others } = map;
  const after = set(before, rest, to);
  return after === undefined ? others : { ...map, [key]: after };
};
