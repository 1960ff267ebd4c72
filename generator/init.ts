import { access, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { generate, type Told, type World } from './generate.ts';
import { type Answers, answersFrom, type InitOptions, type Questions } from './init/answers.ts';
import { newFiles } from './init/files.ts';
import { checkEmpty, suggestedBy } from './init/folder.ts';
import type { FileChange, RunResult } from './model/outputs.ts';
import type { Problem } from './model/problems.ts';
import { lock } from './prepare.ts';
import { compareProblems, uniqueProblems } from './problem.ts';
import { subfolderOf } from './read/repository-path.ts';
import { writeFileAtomically } from './write/files.ts';
import { withRunLock } from './write/run-lock.ts';

/** `espalier init`: writes a small repository into an empty folder, locks its chart, and generates. */
export const init = async (world: World, options: InitOptions, terminal: Questions | undefined): Promise<Told> => {
  const start = world.now();
  const obstacles = await checkEmpty(world.root);
  if (obstacles.length > 0) return told(world, start, [], [{ ...nothing, problems: obstacles }]);
  const subfolder = (await subfolderOf(world.root)) ?? '';
  const top = resolve(await realpath(world.root), subfolder.replaceAll(/[^/]+/g, '..'));
  const answers = await answersFrom(options, await suggestedBy(top), terminal);
  const changes = await withRunLock(world.root, () => writeNew(world, answers, subfolder));
  const locked = await lock(world, { check: false, index: [], digest: [], acceptRepublished: false });
  const generated = await generate(world, {
    command: 'generate',
    dryRun: false,
    force: false,
    adopt: false,
    allowEmpty: false,
    strict: false,
  });
  const { texts } = generated;
  return { ...told(world, start, changes, [locked.result, generated.result]), texts };
};

/** Writes each file that is not there yet. */
const writeNew = async (world: World, answers: Answers, subfolder: string): Promise<readonly FileChange[]> => {
  const changes: FileChange[] = [];
  for (const [path, content] of newFiles(answers, subfolder)) {
    const isThere = await access(join(world.root, path)).then(
      () => true,
      () => false,
    );
    if (isThere) continue;
    await writeFileAtomically(world.root, path, content);
    changes.push({ path, action: 'create', content });
  }
  return changes;
};

const nothing: Pick<RunResult, 'problems' | 'changes' | 'clusters'> = { problems: [], changes: [], clusters: [] };

/** One result of what was written and of the runs after it. */
const told = (
  world: World,
  start: number,
  written: readonly FileChange[],
  runs: readonly (typeof nothing & Partial<RunResult>)[],
): Told => {
  const problems: readonly Problem[] = uniqueProblems(runs.flatMap((run) => run.problems)).sort(compareProblems);
  const changes = [...written, ...runs.flatMap((run) => run.changes)].sort((a, b) => (a.path < b.path ? -1 : 1));
  const result = {
    command: 'init',
    problems,
    changes,
    applied: written.length > 0,
    unchanged: 0,
    clusters: runs.flatMap((run) => run.clusters),
    notRendered: runs.flatMap((run) => run.notRendered ?? []),
    milliseconds: world.now() - start,
  };
  return { result, texts: new Map() };
};
