import { escaped, repositorySegments, shortened } from '../path-segments.ts';
import type { RepositoryEntry } from '../references.ts';

/** The folder of all archives that the repository holds, from its root. */
export const vendorFolder = 'vendor';

/**
 * Where the archive of a locked chart stands: `vendor/<host and path>/<name>-<version>.tgz`, with the folders of contracts.
 * A version begins at the first hyphen before a digit, since those in names are escaped: two charts never share a path.
 */
export const vendorPath = ({ repository, name, resolved }: RepositoryEntry): string => {
  const file = `${escaped(name).replaceAll(/-(?=v?\d)/g, '%2D')}-${escaped(resolved)}`;
  return [vendorFolder, ...repositorySegments(repository), `${shortened(file, `${name} ${resolved}`)}.tgz`].join('/');
};

/**
 * Whether a file that no locked chart has would be one of ours: an archive with a version in its name, below a folder that
 * is a host. A host without a dot and without a port, such as `charts`, could be anything of anybody's.
 */
export const isVendorPath = (path: string): boolean => {
  const [top, host = '', ...rest] = path.split('/');
  const file = rest.at(-1) ?? '';
  const isHost = /^([a-z][a-z0-9.-]*\+)?[a-z0-9._%A-F-]+$/.test(host) && /[.+]|%3A/.test(host);
  return top === vendorFolder && isHost && /(-v?\d[\w.+%-]*|%-[0-9a-f]{32})\.tgz$/.test(file);
};
