import { parseAllDocuments } from 'yaml';
import type { Step } from '../model/comparison.ts';
import type { Json, JsonObject } from '../model/values.ts';

/** Two texts as the documents that they hold. */
interface Embedded {
  readonly language: 'yaml' | 'json' | 'properties';
  readonly before: Json;
  readonly after: Json;
}

/** In UTF-16 units. Larger ones are compared as texts. */
const largest = { json: 4 << 20, yaml: 512 << 10, properties: 1 << 20 };

/** What two texts hold, where both hold a document of one language; undefined where they are to be compared as they are. */
export const embedded = (
  before: Json | undefined,
  after: Json | undefined,
  path: readonly Step[],
): Embedded | undefined => {
  if (typeof before !== 'string' || typeof after !== 'string' || !mayHold(before) || !mayHold(after)) return undefined;
  const key = path.findLast((step) => typeof step === 'string') ?? '';
  for (const [language, parse] of Object.entries(languages(key))) {
    const [old, now] = [parse(before), parse(after)];
    if (old !== undefined && now !== undefined)
      return { language: language as Embedded['language'], before: old, after: now };
  }
  return undefined;
};

type Parse = (text: string) => Json | undefined;

const languages = (key: string): Readonly<Partial<Record<Embedded['language'], Parse>>> =>
  /\.properties$/i.test(key) ? { properties: parseProperties } : { json: parseJson, yaml: parseYaml };

/** A document has several lines, or is one of JSON. */
const mayHold = (text: string): boolean => text.includes('\n') || /^\s*[[{]/.test(text);

const parseJson: Parse = (text) => {
  if (text.length > largest.json || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};

/** Documents of a map or a list: any text is a scalar of YAML. */
const parseYaml: Parse = (text) => {
  if (text.length > largest.yaml || !/^\s*(?:[\w."'/-]+\s*:|- |---)/m.test(text)) return undefined;
  try {
    const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false });
    if (documents.length === 0 || documents.some(({ errors }) => errors.length > 0)) return undefined;
    const all = documents.map((document) => plain(document.toJS({ maxAliasCount: 100 }))).filter((one) => one !== null);
    if (all.length === 0 || !all.every((one) => typeof one === 'object')) return undefined;
    return all.length === 1 ? all[0] : all;
  } catch {
    return undefined;
  }
};

/** Dates, circles and the like are no JSON. */
const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json;

const parseProperties: Parse = (text) => {
  if (text.length > largest.properties) return undefined;
  const lines = text
    .replace(/\\\r?\n\s*/g, '')
    .split(/\r?\n/)
    .filter((line) => !/^\s*(?:[#!]|$)/.test(line));
  const pairs = lines.map((line) => /^\s*((?:\\.|[^\s:=\\])+)\s*[:=\s]\s*(.*)$/.exec(line));
  if (lines.length === 0 || pairs.some((pair) => pair === null)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? ''])) satisfies JsonObject;
};
