import { runContract } from './charts/contract-command.ts';
import { type LockOptions, runLock } from './charts/lock-command.ts';
import type { Told, World } from './generate.ts';
import type { FileChange, Outcome, Problem } from './model.ts';
import { compareProblems, isGrave } from './problem.ts';
import { withQuoted } from './quoted.ts';
import { type ReadInputs, readInputs } from './read/inputs.ts';
import { parseYaml } from './read/yaml.ts';
import { withoutSecrets } from './report/secrets.ts';
import { chartReferences, planClusters } from './resolve/resolve.ts';
import { writeFileAtomically } from './write/files.ts';
import { withRunLock } from './write/run-lock.ts';

/** `espalier lock`: brings charts.lock.yaml up to what the inputs ask for. */
export const lock = (world: World, options: LockOptions): Promise<Told> => {
  const work = (): Promise<Told> =>
    prepare(world, 'lock', async ({ inputs }) => {
      const planned = planClusters(inputs);
      // With a release missing, what nothing asks for could not be told.
      if (planned.problems.some(isGrave)) return { value: [], problems: planned.problems };
      const references = chartReferences(planned.value);
      const run = await runLock(world.root, references, inputs.lock, options, parseYaml);
      return { value: run.value.changes, problems: [...planned.problems, ...run.problems] };
    });
  return options.check ? work() : withRunLock(world.root, work);
};

export interface ContractOptions {
  readonly chart: readonly string[];
  readonly hashText: boolean;
}

/** `espalier contract`: writes the key trees of the locked charts that are at hand. */
export const contract = (world: World, names: readonly string[], options: ContractOptions): Promise<Told> =>
  withRunLock(world.root, () =>
    prepare(world, 'contract', async ({ inputs }) => {
      const run = await runContract(world.root, inputs.lock, { ...options, names }, parseYaml);
      return { value: run.value.changes, problems: run.problems };
    }),
  );

/** What goes before `generate`: reads the inputs, works something out, and writes it unless something is wrong. */
const prepare = async (
  world: World,
  command: string,
  work: (read: ReadInputs) => Promise<Outcome<readonly FileChange[]>>,
): Promise<Told> => {
  const start = world.now();
  await world.step('reading the inputs…');
  const { value: read, problems: readProblems } = await readInputs(world.root);
  await world.step('reading charts…');
  const { value: changes, problems: found } = readProblems.some(isGrave) ? nothing : await work(read);
  const problems: readonly Problem[] = [...readProblems, ...found];
  const applied = !problems.some(isGrave);
  for (const { path, content } of applied ? changes : [])
    if (content !== undefined) await writeFileAtomically(world.root, path, content);
  const texts = await withQuoted(world.root, read.texts, problems);
  const result = {
    command,
    problems: withoutSecrets([...problems].sort(compareProblems), texts),
    changes,
    applied,
    unchanged: 0,
    clusters: [],
    milliseconds: world.now() - start,
  };
  return { result, texts };
};

const nothing: Outcome<readonly FileChange[]> = { value: [], problems: [] };
