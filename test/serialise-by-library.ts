/** The same YAML as the generator writes, from the `yaml` library: slower, and what ours is held against. */
import { Document, Pair, Scalar, type ScalarTag, Schema, YAMLMap, YAMLSeq } from 'yaml';
import { stringifyString } from 'yaml/util';
import { canBeBlock, spellNumber, spellText } from '../generator/emit/scalar.ts';
import type { Json } from '../generator/model/values.ts';

export const serialiseByLibrary = (value: Json): string => {
  const document = new Document<Node>(undefined, { schema });
  document.contents = nodeOf(value);
  return document.toString({ lineWidth: 0 });
};

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
  stringify: ({ value }) => (typeof value === 'number' ? spellNumber(value) : JSON.stringify(value)),
};

const schema = new Schema({
  customTags: (tags) => [...tags.filter((tag) => typeof tag !== 'string' && tag.collection), text, other],
});

type Node = YAMLMap | YAMLSeq | Scalar;

const nodeOf = (value: Json): Node => {
  if (typeof value !== 'object' || value === null) return new Scalar(value);
  if (isList(value)) {
    const list = new YAMLSeq();
    for (const item of value) list.items.push(nodeOf(item));
    return list;
  }
  const map = new YAMLMap();
  for (const [key, item] of Object.entries(value)) map.items.push(new Pair(new Scalar(key), nodeOf(item)));
  return map;
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
