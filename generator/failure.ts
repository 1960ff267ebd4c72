/** The machine or the call failed, not the inputs: the run ends with exit code 2 and this message alone. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** Node's code of an error, such as `ENOENT`; undefined where it has none. */
export const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** What went wrong with a file or folder, in words. */
export const describeError = (error: unknown): string => {
  return words.get(String(codeOf(error))) ?? (error instanceof Error ? error.message : String(error));
};

const words: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file or folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'not permitted'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'no space is left on the device'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EMFILE', 'too many files are open'],
  ['EIO', 'the device failed'],
  ['EBUSY', 'it is in use, or a mount of its own'],
  ['EXDEV', 'it lies on another file system'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EISDIR', 'it is a folder'],
]);
