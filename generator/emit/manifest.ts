import type { KubernetesObject, Manifest, OutFile } from '../model/outputs.ts';
import type { Position } from '../model/problems.ts';
import type { Json, JsonObject, Tree } from '../model/values.ts';
import { isMap } from '../structure.ts';
import { serialise } from './serialise.ts';

/** What is known of the lines behind an object, by JSON pointer into it. */
interface Behind {
  readonly at: Position;
  readonly origins?: Readonly<Record<string, Position>>;
  readonly trees?: Readonly<Record<string, Tree>>;
}

export const manifest = (object: KubernetesObject, behind: Behind): Manifest => ({
  object,
  at: behind.at,
  origins: new Map(Object.entries(behind.origins ?? {})),
  trees: new Map(Object.entries(behind.trees ?? {})),
});

/** A file with these objects, several of them as several documents. */
export const manifestFile = (
  path: string,
  sources: Iterable<string>,
  manifests: readonly [Manifest, ...Manifest[]],
): OutFile => ({ path, sources: sorted(sources), manifests, body: manifests.map(text).join('---\n') });

/** A file that holds no object for a cluster. */
export const textFile = (path: string, sources: Iterable<string>, body: string): OutFile => ({
  path,
  sources: sorted(sources),
  manifests: [],
  body,
});

/** Sorted by code units, each once. */
export const sorted = (texts: Iterable<string>): readonly string[] => [...new Set(texts)].sort();

/** Values are written in the order of their tree: a JavaScript object moves keys that look like numbers to the front. */
const text = ({ object, trees }: Manifest): string =>
  serialise(object, new Map([...trees].map(([pointer, tree]) => [partAt(object, pointer), tree])));

const partAt = (object: JsonObject, pointer: string): Json | undefined => {
  let part: Json | undefined = object;
  for (const key of pointer.slice(1).split('/')) part = isMap(part) ? part[key] : undefined;
  // A text has no identity: it could stand in two places.
  return isMap(part) ? part : undefined;
};
