import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import reportSchema from '../../schemas/report.schema.json' with { type: 'json' };
import { putCacheFile } from '../cache-file.ts';
import type { RunResult } from '../model/outputs.ts';
import { isGrave } from '../problem.ts';
import { reportJson } from '../report/json.ts';

interface FileDigest {
  readonly path: string;
  readonly digest: string;
}

/** What a run left behind. Digests are `sha256:` and 64 hex digits. */
export interface RememberedRun {
  /** Of the program and the files that people write. */
  readonly inputs: string;
  /** The contracts that it read, and the charts that are folders of the repository. */
  readonly contracts: readonly FileDigest[];
  readonly charts: readonly FileDigest[];
  /** Of `out/`. */
  readonly out: string;
  readonly result: RunResult;
}

/** In bytes. Who has more to tell than that runs anew. */
const largest = 4 << 20;

/** One for each repository, by its real path. */
export const recordPath = (cache: string, root: string): string =>
  join(cache, 'runs', `${createHash('sha256').update(root).digest('hex')}.json`);

/** Undefined where there is none that can be used: a cache may hold anything. */
export const readRecord = async (path: string): Promise<RememberedRun | undefined> => {
  try {
    const found = await stat(path);
    const parsed: unknown =
      found.isFile() && found.size <= largest ? JSON.parse(await readFile(path, 'utf8')) : undefined;
    return isRecord(parsed) && !parsed.result.problems.some(isGrave) ? parsed : undefined;
  } catch {
    return undefined;
  }
};

/** A cache that takes nothing costs the next run its time, and nobody anything else. */
export const writeRecord = async (path: string, { result, ...record }: RememberedRun): Promise<void> => {
  const text = JSON.stringify({ ...record, result: JSON.parse(reportJson(result)) as unknown });
  if (Buffer.byteLength(text) <= largest) await putCacheFile(path, text).catch(() => undefined);
};

const digest = { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' };

const digests = {
  type: 'array',
  items: { type: 'object', required: ['path', 'digest'], properties: { path: { type: 'string' }, digest } },
};

let compiled: ValidateFunction<RememberedRun> | undefined;

const isRecord = (value: unknown): value is RememberedRun => {
  compiled ??= new Ajv2020({ strict: false }).addSchema(reportSchema, 'report.schema.json').compile<RememberedRun>({
    type: 'object',
    required: ['inputs', 'contracts', 'charts', 'out', 'result'],
    properties: {
      inputs: digest,
      contracts: digests,
      charts: digests,
      out: digest,
      result: { $ref: 'report.schema.json#/$defs/result' },
    },
  });
  return compiled(value);
};
