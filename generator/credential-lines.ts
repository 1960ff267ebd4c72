import { credentialFlag, credentialKey, credentialName, isSecretData } from './credential-names.ts';

const isKey = new RegExp(`${credentialKey}$`, 'i');
const isFlag = new RegExp(`^["']?${credentialFlag}["']?,?$`, 'i');
const isSecret = /^["']?Secret["']?\s*,?\s*(?:#.*)?$/;
const isNamed = new RegExp(`^\\s*(?:- +)*["']?${credentialName}\\s*(?:#.*)?$`, 'i');

/** Lines whose keys begin in one column, below one other line. */
interface Block {
  readonly column: number;
  readonly owner: Line | undefined;
  last?: Line;
  /** One of them says `name: DB_PASSWORD`. */
  isNamed: boolean;
  /** One of them says `kind: Secret`. */
  isSecret: boolean;
}

/** `start` is where its key, or without one its text, begins; `value` where what is behind the key does. */
interface Line {
  readonly block: Block;
  readonly key: string;
  readonly start: number;
  readonly value: number;
  readonly rest: string;
}

/** Indentation and dashes, and the key. */
const shape = /^(\s*)((?:-(?: +|$))*)(?:["']?([\w.-]+)["']?\s*:(?:\s+|$))?/;

/**
 * How much of each line is not part of a credential whose key, or name, stands on another line; undefined where all of it.
 * Told by indentation alone, so that a text with YAML in it, or a file that is no YAML yet, is looked into as well.
 */
export const ownLengths = (lines: readonly string[]): readonly (number | undefined)[] => {
  const blocks: Block[] = [];
  const placed = lines.map((line) => (line.trim() === '' ? undefined : place(line, blocks)));
  const kinds = new Map<Line, Kind>();
  return placed.map((line, index) => {
    if (line === undefined) return undefined;
    const above = line.block.owner === undefined ? undefined : kinds.get(line.block.owner);
    const isOne =
      above !== undefined ||
      (line.key === 'value' && line.block.isNamed) ||
      (isSecretData(line.key) && line.block.isSecret) ||
      (line.key === '' && isFlag.test(placed[index - 1]?.rest ?? ''));
    if (isOne || isKey.test(line.key)) kinds.set(line, kindOf(line, above));
    if (above === 'text') return line.start;
    return isOne && !line.rest.startsWith('${') ? line.value : undefined;
  });
};

/** What a credential's lines below its key are: a map or list, whose keys may be told, or a text. */
type Kind = 'tree' | 'text';

const kindOf = ({ rest }: Line, above: Kind | undefined): Kind =>
  above !== 'text' && /^(?:[&!]\S+(?:\s+|$))*(?:#|$)/.test(rest) ? 'tree' : 'text';

const place = (text: string, blocks: Block[]): Line => {
  const [whole, indentation = '', dashes = '', key = ''] = shape.exec(text) ?? [''];
  // A tab is wrong there, but what it stands before belongs to something all the same.
  const indented = indentation.replaceAll('\t', ' '.repeat(8)).length;
  const column = indented + dashes.length;
  const parts = { key, start: indentation.length, value: whole.length, rest: text.slice(whole.length).trim() };
  // A comment may stand anywhere, and ends nothing.
  if (text.startsWith('#', indentation.length)) {
    const owner = blocks.findLast((block) => block.column < column)?.last;
    return { ...parts, block: { column, owner, isNamed: false, isSecret: false } };
  }
  // Another document begins.
  if (text.startsWith('---')) blocks.length = 0;
  // The items of a list may begin in the column of its key.
  while ((blocks.at(-1)?.column ?? -1) > indented) blocks.pop();
  let block = blocks.at(-1);
  if (block === undefined || dashes !== '' || block.column < column) {
    block = { column, owner: block?.last, isNamed: false, isSecret: false };
    blocks.push(block);
  }
  const line = { ...parts, block };
  block.last = line;
  block.isNamed ||= isNamed.test(text);
  block.isSecret ||= key === 'kind' && isSecret.test(parts.rest);
  return line;
};
