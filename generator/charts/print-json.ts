import type { Json } from '../model/values.ts';
import { isList } from '../structure.ts';

const width = 110;

/**
 * JSON with sorted keys, where whatever fits stands on one line: a default that changes is a diff of one line.
 * `undefined` fields must not occur.
 */
export const printJson = (value: Json, indent = ''): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}  `;
  const parts = isList(value)
    ? value.map((item) => printJson(item, inner))
    : Object.keys(value)
        .sort()
        .map((key) => `${JSON.stringify(key)}: ${printJson(value[key] ?? null, inner)}`);
  const [open, close] = isList(value) ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return open + close;
  const space = isList(value) ? '' : ' ';
  const line = `${open}${space}${parts.join(', ')}${space}${close}`;
  if (line.length + indent.length <= width && !line.includes('\n')) return line;
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
};
