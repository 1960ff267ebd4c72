import type { Comparison } from '../../model/comparison.ts';
import type { Position } from '../../model/problems.ts';
import { uriPath } from '../uri-path.ts';
import { address } from './markdown-safe.ts';

/** Where the files of both sides can be read. */
export interface RepositoryLinks {
  /** `https://github.com/example/platform` */
  readonly repositoryUrl: string;
  readonly forge: 'github' | 'gitlab';
  /** The commit of the head. */
  readonly commit: string;
  /** The folder of espalier.yaml in the Git repository; empty for its root. */
  readonly folder?: string;
}

/** The address of a line on one of the sides, where there is one. */
export type Links = (at: Position, side: 'base' | 'head') => string | undefined;

export const linksOf =
  ({ base }: Comparison, repository?: RepositoryLinks): Links =>
  ({ file, line }, side) => {
    const commit = side === 'head' ? repository?.commit : base.commit;
    if (repository === undefined || commit === undefined) return undefined;
    const folders = [...(repository.folder ?? '').split('/'), ...file.split('/')];
    const path = uriPath(folders.filter((part) => part !== '').join('/'));
    const blob = repository.forge === 'gitlab' ? '-/blob' : 'blob';
    const root = repository.repositoryUrl.replace(/\/$/, '').replace(/\.git$/, '');
    return address(`${root}/${blob}/${uriPath(commit)}/${path}#L${line}`);
  };
