import assert from 'node:assert/strict';
import type { Verdict } from 'kubeconform-wasm';
import { run, type Surroundings } from '../../generator/program.ts';
import type { ManifestValidator } from '../../generator/validate/kubeconform.ts';

const valid: Verdict = { status: 'valid', apiVersion: '', kind: '', namespace: '', name: '', errors: [] };

/** Finds every manifest valid, at once: what survives is the writer's business, and the validator takes seconds. */
const withoutValidator = async (): Promise<ManifestValidator> => ({
  validate: (documents) => documents.map(() => valid),
  shapeOf: (object) => object,
});

/** The process around a run, as in `cli.ts` but for the validator. */
export const surroundings = (directory: string): Omit<Surroundings, 'out' | 'error'> => ({
  directory,
  now: () => performance.now(),
  today: '2026-01-01',
  kubeconform: withoutValidator,
  signal: new AbortController().signal,
  color: false,
  width: 80,
});

/** Runs a command line in this process, which must go well. */
export const runWithoutValidator = async (directory: string, args: readonly string[]): Promise<void> => {
  let told = '';
  const tell = (text: string): void => {
    told += text;
  };
  const code = await run(args, { ...surroundings(directory), out: tell, error: tell });
  assert.equal(code, 0, told);
};
