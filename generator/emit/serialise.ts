import type { Json, Tree } from '../model/values.ts';
import { canBeBlock, spellNumber, spellText } from './scalar.ts';

/** A sub-tree of an object, by identity, that is to be written from the tree behind it, which knows the order of its keys. */
export type WrittenFrom = ReadonlyMap<unknown, Tree>;

/**
 * A value as YAML in block style, ending in a line end. It reads back as the same value in YAML 1.1, YAML 1.2 and
 * sigs.k8s.io/yaml. Numbers are spelt as in JSON, but for the point that YAML 1.1 wants before an exponent; keys keep their order.
 * A test holds it against the `yaml` library, which would give the same bytes, but builds a document of nodes first and asks each
 * several times what it is.
 */
export const serialise = (value: Json, writtenFrom: WrittenFrom = new Map()): string =>
  print(partOf(value, writtenFrom));

/** A tree as YAML, in the order of its keys. */
export const serialiseTree = (tree: Tree): string => print(partOfTree(tree));

/** What there is to write: a map has its keys in the order that they are written in. */
type Part = null | boolean | number | string | readonly Part[] | ReadonlyMap<string, Part>;

const partOf = (value: Json, writtenFrom: WrittenFrom): Part => {
  if (typeof value !== 'object' || value === null) return value;
  const tree = writtenFrom.get(value);
  if (tree !== undefined) return partOfTree(tree);
  if (isJsonList(value)) return value.map((item) => partOf(item, writtenFrom));
  const map = new Map<string, Part>();
  for (const key of Object.keys(value)) map.set(key, partOf(value[key] ?? null, writtenFrom));
  return map;
};

const isJsonList = (value: Json): value is readonly Json[] => Array.isArray(value);

const partOfTree = (tree: Tree): Part => {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(partOfTree);
  const map = new Map<string, Part>();
  for (const [key, entry] of tree.entries) map.set(key, partOfTree(entry.value));
  return map;
};

const step = '  ';

const print = (part: Part): string => (isBlock(part) ? lines(part, '') : `${inline(part, '')}\n`);

const isList = (part: Part): part is readonly Part[] => Array.isArray(part);

type Block = readonly Part[] | ReadonlyMap<string, Part>;

/** Whether it takes lines of its own. */
const isBlock = (part: Part): part is Block =>
  typeof part === 'object' && part !== null && (isList(part) ? part.length > 0 : part.size > 0);

/** The lines of a map or list, each with the indent in front. */
const lines = (block: Block, indent: string): string => {
  let text = '';
  if (isList(block)) for (const item of block) text += `${indent}- ${behind(item, indent)}`;
  else for (const [key, value] of block) text += entry(spellText(key), value, indent);
  return text;
};

/** Readers need take no longer key on one line with its colon. */
const longestKey = 1024;

const entry = (key: string, value: Part, indent: string): string => {
  if (key.length > longestKey) return `${indent}? ${key}\n${indent}: ${behind(value, indent)}`;
  if (isBlock(value)) return `${indent}${key}:\n${lines(value, indent + step)}`;
  return `${indent}${key}: ${inline(value, indent + step)}\n`;
};

/** What follows a dash, on its line and below. */
const behind = (part: Part, indent: string): string =>
  isBlock(part) ? lines(part, indent + step).slice(indent.length + step.length) : `${inline(part, indent + step)}\n`;

/** A scalar, or the brackets of what is empty. `indent` is for the lines of a text. */
const inline = (part: Part, indent: string): string => {
  if (typeof part === 'string') return indent !== '' && canBeBlock(part) ? literal(part, indent) : spellText(part);
  if (typeof part === 'object' && part !== null) return isList(part) ? '[]' : '{}';
  return typeof part === 'number' ? spellNumber(part) : JSON.stringify(part);
};

/** A text as a literal block scalar, without its last line end. */
const literal = (text: string, indent: string): string => {
  let end = text.length;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end -= 1;
  // Readers clip what ends in one line end, as most texts do.
  const lineEnd = text.indexOf('\n', end);
  const chomping = lineEnd < 0 ? '-' : lineEnd === text.length - 1 ? '' : '+';
  const indentation = /^\n* /.test(text) ? step.length : '';
  const body = (text.endsWith('\n') ? text.slice(0, -1) : text).replace(/\n(?!\n|$)/g, `\n${indent}`);
  return `|${indentation}${chomping}\n${indent}${body}`;
};

/** A line end, a tab or a space. */
const isBlank = (code: number): boolean => code === 0x0a || code === 0x09 || code === 0x20;
