import { createHash } from 'node:crypto';
import { withoutEndSlash } from '../repository-url.ts';

/** The folder of all contracts, from the repository's root. */
export const contractFolder = 'schemas/contracts';

/**
 * Where the contract of a chart stands: `schemas/contracts/<host and path>/<name>/<version>.json`. Other schemes than
 * https come first in the path (`oci+ghcr.io`), credentials never do. Two charts never share a path, and none leaves
 * the folder.
 */
export const contractPath = (repository: string, name: string, version: string): string =>
  [contractFolder, ...repositorySegments(repository), segment(name), `${segment(version)}.json`].join('/');

const repositorySegments = (repository: string): readonly string[] => {
  const [, scheme = '', rest = repository] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(repository) ?? [];
  // Slashes in the middle count, as they do in `oneSpelling`.
  const [authority = '', ...path] = withoutEndSlash(rest).split('/');
  const host = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase();
  const prefix = scheme === '' || scheme.toLowerCase() === 'https' ? '' : `${scheme.toLowerCase()}+`;
  return [prefix + segment(host), ...path.map(segment)];
};

/** Every other character is escaped, so `..` and separators are harmless; what is too long ends in its hash. */
const segment = (text: string): string => {
  const escaped = [...Buffer.from(text, 'utf8')]
    .map((byte) => String.fromCharCode(byte))
    .map((character) => (/[A-Za-z0-9._+-]/.test(character) ? character : escapeByte(character)))
    .join('');
  const safe = /^\.*$/.test(escaped) ? escaped.replaceAll('.', '%2E') || '%' : escaped;
  if (safe.length <= 200) return safe;
  return `${safe.slice(0, 150)}%-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
};

const escapeByte = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
