import { Composer, type CST, type Document, Parser } from 'yaml';
import type { Outcome, Problem } from '../model/problems.ts';
import type { Tree } from '../model/values.ts';
import { problem } from '../problem.ts';
import { mergeConflicts } from './merge-conflict.ts';
import { Places } from './places.ts';
import { refuseCharacters, syntaxProblems } from './syntax.ts';
import { refuseToken, visitTokens } from './tokens.ts';
import { deepest, TreeBuilder } from './tree.ts';

/** `strict` is for what people write for Espalier; `go` reads a chart's own values.yaml as sigs.k8s.io/yaml does. */
export type Dialect = 'strict' | 'go';

/** In UTF-16 units. The largest values.yaml of well-known charts have a quarter of a MiB. */
const longest: Readonly<Record<Dialect, number>> = { strict: 1024 * 1024, go: 2 * 1024 * 1024 };

/** A file with more problems than this is another kind of file. */
const most = 200;

/** Scalars stay texts, and `tree.ts` resolves them; its own search for duplicate keys is quadratic in the library. */
const options = {
  schema: 'failsafe',
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/**
 * Reads the first YAML document of a file into a tree with places. A file that holds nothing gives `undefined` and no problem;
 * one that cannot be read gives `undefined` and problems. With other problems the value is what Go would read.
 * `text` is decoded UTF-8; a leading byte order mark is skipped, as Go does.
 */
export const parseYaml = (file: string, text: string, dialect: Dialect): Outcome<Tree | undefined> => {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const places = new Places(file, source);
  if (source.length > longest[dialect]) {
    const message = `This file is larger than ${longest[dialect] / 1024 / 1024} MiB.`;
    return { value: undefined, problems: [problem('yaml-too-large', message, { file, fix: 'Split it.' })] };
  }
  const refused = refuseCharacters(source, places, dialect === 'strict');
  if (refused.length > 0) return { value: undefined, problems: refused };
  const conflicts = mergeConflicts(file, source, places);
  if (conflicts.length > 0) return { value: undefined, problems: conflicts.slice(0, most) };
  const { value, problems } = parse(source, places, dialect === 'strict');
  return { value, problems: problems.slice(0, most) };
};

const parse = (text: string, places: Places, strict: boolean): Outcome<Tree | undefined> => {
  const { tokens, next } = firstDocument(text);
  const found = tokens.flatMap((token) => checkTokens(token, text, places, strict));
  if (strict && next !== undefined) {
    const fix = 'Keep one document in each file.';
    found.push(problem('yaml-several-documents', 'A second document begins here.', { at: places.at(next), fix }));
  }
  // The library is recursive, and overflows the stack of the whole process where a file nests deeply enough.
  if (found.some(({ code }) => code === 'yaml-too-large')) return { value: undefined, problems: found };
  const document = compose(tokens, text.length);
  const errors = document.errors.filter(({ message }) => !message.startsWith('Unresolved tag'));
  const syntax = syntaxProblems(strict ? errors : errors.filter(isErrorToGo), places, text);
  const known = found.filter(({ code }) => code === 'yaml-tab' || code === 'yaml-syntax');
  if (syntax.length > 0) return { value: undefined, problems: known.length > 0 ? found : [...found, ...syntax] };
  const builder = new TreeBuilder(places, text, strict);
  const value = builder.build(document);
  return { value, problems: [...found, ...builder.problems] };
};

/** The tokens of the first document, and where the second begins, if there is one. */
const firstDocument = (text: string): { tokens: CST.Token[]; next?: number } => {
  const tokens: CST.Token[] = [];
  for (const token of new Parser().parse(text)) {
    if (token.type === 'document' && tokens.some(({ type }) => type === 'document')) {
      return { tokens, next: token.offset };
    }
    tokens.push(token);
  }
  return { tokens };
};

const checkTokens = (root: CST.Token, text: string, places: Places, strict: boolean): Problem[] => {
  const found: Problem[] = [];
  for (const { token, depth, inFlow } of visitTokens(root)) {
    if (depth > deepest) {
      const message = `This is nested more than ${deepest} levels deep.`;
      return [...found, problem('yaml-too-large', message, { at: places.at(token.offset), fix: 'Write it flatter.' })];
    }
    const refused = strict ? refuseToken(token, inFlow, text, places) : undefined;
    if (refused !== undefined) found.push(refused);
  }
  return found;
};

const compose = (tokens: readonly CST.Token[], length: number): Document.Parsed => {
  const [document] = new Composer(options).compose(tokens, true, length);
  if (document === undefined) throw new Error('The YAML library composed no document.');
  return document;
};

/** Go doesn't mind a closing bracket at the beginning of a line. */
const isErrorToGo = ({ code, message }: { code: string; message: string }): boolean =>
  !(code === 'BAD_INDENT' && message.startsWith('Flow'));
