import type { Position } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import { isOci, withoutEndSlash } from '../repository-url.ts';

/** Where a controller takes a chart from that isn't of this repository: its own repository, or the cluster's mirror of it. */
interface ChartRepository {
  readonly url: string;
  /** Of the archive, or in an OCI registry of the manifest. */
  readonly digest: string;
  /** The line that says so. */
  readonly at: Position;
}

export const chartRepository = ({ chart, mirror }: Release): ChartRepository | undefined => {
  if (chart.value.kind === 'folder') return undefined;
  const { repository, digest } = mirror?.value ?? chart.value;
  return { url: isOci(repository) ? withoutEndSlash(repository) : repository, digest, at: mirror?.at ?? chart.at };
};

/** A tag has no `+`; Helm, and whoever follows it, writes `_` in its place. */
export const ociTag = (version: string): string => version.replaceAll('+', '_');

/** Host and path in letters, digits and `-`: two URLs may have one name. */
export const nameOfUrl = (url: string): string =>
  url
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
