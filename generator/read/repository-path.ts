import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Settings } from '../model/inputs.ts';
import type { Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';

/**
 * The subfolder of its Git repository that a folder is, `''` for its root; undefined outside of any. No Git is asked: it is
 * the nearest `.git` above, which is a file in worktrees and submodules.
 */
export const subfolderOf = async (folder: string): Promise<string | undefined> => {
  const here = await realpath(folder);
  for (let top = here; ; top = dirname(top)) {
    if (await isGitRoot(top)) return relative(top, here).replaceAll(sep, '/');
    if (top === dirname(top)) return undefined;
  }
};

/** Git takes no folder `.git` without a HEAD for a repository, either. */
const isGitRoot = async (folder: string): Promise<boolean> => {
  const git = join(folder, '.git');
  try {
    return (await lstat(git)).isFile() || (await lstat(join(git, 'HEAD'))) !== undefined;
  } catch {
    return false;
  }
};

/** Controllers find nothing where the path is wrong. Outside of a Git repository it is taken as it is. */
export const checkRepositoryPath = async (root: string, { repository }: Settings): Promise<readonly Problem[]> => {
  const found = await subfolderOf(root);
  if (found === undefined || found === (repository.path?.value ?? '')) return [];
  const where = found === '' ? 'is at the root of its Git repository' : `is in \`${found}\` of its Git repository`;
  const said = repository.path === undefined ? 'no path is given' : `the path given is \`${repository.path.value}\``;
  return [
    problem('repository-path-wrong', `This folder ${where}, but ${said}: controllers would look elsewhere.`, {
      at: (repository.path ?? repository.url).at,
      fix: found === '' ? 'Remove `path`.' : `Write \`path: ${found}\` below \`repository\`.`,
    }),
  ];
};
