import type { Outcome } from '../model/problems.ts';
import { problem } from '../problem.ts';
import { Places } from './places.ts';

/** The offset of the first byte that doesn't belong to UTF-8, or a few bytes of a cut character behind it. */
const firstBadByte = (bytes: Uint8Array): number => {
  let low = 0;
  let high = bytes.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    // A character that is cut off at the end isn't wrong yet, hence `stream`.
    if (isUtf8(bytes.subarray(0, middle), true)) low = middle;
    else high = middle;
  }
  return low;
};

const isUtf8 = (bytes: Uint8Array, stream: boolean): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
};

/** The text of a file without its byte order mark, which Go skips too; a file in another encoding is a problem at that byte. */
export const decodeUtf8 = (file: string, bytes: Uint8Array): Outcome<string | undefined> => {
  if (isUtf8(bytes, false)) return { value: new TextDecoder('utf-8').decode(bytes), problems: [] };
  const before = new TextDecoder('utf-8').decode(bytes.subarray(0, firstBadByte(bytes)), { stream: true });
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return {
    value: undefined,
    problems: [
      problem('not-utf-8', `This file is ${wide ? 'UTF-16' : 'not UTF-8'}.`, {
        at: new Places(file, before).at(before.length),
        fix: 'Save it as UTF-8.',
      }),
    ],
  };
};
