import { type DocumentOptions, type ParseOptions, parseAllDocuments, type SchemaOptions } from 'yaml';
import type { Step } from '../model/comparison.ts';
import type { Json } from '../model/values.ts';
import { canonical } from '../structure.ts';
import { differingLines } from './differing-lines.ts';
import { parseProperties } from './properties.ts';

/** Two texts as the documents that they hold. */
interface Embedded {
  readonly language: Language;
  readonly before: Json;
  readonly after: Json;
  /** Whether every reader of that language finds the same in both: they are only written otherwise. */
  readonly isSame: () => boolean;
}

type Language = 'yaml' | 'json' | 'properties';

/** In UTF-16 units. Larger ones are compared as texts. */
const largest: Readonly<Record<Language, number>> = { json: 1 << 20, yaml: 1 << 20, properties: 1 << 20 };

/** Deeper ones are compared as texts. */
const deepest = 48;

/** What two texts hold, where both hold a document of one language; undefined where they are to be compared as they are. */
export const embedded = (
  before: Json | undefined,
  after: Json | undefined,
  path: readonly Step[],
): Embedded | undefined => {
  if (typeof before !== 'string' || typeof after !== 'string' || !mayHold(before) || !mayHold(after)) return undefined;
  const key = path.findLast((step) => typeof step === 'string') ?? '';
  // Whoever runs it may read it in any way, and numbers that JavaScript cannot hold would seem the same.
  if (scripts.test(key) || longNumbers(before) !== longNumbers(after)) return undefined;
  for (const language of languagesOf(key)) {
    if (before.length > largest[language] || after.length > largest[language]) continue;
    const texts = language === 'yaml' ? differingLines(before, after) : ([before, after] as const);
    const [old, now] = texts.map(parse[language]);
    if (old !== undefined && now !== undefined && !isDeep(old) && !isDeep(now))
      return { language, before: old, after: now, isSame: () => language !== 'yaml' || isSameToGo(...texts) };
  }
  return undefined;
};

const scripts = /^(?:command|args|.*script)$|\.(?:sh|py|lua|tpl)$/i;

const languagesOf = (key: string): readonly Language[] =>
  /\.properties$/i.test(key) ? ['properties'] : /\.json$/i.test(key) ? ['json'] : ['json', 'yaml'];

/** A document has several lines, or is one of JSON. */
const mayHold = (text: string): boolean => text.includes('\n') || /^\s*[[{]/.test(text);

const longNumbers = (text: string): string => (text.match(/\d{16,}/g) ?? []).sort().join();

const isDeep = (value: Json, depth: number = 0): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth > deepest || Object.values(value).some((part) => isDeep(part as Json, depth + 1)));

const parseJson = (text: string): Json | undefined => {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};

type Options = ParseOptions & DocumentOptions & SchemaOptions;

/** Documents of a map or a list: any text is a scalar of YAML. */
const parseYaml = (text: string, options: Options = {}): Json | undefined => {
  if (!/^[ \t]*(?:[\w."'/-]+\s*:|- |---)/m.test(text)) return undefined;
  try {
    const documents = parseAllDocuments(text, {
      logLevel: 'silent',
      prettyErrors: false,
      uniqueKeys: false,
      merge: true,
      ...options,
    });
    if (documents.length === 0 || documents.some(({ errors }) => errors.length > 0)) return undefined;
    const all = documents.map((document) => plain(document.toJS({ maxAliasCount: 100 }))).filter((one) => one !== null);
    if (all.length === 0 || !all.every((one) => typeof one === 'object')) return undefined;
    return all.length === 1 ? all[0] : all;
  } catch {
    return undefined;
  }
};

/** Dates, circles and the like are no JSON. What is no finite number would be null there, and is told as JavaScript calls it. */
const plain = (value: unknown): Json =>
  JSON.parse(
    JSON.stringify(value ?? null, (_, inside: unknown) =>
      typeof inside === 'number' && !Number.isFinite(inside) ? String(inside) : inside,
    ),
  ) as Json;

/** Go reads YAML 1.1, where `on` without quotes is no text, and tells `1.0` and `1e0` from `1`. */
const isSameToGo = (before: string, after: string): boolean => {
  const [old, now] = [before, after].map((text) => parseYaml(text, { version: '1.1' }));
  return (
    old !== undefined && now !== undefined && canonical(old) === canonical(now) && floats(before) === floats(after)
  );
};

const floats = (text: string): string =>
  (text.match(/(?<=[:[,-] +)\d+(?:\.0+|(?:\.\d+)?[eE][-+]?\d+)(?=\s|$|[,\]}])/g) ?? []).sort().join();

const parse: Readonly<Record<Language, (text: string) => Json | undefined>> = {
  json: parseJson,
  yaml: (text) => parseYaml(text),
  properties: parseProperties,
};
