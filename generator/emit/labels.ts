import type { Manifest } from '../model/outputs.ts';
import type { Release } from '../model/releases.ts';
import { joinPointer } from '../pointer.ts';

/** An object of a release with the labels that its service gives it. Those that it has already win. */
export const labelled = (manifest: Manifest, { labels }: Pick<Release, 'labels'>): Manifest => {
  const { object } = manifest;
  if (labels.size === 0 || object.metadata === undefined) return manifest;
  const { name, namespace, labels: own, ...others } = object.metadata;
  const given = Object.fromEntries([...labels].map(([key, { value }]) => [key, value]));
  const all = { ...given, ...(own as Record<string, string> | undefined) };
  const origins = new Map(manifest.origins);
  for (const [key, { at }] of labels) origins.set(joinPointer('/metadata/labels', key), at);
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }), labels: all, ...others };
  return { ...manifest, object: { ...object, metadata }, origins };
};
