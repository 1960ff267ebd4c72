import { accessOf } from './access.ts';
import { runContract } from './charts/contract-command.ts';
import { type LockOptions, runLock } from './charts/lock-command.ts';
import type { Told, World } from './generate.ts';
import type { FileChange, MovedChart } from './model/outputs.ts';
import type { Outcome, Problem } from './model/problems.ts';
import { compareProblems, isGrave } from './problem.ts';
import { withQuoted } from './quoted.ts';
import { type ReadInputs, readInputs } from './read/inputs.ts';
import { parseYaml } from './read/yaml.ts';
import { withoutSecrets } from './report/secrets.ts';
import { chartReferences, planClusters } from './resolve/resolve.ts';
import { updatedReferences } from './resolve/updated.ts';
import { writeFileAtomically } from './write/files.ts';
import { withRunLock } from './write/run-lock.ts';

/** `espalier lock`: brings charts.lock.yaml up to what the inputs ask for. */
export const lock = (world: World, options: LockOptions): Promise<Told> => {
  const work = (): Promise<Told> =>
    prepare(world, 'lock', async ({ inputs }) => {
      const planned = planClusters(inputs);
      const updated = updatedReferences(planned.value, options.update ?? false);
      const problems = [...planned.problems, ...updated.problems];
      // With a release missing, what nothing asks for could not be told.
      if (problems.some(isGrave)) return { value: { changes: [] }, problems };
      const references = chartReferences(planned.value);
      const access = accessOf(world, inputs, options.offline ?? false);
      const tools = { parse: parseYaml, isUpdated: updated.value, access: access?.isOffline ? undefined : access };
      const run = await runLock(world.root, references, inputs.lock, options, tools);
      return { value: run.value, problems: [...problems, ...run.problems] };
    });
  return options.check ? work() : withRunLock(world.root, work);
};

export interface ContractOptions {
  readonly chart: readonly string[];
  readonly hashText: boolean;
  /** Fetch nothing. */
  readonly offline?: boolean;
}

/** `espalier contract`: writes the key trees of the locked charts that are at hand, or can be fetched. */
export const contract = (world: World, names: readonly string[], options: ContractOptions): Promise<Told> =>
  withRunLock(world.root, () =>
    prepare(world, 'contract', async ({ inputs }) => {
      const access = accessOf(world, inputs, options.offline ?? false);
      const run = await runContract(
        world.root,
        inputs.lock,
        { ...options, names },
        { parse: parseYaml, access, helm: world.engines?.helm },
      );
      return { value: { ...run.value, standAlone: true }, problems: run.problems };
    }),
  );

interface Prepared {
  readonly changes: readonly FileChange[];
  /** Each change is good by itself: what is wrong elsewhere is no reason to throw it away. */
  readonly standAlone?: boolean;
  readonly moved?: readonly MovedChart[];
}

/** What goes before `generate`: reads the inputs, works something out, and writes it unless something is wrong that concerns it. */
export const prepare = async (
  world: World,
  command: string,
  work: (read: ReadInputs) => Promise<Outcome<Prepared>>,
): Promise<Told> => {
  const start = world.now();
  await world.step('reading the inputs…');
  const { value: read, problems: readProblems } = await readInputs(world.root);
  await world.step('reading charts…');
  const { value: prepared, problems: found } = readProblems.some(isGrave) ? nothing : await work(read);
  const { changes, standAlone = false, moved } = prepared;
  const problems: readonly Problem[] = [...readProblems, ...found];
  const applied = !problems.some(isGrave) || (standAlone && changes.length > 0);
  for (const { path, content } of applied ? changes : [])
    if (content !== undefined) await writeFileAtomically(world.root, path, content);
  const texts = await withQuoted(world.root, read.texts, problems);
  const result = {
    command,
    problems: withoutSecrets([...problems].sort(compareProblems), texts),
    changes,
    ...(moved === undefined ? {} : { moved }),
    applied,
    unchanged: 0,
    clusters: [],
    milliseconds: world.now() - start,
  };
  return { result, texts };
};

const nothing: Outcome<Prepared> = { value: { changes: [] }, problems: [] };
