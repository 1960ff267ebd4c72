import { createHash } from 'node:crypto';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { Rendering } from 'helm-wasm';

/** In bytes. What is larger is rendered each time. */
export const largestEntry: number = 32 << 20;

/** Deeper than any object that a cluster takes. */
const deepest = 256;

const digestOf = (key: string, text: string): string =>
  createHash('sha256').update(`${key}\n`).update(text).digest('hex');

/** A line with a digest over key and content, then the content. */
export const printEntry = (key: string, rendering: Rendering): string => {
  const text = JSON.stringify(rendering);
  return `${digestOf(key, text)}\n${text}`;
};

/** Undefined where there is none that can be used, whatever lies there. One that is used counts as new. */
export const readEntry = async (path: string, key: string): Promise<Rendering | undefined> => {
  let file: FileHandle | undefined;
  try {
    // A link is not followed, and a pipe not waited for.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = await file.stat();
    const isOurs = found.uid === userInfo().uid && (found.mode & 0o022) === 0;
    if (!found.isFile() || !isOurs || found.size > largestEntry) return undefined;
    const text = await file.readFile('utf8');
    const end = text.indexOf('\n');
    const content = text.slice(end + 1);
    if (text.slice(0, end) !== digestOf(key, content)) return undefined;
    const value: unknown = JSON.parse(content);
    if (!isRendering(value) || !isShallow(value, deepest)) return undefined;
    const now = new Date();
    await file.utimes(now, now).catch(() => undefined);
    return value;
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
};

type Fields = { readonly [key: string]: unknown };

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const areAll = (value: unknown, is: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(is);

const isText = (value: unknown): boolean => typeof value === 'string';

const isObject = (value: unknown): boolean =>
  isMap(value) && isText(value.template) && Number.isSafeInteger(value.line) && isMap(value.object);

const isHook = (value: unknown): boolean =>
  isObject(value) &&
  isMap(value) &&
  isMap(value.hook) &&
  areAll(value.hook.events, isText) &&
  areAll(value.hook.deletePolicies, isText) &&
  typeof value.hook.weight === 'number';

const isRendering = (value: unknown): value is Rendering =>
  isMap(value) &&
  isMap(value.values) &&
  areAll(value.objects, isObject) &&
  areAll(value.hooks, isHook) &&
  areAll(value.crds, isObject) &&
  isText(value.notes) &&
  areAll(value.warnings, isText);

const isShallow = (value: unknown, left: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (left > 0 && Object.values(value).every((one) => isShallow(one, left - 1)));
