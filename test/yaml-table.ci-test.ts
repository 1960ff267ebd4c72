/** How we read YAML, against the Go library that Helm and Kubernetes read it with, and the `yaml` library for YAML 1.2. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { Outcome, Problem } from '../generator/model/problems.ts';
import type { Json, Tree } from '../generator/model/values.ts';
import { type Dialect, parseYaml } from '../generator/read/yaml.ts';
import { seed } from './seed.ts';
import { broken, wellFormed } from './yaml-table/documents.ts';
import { fixedScalars, scalars } from './yaml-table/scalars.ts';

interface Reading {
  readonly json?: Json;
  readonly error?: string;
}

const readInGo = (texts: readonly string[]): readonly Reading[] => {
  const { status, stdout, stderr, error } = spawnSync('go', ['run', '-mod=readonly', '.'], {
    cwd: new URL('yaml-table/', import.meta.url).pathname,
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  assert.equal(status, 0, `${error?.message ?? ''}${stderr}`);
  return JSON.parse(stdout) as readonly Reading[];
};

/** JSON with sorted keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

const toJson = (tree: Tree | undefined): unknown => {
  if (tree === undefined) return null;
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(toJson);
  return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, toJson(value)]));
};

const readAsCore = (text: string): string => {
  try {
    return canonical(parse(text, { version: '1.2', merge: true, logLevel: 'silent' }));
  } catch (error) {
    return String(error);
  }
};

const refusal = ({ problems }: Outcome<unknown>): Problem | undefined =>
  problems.find(({ severity }) => severity === 'problem');

/**
 * Corners of the syntax in which the library itself differs from Go, so that the strict dialect refuses them; and a null
 * key in a map that a duplicate key drops, before Go sees it.
 */
const isCorner = (text: string): boolean =>
  parseYaml('f.yaml', text, 'strict').problems.some(({ code }) =>
    ['yaml-syntax', 'yaml-tab', 'yaml-null-key'].includes(code),
  );

interface Wrong {
  readonly text: string;
  readonly dialect: string;
  readonly ours: string;
  readonly theirs: string;
}

type Count = Record<'accepted' | 'refusedByBoth' | 'refusedByUs' | 'refusedByGo' | 'corners', number>;

/** In the dialect `go` we read what Go reads, outside the corners; what Go refuses we may read. */
const checkGo = (text: string, { json, error }: Reading, count: Count): Wrong | undefined => {
  const outcome = parseYaml('f.yaml', text, 'go');
  const refused = refusal(outcome);
  const ours = refused?.message ?? canonical(toJson(outcome.value));
  const theirs = error ?? canonical(json);
  if (error !== undefined) count[refused === undefined ? 'refusedByGo' : 'refusedByBoth'] += 1;
  else if (ours === theirs) count.accepted += 1;
  else if (isCorner(text)) count.corners += 1;
  else return { text, dialect: 'go', ours, theirs };
  return undefined;
};

/** What the strict dialect accepts, Go and YAML 1.2 read alike; a merge key below another key is only warned of. */
const checkStrict = (text: string, { json, error }: Reading, count: Count): Wrong | undefined => {
  const outcome = parseYaml('f.yaml', text, 'strict');
  if (refusal(outcome) !== undefined) {
    count[error === undefined ? 'refusedByUs' : 'refusedByBoth'] += 1;
    return undefined;
  }
  count.accepted += 1;
  const ours = canonical(toJson(outcome.value));
  const go = error ?? canonical(json);
  const core = outcome.problems.length > 0 ? ours : readAsCore(text);
  if (ours === go && ours === core) return undefined;
  return { text, dialect: 'strict', ours, theirs: ours === go ? core : go };
};

const both: readonly Dialect[] = ['go', 'strict'];

const compare = (what: string, texts: readonly string[], least: number, dialects: readonly Dialect[] = both): void => {
  const readings = readInGo(texts);
  for (const dialect of dialects) {
    const check = dialect === 'go' ? checkGo : checkStrict;
    const count: Count = { accepted: 0, refusedByBoth: 0, refusedByUs: 0, refusedByGo: 0, corners: 0 };
    const wrong = texts.flatMap((text, index) => check(text, readings[index] ?? {}, count) ?? []);
    const told = Object.entries(count).map(([name, number]) => `${name} ${number}`);
    console.log(`${what} (${dialect}, seed ${seed}): ${texts.length}: ${told.join(', ')}, wrong ${wrong.length}`);
    assert.deepEqual(wrong.slice(0, 5), []);
    assert(count.accepted >= least, `only ${count.accepted} of ${texts.length} were accepted`);
  }
};

test('plain scalars, as values, keys and items', () => {
  const all = [...new Set([...fixedScalars, ...fc.sample(scalars, { numRuns: 6000, seed })])];
  const texts = all.flatMap((scalar) => [
    `v: ${scalar}\n`,
    `${scalar}: v\n`,
    `[${scalar} ]\n`,
    `a: 1\nb:\n- ${scalar}\n`,
  ]);
  compare('scalars', texts, 10_000);
});

test('documents', () => {
  const texts = [...new Set(fc.sample(wellFormed, { numRuns: 6000, seed }))];
  compare('documents', texts, 1000);
  compare(
    'documents with CRLF',
    texts.slice(0, 1500).map((text) => text.replaceAll('\n', '\r\n')),
    200,
  );
});

test('broken documents', () => {
  compare('broken documents', [...new Set(fc.sample(broken, { numRuns: 8000, seed }))], 100, ['strict']);
});
