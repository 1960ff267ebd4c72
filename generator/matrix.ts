import { resolve, type Told, type World } from './generate.ts';
import type { RunResult } from './model/outputs.ts';
import type { Problem } from './model/problems.ts';
import { compareProblems, isGrave, uniqueProblems } from './problem.ts';
import { withQuoted } from './quoted.ts';
import { readInputs } from './read/inputs.ts';
import { buildMatrix } from './report/matrix/build.ts';
import type { Matrix } from './report/matrix/matrix.ts';
import type { Selection } from './report/matrix/select.ts';
import { withoutSecrets } from './report/secrets.ts';

export interface MatrixOptions extends Selection {
  readonly path: string | undefined;
  /** Warnings and notes count as problems. */
  readonly strict: boolean;
}

/** The matrix, or why there is none. */
export interface ToldMatrix extends Told {
  readonly matrix?: Matrix;
}

/** `espalier matrix`: what services have on which clusters. Reads as `generate` does, and writes nothing. */
export const matrix = async (world: World, options: MatrixOptions): Promise<ToldMatrix> => {
  const start = world.now();
  await world.step('reading the inputs…');
  const { value: read, problems: readProblems } = await readInputs(world.root);
  await world.step(`resolving the releases of ${read.inputs.clusters.length} clusters…`);
  const resolved = await resolve(world, read.inputs);
  const found: readonly Problem[] = [...readProblems, ...resolved.problems];
  const isWrong = (one: Problem): boolean => options.strict || isGrave(one);
  await world.step('comparing clusters…');
  // With an input wrong, a release may be missing, and nobody could tell it from one that isn't there.
  const built = found.some(isWrong) ? undefined : buildMatrix(resolved.value, options, options.path);
  const problems = uniqueProblems([...found, ...(built?.problems ?? [])]).sort(compareProblems);
  const texts = await withQuoted(world.root, read.texts, problems);
  const result: RunResult = {
    command: 'matrix',
    problems: withoutSecrets(problems, texts),
    changes: [],
    applied: false,
    unchanged: 0,
    clusters: [],
    milliseconds: world.now() - start,
  };
  return { result, texts, ...(built === undefined || problems.some(isWrong) ? {} : { matrix: built.value }) };
};
