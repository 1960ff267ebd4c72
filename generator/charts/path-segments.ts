import { createHash } from 'node:crypto';
import { withoutEndSlash } from '../repository-url.ts';

/**
 * The folders that stand for a repository: its host, then its path. Other schemes than https come first (`oci+ghcr.io`),
 * credentials never do. Two repositories never share a path, and none leaves the folder that it is in.
 */
export const repositorySegments = (repository: string): readonly string[] => {
  const [, scheme = '', rest = repository] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(repository) ?? [];
  // Slashes in the middle count, as they do in `oneSpelling`.
  const [authority = '', ...path] = withoutEndSlash(rest).split('/');
  const host = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase();
  const prefix = scheme === '' || scheme.toLowerCase() === 'https' ? '' : `${scheme.toLowerCase()}+`;
  return [prefix + segment(host), ...path.map(segment)];
};

/** Every other character is escaped, so `..` and separators are harmless; what is too long ends in its hash. */
export const segment = (text: string): string => shortened(escaped(text), text);

export const escaped = (text: string): string => {
  const plain = [...Buffer.from(text, 'utf8')]
    .map((byte) => String.fromCharCode(byte))
    .map((character) => (/[A-Za-z0-9._+-]/.test(character) ? character : escapeByte(character)))
    .join('');
  return /^\.*$/.test(plain) ? plain.replaceAll('.', '%2E') || '%' : plain;
};

/** No file system takes names of any length. `text` is what the name stands for. */
export const shortened = (name: string, text: string): string =>
  name.length <= 200 ? name : `${name.slice(0, 150)}%-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;

const escapeByte = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
