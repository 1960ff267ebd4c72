import { type BaseFolder, baseFolder } from './base/base-folder.ts';
import { baseCommit } from './base/commit.ts';
import { gitAt } from './base/git.ts';
import { compareSides } from './compare-sides.ts';
import type { ChartOptions, Told, World } from './generate.ts';
import type { ComparedSide, Comparison } from './model/comparison.ts';
import type { Outcome, Problem } from './model/problems.ts';
import { compareProblems, isGrave, note, uniqueProblems } from './problem.ts';
import { withQuoted } from './quoted.ts';
import { withoutSecrets } from './report/secrets.ts';
import { readSide } from './sides.ts';

export interface DiffOptions extends ChartOptions {
  /** A Git reference, or the folders of both sides with their names. */
  readonly base:
    | { readonly reference: string }
    | { readonly folder: string; readonly name: string; readonly head: string };
  /** `2026-12-31`: exceptions end. */
  readonly today: string;
}

/** What a change does, or why it cannot be told. */
export interface ToldComparison extends Told {
  readonly comparison?: Comparison;
}

/** `espalier diff`: reads both sides as `generate` does, renders what differs, and writes nothing into the repository. */
export const diff = async (world: World, options: DiffOptions): Promise<ToldComparison> => {
  const start = world.now();
  await world.step('reading the base…');
  const { value: base, problems: ofBase } = await openBase(world, options.base);
  try {
    const head = await readSide(world, world.root);
    // The rest is for `check` to tell.
    const problems: Problem[] = [...ofBase, ...head.problems.filter(isGrave)];
    const told = async (comparison?: Comparison): Promise<ToldComparison> => {
      const all = uniqueProblems(problems).sort(compareProblems);
      const texts = await withQuoted(world.root, head.value.texts, all);
      const result = { command: 'diff', changes: [], applied: false, unchanged: 0, clusters: [] };
      const shown = { ...result, problems: withoutSecrets(all, texts), milliseconds: world.now() - start };
      return { result: shown, texts, ...(comparison === undefined ? {} : { comparison }) };
    };
    if (base === undefined || problems.some(isGrave)) return await told();
    const before = await readSide(world, base.folder.root);
    const isOurs = before.value.texts.has('espalier.yaml');
    if (!isOurs) problems.push(notOurs(base.side));
    const compared = await compareSides(world, before.value, head.value, {
      ...options,
      names: { base: base.side, head: headOf(options.base) },
      // What a base from before Espalier lacks is no mistake in it.
      baseProblems: isOurs ? before.problems.filter(isGrave) : [],
    });
    problems.push(...compared.problems);
    return await told(compared.value);
  } finally {
    await base?.folder.remove();
  }
};

/** What was named, or the working tree. */
const headOf = (base: DiffOptions['base']): ComparedSide => ({ name: 'folder' in base ? base.head : 'working tree' });

interface Base {
  readonly folder: BaseFolder;
  readonly side: ComparedSide;
}

const openBase = async (world: World, base: DiffOptions['base']): Promise<Outcome<Base | undefined>> => {
  if ('folder' in base) {
    const folder = { root: base.folder, remove: async () => undefined };
    return { value: { folder, side: { name: base.name } }, problems: [] };
  }
  const git = gitAt(world.root, world.signal);
  const { value: commit, problems } = await baseCommit(git, base.reference);
  if (commit === undefined) return { value: undefined, problems };
  const folder = await baseFolder(git, commit, world.cache);
  return { value: { folder: folder.value, side: { name: base.reference, commit } }, problems: folder.problems };
};

const notOurs = ({ name }: ComparedSide): Problem =>
  note('base-not-ours', `${name} has no espalier.yaml yet: everything is new.`, {
    file: 'espalier.yaml',
    fix: 'Nothing has to be done.',
  });
