import { Ajv2020 } from 'ajv/dist/2020.js';
import diffSchema from '../../schemas/diff.schema.json' with { type: 'json' };
import reportSchema from '../../schemas/report.schema.json' with { type: 'json' };
import { boundedText } from '../bounded-text.ts';
import { describeError, Failure } from '../failure.ts';
import type { Comparison } from '../model/comparison.ts';

/** More than ten thousand changed objects take. In bytes. */
const largest = 256 << 20;

/**
 * A comparison as `diff --json` wrote it. Whoever made the file may be anybody: it must have the shape to the last field, and all that it says is data to
 * the reports. Throws a `Failure` where it has not.
 */
export const readComparison = async (path: string): Promise<Comparison> => {
  const value = parsed(await textOf(path), path);
  const ajv = new Ajv2020({ strict: false })
    .addSchema(reportSchema, 'report.schema.json')
    .addSchema(diffSchema, 'diff.schema.json');
  // What failed compares nothing.
  const validate = ajv.compile<{ readonly version: number } & Comparison>({ $ref: 'diff.schema.json#/$defs/result' });
  if (!validate(value)) {
    const [error] = validate.errors ?? [];
    throw new Failure(
      `${path} is no report of \`espalier diff --json\`: ${error?.instancePath || 'it'} ${error?.message}`,
    );
  }
  const { version: _version, ...comparison } = value;
  return comparison;
};

const textOf = async (path: string): Promise<string> => {
  const text = await boundedText(path, largest).catch((error: unknown) => {
    throw new Failure(`cannot read ${path}: ${describeError(error)}`);
  });
  if (text === undefined) throw new Failure(`${path} is no file of at most ${largest >> 20} MiB`);
  return text;
};

const parsed = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(`${path} is no JSON`);
  }
};
