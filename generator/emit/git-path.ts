import type { Settings } from '../model/inputs.ts';

/** A path as controllers see it: from the root of the Git repository, of which ours may be a subfolder. */
export const gitPath = ({ repository }: Settings, path: string): string =>
  repository.path === undefined ? path : `${repository.path.value}/${path}`;
