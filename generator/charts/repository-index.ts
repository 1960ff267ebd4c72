import { parse, YAMLError } from 'yaml';
import type { Outcome } from '../model/problems.ts';
import { fieldOf } from '../object-fields.ts';
import { problem } from '../problem.ts';

/** A Helm repository's index.yaml, as far as the lock needs it: versions by chart name. */
export type RepositoryIndex = ReadonlyMap<string, readonly IndexVersion[]>;

export interface IndexVersion {
  readonly version: string;
  /** As the index has it: often relative to the repository. */
  readonly url?: string;
  /** 64 hex digits, with or without `sha256:`; in an OCI registry the manifest's. */
  readonly digest?: string;
  /** OCI only: the digest of the archive. */
  readonly layer?: string;
}

export const maximumIndexBytes: number = 64 * 1024 * 1024;

/** What is parsed of an index as YAML, which takes seconds. In UTF-16 units. */
const longestYaml = 16 * 1024 * 1024;

/** Of one chart. */
const mostVersions = 10_000;

/**
 * Reads those charts of an index that are asked for. An index of tens of megabytes has one block per chart, of which
 * only the asked ones are parsed; one that isn't laid out so (JSON, flow style) is parsed whole.
 */
export const parseIndex = (
  file: string,
  text: string,
  names: ReadonlySet<string>,
): Outcome<RepositoryIndex | undefined> => {
  try {
    const slice = sliceOf(text, names);
    const json = isJson(slice) ? fromJson(slice) : undefined;
    if (json === undefined && slice.length > longestYaml)
      return tooLarge(file, `more than ${longestYaml / 1024 / 1024} MiB of YAML about the charts that are asked for`);
    const entries = fieldOf(json ?? readYaml(slice), 'entries');
    const index = new Map<string, readonly IndexVersion[]>();
    for (const name of [...names].sort()) {
      const versions = fieldOf(entries, name);
      if (!Array.isArray(versions)) continue;
      if (versions.length > mostVersions) return tooLarge(file, `more than ${mostVersions} versions of ${name}`);
      index.set(name, versions.flatMap(versionOf));
    }
    if (typeof entries !== 'object' || entries === null) return broken(file, 'it has no `entries`');
    return { value: index, problems: [] };
  } catch (error) {
    if (error instanceof YAMLError || error instanceof SyntaxError || error instanceof ReferenceError)
      return broken(file, (error.message.split('\n')[0] ?? '').slice(0, 200));
    throw error;
  }
};

const broken = (file: string, what: string): Outcome<undefined> => ({
  value: undefined,
  problems: [
    problem('yaml-syntax', `${file} is no index of a Helm repository: ${what}.`, { file, fix: 'Download it again.' }),
  ],
});

const tooLarge = (file: string, what: string): Outcome<undefined> => ({
  value: undefined,
  problems: [
    problem('yaml-too-large', `${file} is too large to be read: it has ${what}.`, {
      file,
      fix: 'Cut it down to the charts that you use, and give it with --index.',
    }),
  ],
});

/** Every scalar stays a text, so that version 1.10 is not 1.1. */
const readYaml = (text: string): unknown => parse(text, { schema: 'failsafe', maxAliasCount: 0, logLevel: 'error' });

/** Undefined where a text that begins like JSON is none: YAML in flow style begins so too. */
const fromJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isJson = (text: string): boolean => /^\s*\{/.test(text);

/** The index with the asked charts alone, where its layout allows it. */
const sliceOf = (text: string, names: ReadonlySet<string>): string =>
  isJson(text) ? text : (blocksOf(text, names) ?? text);

const blocksOf = (text: string, names: ReadonlySet<string>): string | undefined => {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => /^entries:\s*(#.*)?$/.test(line));
  if (start < 0) return undefined;
  let indent: string | undefined;
  let isAsked = false;
  const slice = ['entries:'];
  for (const line of lines.slice(start + 1)) {
    const [, space = '', first = ''] = /^( *)(\S?)/.exec(line) ?? [];
    if (first === '' || first === '#') {
      if (isAsked) slice.push(line);
      continue;
    }
    if (space === '') break;
    indent ??= space;
    if (space.length < indent.length) return undefined;
    if (space === indent && first !== '-') {
      const [, double, single, plain] = /^ *(?:"([^"\\]+)"|'([^']+)'|([^\s:]+)):\s*(?:#.*)?$/.exec(line) ?? [];
      const name = double ?? single ?? plain;
      if (name === undefined) return undefined;
      isAsked = names.has(name);
    }
    if (isAsked) slice.push(line);
  }
  return slice.length === 1 ? 'entries: {}' : slice.join('\n');
};

const versionOf = (item: unknown): readonly IndexVersion[] => {
  const version = fieldOf(item, 'version');
  const urls = fieldOf(item, 'urls');
  const url: unknown = Array.isArray(urls) ? urls[0] : undefined;
  const digest = fieldOf(item, 'digest');
  if (typeof version !== 'string' || version === '') return [];
  return [
    {
      version,
      ...(typeof url === 'string' && url !== '' ? { url } : {}),
      ...(typeof digest === 'string' && digest !== '' ? { digest } : {}),
    },
  ];
};
