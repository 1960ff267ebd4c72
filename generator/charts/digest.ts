import { createHash } from 'node:crypto';

/** `sha256:` and 64 hex digits. */
export const digestOfBytes = (bytes: Uint8Array | string): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** `sha256:` and 64 hex digits, of a text that may lack the first; undefined where it is no digest. */
export const digestOf = (text: string): string | undefined => {
  const [, digits] = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(text) ?? [];
  return digits === undefined ? undefined : `sha256:${digits.toLowerCase()}`;
};
