import type { YAMLError } from 'yaml';
import type { Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';
import type { Places } from './places.ts';
import { tab } from './tokens.ts';

/** What Go's reader refuses as a control character anywhere in a file. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]/;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const lineBreak = /\r(?!\n)|[\x85\u2028\u2029]/;

const name = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Characters that YAML's readers refuse, or take as the end of a line in one library and not in the other. */
export const refuseCharacters = (text: string, places: Places, strict: boolean): readonly Problem[] => {
  const surrogate = loneSurrogate.exec(text);
  if (surrogate !== null) {
    const at = places.at(surrogate.index);
    return [problem('yaml-lone-surrogate', 'Half of a surrogate pair stands here.', { at })];
  }
  const found = control.exec(text);
  if (found !== null) {
    const message = `The control character ${name(found[0])} stands here.`;
    const fix = 'Remove it, or write it as an escape in double quotes.';
    return [problem('yaml-syntax', message, { at: places.at(found.index), fix })];
  }
  const broken = strict ? lineBreak.exec(text) : null;
  if (broken === null) return [];
  const message = `${name(broken[0])} ends a line for Helm and Kubernetes, but not for YAML 1.2.`;
  const fix = 'End lines with a line feed; in a value, write an escape in double quotes.';
  return [problem('yaml-syntax', message, { at: places.at(broken.index), fix })];
};

/** Where the library's own words are for those who know its parser. */
const messages: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'This value holds a colon, as only a key does.',
};

const fixes: Readonly<Record<string, string>> = {
  BAD_INDENT: 'Begin all keys of a map, and all items of a list, in one column.',
  BLOCK_AS_IMPLICIT_KEY: 'Quote the value, or put the map on lines of its own.',
  BAD_SCALAR_START: 'Quote the value.',
  MULTILINE_IMPLICIT_KEY: 'A key needs a colon on its own line; check the indentation.',
};

/** The first thing that the library minds; what follows is mostly its consequence. Tabs are told each. */
export const syntaxProblems = (errors: readonly YAMLError[], places: Places, text: string): readonly Problem[] => {
  const sorted = errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  const tabs = sorted.filter((error) => error.code === 'TAB_AS_INDENT');
  if (tabs.length > 0) return tabs.map((error) => tab(places, error.pos[0]));
  const [first] = sorted;
  if (first === undefined) return [];
  const several = sorted.find((error) => error.code === 'MULTILINE_IMPLICIT_KEY');
  if (first.code === 'BLOCK_AS_IMPLICIT_KEY' && several !== undefined) return [strayLine(several.pos[1], places, text)];
  const message = messages[first.code] ?? `${first.message.split('\n')[0]?.replace(/[.:]$/, '')}.`;
  const at = places.at(pastSpaces(text, Math.min(first.pos[0], text.length)));
  return [problem('yaml-syntax', message, { at, fix: fixes[first.code] })];
};

/** The library takes a line that is indented too deep, or not deep enough, for more of the value above it. */
const strayLine = (end: number, places: Places, text: string): Problem => {
  const start = text.lastIndexOf('\n', end - 1) + 1;
  return problem('yaml-syntax', 'This line is indented as if it went on with the value above it.', {
    at: places.at(pastSpaces(text, start)),
    fix: fixes.BAD_INDENT,
  });
};

const pastSpaces = (text: string, offset: number): number => {
  let end = offset;
  while (text[end] === ' ') end += 1;
  return end;
};
