import { repositorySegments, segment } from './path-segments.ts';

/** The folder of all contracts, from the repository's root. */
export const contractFolder = 'schemas/contracts';

/** Where the contract of a chart stands: `schemas/contracts/<host and path>/<name>/<version>.json`. Two charts never share a path. */
export const contractPath = (repository: string, name: string, version: string): string =>
  [contractFolder, ...repositorySegments(repository), segment(name), `${segment(version)}.json`].join('/');
