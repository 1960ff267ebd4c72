import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';
import type { Answers } from './answers.ts';

/** What a folder may hold before it becomes a repository of ours: what Git hosts and npm put there, and hidden files. */
const harmless =
  /^(\..*|(readme|license|licence|copying|notice)(\.\w+)?|package(-lock)?\.json|npm-shrinkwrap\.json|node_modules|vendor|.*\.tgz)$/i;

/** Nothing is overwritten, and nothing of somebody else's taken for ours. */
export const checkEmpty = async (root: string): Promise<readonly Problem[]> => {
  const [first] = (await readdir(root)).sort().filter((name) => !harmless.test(name));
  if (first === undefined) return [];
  const isOurs = first === 'charts' || first === 'clusters' || first === 'environments' || first === 'espalier.yaml';
  return [
    problem('folder-not-empty', `${first} is already here, and init begins from nothing.`, {
      file: first,
      fix: isOurs
        ? 'If this is a repository of Espalier, edit its files and run `espalier generate`; else use a new folder.'
        : 'Use a new folder, or a Git repository that has no more than a README and a licence.',
    }),
  ];
};

/** What the Git repository at `top` already knows; its files are read as they are, without Git. */
export const suggestedBy = async (top: string): Promise<Partial<Answers>> => {
  const config = await textOf(join(top, '.git', 'config'));
  const head = await textOf(join(top, '.git', 'HEAD'));
  const url = /^\[remote "origin"\]$[^[]*?^[ \t]*url[ \t]*=[ \t]*(\S+)[ \t\r]*$/m.exec(config)?.[1];
  const branch = /^ref: refs\/heads\/(\S+)$/m.exec(head)?.[1];
  return {
    // What somebody logs in with is not for the repository.
    ...(url === undefined ? {} : { repositoryUrl: url.replace(/^(https?:\/\/)[^/]*@/i, '$1') }),
    ...(branch === undefined ? {} : { branch }),
  };
};

const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
