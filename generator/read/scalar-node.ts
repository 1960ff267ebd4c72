import type { Scalar } from 'yaml';
import type { Position, Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';
import { describe, isUnsafe, type Reading, readAlike, readAsCore, readAsGo, toKey, toValue } from './scalar.ts';

export type ReadScalar = Scalar<unknown>;

const yamlTag = 'tag:yaml.org,2002:';

/** Tags that Go and YAML 1.2 share. */
const shared: ReadonlySet<string> = new Set(['str', 'int', 'bool', 'null']);

const string = (value: string): Reading => ({ tag: 'str', value });

/** What go-yaml makes of a scalar with a tag: undefined where it refuses. Tags that it doesn't know leave a string. */
const readTaggedAsGo = (tag: string, written: string): Reading | undefined => {
  if (tag === 'binary') return string(Buffer.from(written, 'base64').toString('utf8'));
  if (!['int', 'bool', 'null', 'float'].includes(tag)) return string(written);
  const reading = readAsGo(written);
  if (tag === 'float' && reading.tag === 'int') return { tag: 'float', value: Number(reading.value) };
  return reading.tag === tag ? reading : undefined;
};

const readTaggedAsCore = (tag: string, written: string): Reading | undefined => {
  if (tag === 'str') return string(written);
  const reading = readAsCore(written);
  return reading.tag === tag ? reading : undefined;
};

interface ScalarOutcome {
  readonly reading: Reading;
  readonly problems: readonly Problem[];
}

/** What a scalar means to Go, and what a strict reader has against it. */
export const readScalar = (
  node: ReadScalar,
  at: Position,
  strict: boolean,
  asKey: boolean,
  text: string,
): ScalarOutcome => {
  const written = node.source ?? '';
  if (node.tag !== undefined) return readTagged(node.tag, written, at, strict);
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') {
    return { reading: string(endsFile(node, text) ? written.replace(/\n$/, '') : written), problems: [] };
  }
  if (node.type !== 'PLAIN') {
    const quoted = node.type === 'QUOTE_DOUBLE' && node.range ? text.slice(node.range[0], node.range[1]) : '';
    return { reading: string(written), problems: refuseEscapes(quoted, at, strict) };
  }
  const reading = readAsGo(written);
  if (!strict)
    return { reading, problems: !asKey && isUnsafe(reading) && reading.tag === 'float' ? [unsafe(written, at)] : [] };
  const found = refusePlain(written, reading, at, asKey);
  return { reading, problems: found === undefined ? [] : [found] };
};

/** Where a file ends without a line feed, a block of text has none at its end either, says Go; YAML 1.2 adds one. */
const endsFile = (node: ReadScalar, text: string): boolean =>
  (node.range?.[1] ?? 0) >= text.length && !text.endsWith('\n');

const readTagged = (fullTag: string, written: string, at: Position, strict: boolean): ScalarOutcome => {
  const tag = fullTag.startsWith(yamlTag) ? fullTag.slice(yamlTag.length) : fullTag;
  const reading = readTaggedAsGo(tag, written);
  const shown = fullTag.startsWith(yamlTag) ? `!!${tag}` : tag;
  if (reading === undefined) {
    const message = `${JSON.stringify(written)} is not a value of the tag ${shown}.`;
    return { reading: string(written), problems: [problem('yaml-tag', message, { at, fix: 'Remove the tag.' })] };
  }
  if (!strict) return { reading, problems: [] };
  if (!shared.has(tag)) {
    const message = `Helm and Kubernetes do not share the tag ${shown}.`;
    const fix = 'Remove the tag; !!str, !!int, !!bool and !!null are possible.';
    return { reading, problems: [problem('yaml-tag', message, { at, fix })] };
  }
  const core = readTaggedAsCore(tag, written);
  if (isUnsafe(reading)) return { reading, problems: [unsafe(written, at)] };
  if (core !== undefined && readAlike(core, reading)) return { reading, problems: [] };
  return {
    reading,
    problems: [ambiguous(`${shown} ${written}`, written, reading, core ?? string(written), at, false)],
  };
};

const refusePlain = (written: string, reading: Reading, at: Position, asKey: boolean): Problem | undefined => {
  const core = readAsCore(written);
  if (isUnsafe(reading) || isUnsafe(core)) return unsafe(written, at);
  if (!readAlike(core, reading)) return ambiguous(written, written, reading, core, at, asKey);
  const number = reading.tag === 'int' || reading.tag === 'float';
  const isKept = toKey(reading) === written && String(toValue(core)) === written;
  if (!asKey || !number || isKept) return undefined;
  return problem('yaml-lossy-number', `The key ${written} would become ${JSON.stringify(toKey(reading))}.`, {
    at,
    fix: `Quote the key: ${JSON.stringify(written)}.`,
  });
};

const unsafe = (written: string, at: Position): Problem =>
  problem('yaml-unsafe-number', `The number ${shorten(written)} cannot travel unchanged to Helm and Kubernetes.`, {
    at,
    fix: `Quote it if it is a text: "${shorten(written)}".`,
  });

const ambiguous = (
  shown: string,
  written: string,
  go: Reading,
  core: Reading,
  at: Position,
  asKey: boolean,
): Problem => {
  const message = `${shorten(shown)} is ${describe(go)} to Helm and Kubernetes, and ${describe(core)} to YAML 1.2.`;
  const others = [go, core].filter((reading) => reading.tag !== 'str').map((reading) => String(toValue(reading)));
  const quoted = `"${shorten(written)}"`;
  const fix = asKey ? `Quote the key: ${quoted}.` : `Quote it (${quoted}), or write ${others.join(' or ')}.`;
  return problem('yaml-ambiguous-scalar', message, { at, fix });
};

const shorten = (written: string): string => (written.length > 40 ? `${written.slice(0, 40)}…` : written);

/** Escapes that the library takes and Go doesn't, or takes otherwise. */
const refuseEscapes = (raw: string, at: Position, strict: boolean): readonly Problem[] => {
  const escapes: readonly string[] = raw.match(/\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g) ?? [];
  const half = escapes.find((written) => /^\\(?:u|U0000)[dD][89a-fA-F]/.test(written));
  if (half !== undefined) {
    const fix = 'Write the character itself, or \\U and its eight digits.';
    return [
      problem('yaml-lone-surrogate', `${half} is half of a surrogate pair, which YAML does not have.`, { at, fix }),
    ];
  }
  if (strict && /\\\r?\n[ \t]*\r?\n/.test(raw)) {
    const message = 'An empty line after a backslash at the end of a line is not read alike everywhere.';
    return [problem('yaml-syntax', message, { at, fix: 'Write the line feed as \\n.' })];
  }
  if (!escapes.includes('\\/')) return [];
  const message = 'Helm and Kubernetes do not know the escape \\/.';
  return [problem('yaml-syntax', message, { at, fix: 'Write / without the backslash.' })];
};
