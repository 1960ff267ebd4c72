/** JSON pointers (RFC 6901): `''` is the whole, `/a~1b/0` the first item of what is at the key `a/b`. */

/** The keys that a pointer leads through. */
export const splitPointer = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

/** The pointer to a key of what is at `pointer`. */
export const joinPointer = (pointer: string, key: string): string =>
  `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The pointer that leads through some keys. */
export const pointerOf = (keys: readonly string[]): string => keys.reduce(joinPointer, '');
