import { Document, Pair, Scalar, type ScalarTag, Schema, YAMLMap, YAMLSeq } from 'yaml';
import { stringifyString } from 'yaml/util';
import type { Json, Tree } from '../model.ts';
import { canBeBlock, spellText } from './scalar.ts';

/** A sub-tree of an object, by identity, that is to be written from the tree behind it, which knows the order of its keys. */
export type WrittenFrom = ReadonlyMap<unknown, Tree>;

/**
 * A value as YAML in block style, ending in a line end. It reads back as the same value in YAML 1.1, YAML 1.2 and
 * sigs.k8s.io/yaml. Numbers are spelt as in JSON, but for the point that YAML 1.1 wants before an exponent; keys keep their order.
 */
export const serialise = (value: Json, writtenFrom: WrittenFrom = new Map()): string =>
  print(jsonNode(value, writtenFrom));

/** A tree as YAML, in the order of its keys. */
export const serialiseTree = (tree: Tree): string => print(treeNode(tree));

const text: ScalarTag = {
  identify: (value) => typeof value === 'string',
  default: true,
  tag: 'tag:yaml.org,2002:str',
  resolve: (value) => value,
  stringify: (item, context, onComment, onChompKeep) => {
    const value = String(item.value);
    if (context.implicitKey !== true && context.inFlow !== true && canBeBlock(value))
      return stringifyString({ value, type: Scalar.BLOCK_LITERAL }, context, onComment, onChompKeep);
    return spellText(value);
  },
};

const other: ScalarTag = {
  identify: (value) => value === null || typeof value === 'boolean' || Number.isFinite(value),
  default: true,
  tag: 'tag:yaml.org,2002:null',
  resolve: (value) => value,
  stringify: (item) => spellNumber(JSON.stringify(item.value)),
};

/** Without a point, `1e+21` is a text to YAML 1.1. */
const spellNumber = (text: string): string => text.replace(/^(-?\d+)e/, '$1.0e');

/** Texts are spelt by our own rule, so that only these two tags are asked for each scalar. */
const schema = new Schema({
  customTags: (tags) => [...tags.filter((tag) => typeof tag !== 'string' && tag.collection), text, other],
});

const print = (node: Node): string => {
  const document = new Document<Node>(undefined, { schema });
  document.contents = node;
  return document.toString({ lineWidth: 0 });
};

type Node = YAMLMap | YAMLSeq | Scalar;

const jsonNode = (value: Json, writtenFrom: WrittenFrom): Node => {
  if (typeof value !== 'object' || value === null) return new Scalar(value);
  const tree = writtenFrom.get(value);
  if (tree !== undefined) return treeNode(tree);
  if (isList(value)) {
    const list = new YAMLSeq();
    for (const item of value) list.items.push(jsonNode(item, writtenFrom));
    return list;
  }
  const map = new YAMLMap();
  for (const [key, item] of Object.entries(value))
    map.items.push(new Pair(new Scalar(key), jsonNode(item, writtenFrom)));
  return map;
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const treeNode = (tree: Tree): Node => {
  if (tree.kind === 'scalar') return new Scalar(tree.value);
  if (tree.kind === 'list') {
    const list = new YAMLSeq();
    for (const item of tree.items) list.items.push(treeNode(item));
    return list;
  }
  const map = new YAMLMap();
  for (const [key, entry] of tree.entries) map.items.push(new Pair(new Scalar(key), treeNode(entry.value)));
  return map;
};
