import { splitPointer } from '../../pointer.ts';

/**
 * The keys of a path as people write it: a JSON pointer where it begins with `/`, else dotted as Helm's `--set` has it, with
 * `\` before a dot or bracket that belongs to a key, and `[0]` for an item of a list. Undefined where it is neither.
 */
export const parsePath = (path: string): readonly string[] | undefined => {
  if (path.startsWith('/')) return /~(?![01])/.test(path) ? undefined : splitPointer(path);
  return shape.test(path)
    ? [...path.matchAll(part)].map(([, index, key]) => index ?? withoutEscapes(key ?? ''))
    : undefined;
};

const key = String.raw`(?:[^.[\]\\]|\\[\s\S])+`;
const index = String.raw`\[[0-9]+\]`;
const shape = new RegExp(`^${key}(?:${index})*(?:\\.${key}(?:${index})*)*$`);
const part = new RegExp(String.raw`\[([0-9]+)\]|(${key})`, 'g');

const withoutEscapes = (text: string): string => text.replace(/\\(.)/gs, '$1');

/** The path as `parsePath` takes it, dotted where that can be told from a pointer. */
export const dottedPath = (pointer: string): string => {
  const keys = splitPointer(pointer);
  if (keys.length === 0 || keys.some((one) => one === '') || keys[0]?.startsWith('/') || isNumber(keys[0] ?? ''))
    return pointer;
  return keys
    .map((one, place) => (isNumber(one) ? `[${one}]` : `${place === 0 ? '' : '.'}${one.replace(/[.[\]\\]/g, '\\$&')}`))
    .join('');
};

const isNumber = (text: string): boolean => /^(?:0|[1-9][0-9]{0,8})$/.test(text);
