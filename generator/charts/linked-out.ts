import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';

/** Whether a path of the repository leads out of it by a link. No other clone would have what lies outside. */
export const leadsOut = async (root: string, file: string): Promise<boolean> => {
  const real = await realpath(join(root, file)).catch(() => undefined);
  return real !== undefined && !real.startsWith((await realpath(root)) + sep);
};

export const linkedOut = (file: string): Problem =>
  problem('file-outside-repository', `${file} lies outside the repository, by a symbolic link.`, {
    file,
    fix: 'Put what it points to here, in place of the link.',
  });
