import { Failure } from '../failure.ts';
import type { Outcome, Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';
import { type Git, textFrom } from './git.ts';

/**
 * The commit that a change is compared with: where HEAD and `reference` have parted, so that what others have merged since is no change of ours.
 */
export const baseCommit = async (git: Git, reference: string): Promise<Outcome<string | undefined>> => {
  const none = (found: Problem): Outcome<undefined> => ({ value: undefined, problems: [found] });
  const inside = await git(['rev-parse', '--is-inside-work-tree']);
  if (inside.code !== 0 && /dubious ownership/.test(inside.error))
    throw new Failure(
      'git does not read this repository, since somebody else owns it: see `git config safe.directory`',
    );
  if (inside.code !== 0 || inside.output.toString().trim() !== 'true') return none(noRepository(reference));
  const isShallow = (await textFrom(git, ['rev-parse', '--is-shallow-repository'])) === 'true';
  const commit = await textFrom(git, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${reference}^{commit}`]);
  if (commit === undefined) return none(isShallow ? shallow(reference) : unknown(reference));
  const common = await textFrom(git, ['merge-base', 'HEAD', commit]);
  if (common !== undefined) return { value: common, problems: [] };
  return none(isShallow ? shallow(reference) : unrelated(reference));
};

const named = (reference: string): string => JSON.stringify(reference.slice(0, 200));

const noRepository = (reference: string): Problem =>
  problem('base-unknown', `${named(reference)} is nothing here: this folder is in no Git repository.`, {
    fix: 'Run this in a clone, or compare two folders: `espalier diff OLD_DIR NEW_DIR`.',
  });

const unknown = (reference: string): Problem =>
  problem('base-unknown', `Git knows no commit, branch or tag ${named(reference)} here.`, {
    fix: 'Name one that `git log` knows; a branch of the server is called origin/NAME, once it is fetched.',
  });

const shallow = (reference: string): Problem =>
  problem('base-shallow', `This clone is shallow, and does not reach back to where HEAD left ${named(reference)}.`, {
    fix: 'Run `git fetch --unshallow`; with actions/checkout say `fetch-depth: 0`, on GitLab `GIT_DEPTH: 0`.',
  });

const unrelated = (reference: string): Problem =>
  problem('base-unrelated', `HEAD and ${named(reference)} have no commit in common.`, {
    fix: 'Name the branch that this one came from.',
  });
