import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Apiserver, startApiserver } from 'apiserver-wasm';
import { startHelm } from 'helm-wasm';
import { load } from 'kubeconform-wasm';
import { run } from '../generator/program.ts';
import { loadKubeconform } from '../generator/validate/kubeconform.ts';
import { readTree, removed } from './tree.ts';

/** Where the cases lie, and the repository over which each is laid. */
export const cases: string = new URL('cases/', import.meta.url).pathname;
export const base: string = join(cases, 'base', 'in');

/** A case's repository on the disk, and beside it what lies outside of it. */
export interface CaseFolder {
  readonly top: string;
  readonly repository: string;
  /** Whether the file system took two names that differ only in case for one. */
  readonly lostCase: boolean;
}

/** Puts the repository of a case together, in a folder that the caller removes. */
export const setUp = (leaf: string): CaseFolder => {
  const top = mkdtempSync(join(tmpdir(), 'espalier-case-'));
  const [subfolder] = linesOf(join(leaf, 'git.txt'));
  const repository = join(top, 'repository', subfolder ?? '');
  mkdirSync(repository, { recursive: true });
  if (subfolder !== undefined) {
    mkdirSync(join(top, 'repository', '.git'));
    writeFileSync(join(top, 'repository', '.git', 'HEAD'), 'ref: refs/heads/main\n');
  }
  const wanted = new Set<string>();
  for (const layer of [base, join(leaf, 'in')]) {
    if (existsSync(layer)) cpSync(layer, repository, { recursive: true, verbatimSymlinks: true });
    for (const path of readTree(layer).keys()) wanted.add(path);
  }
  if (existsSync(join(leaf, 'outside'))) cpSync(join(leaf, 'outside'), join(top, 'outside'), { recursive: true });
  const lostCase = readTree(repository).size < wanted.size;
  takeAway(wanted, repository);
  if (existsSync(join(leaf, 'before'))) commitBefore(repository, join(leaf, 'before'));
  for (const line of linesOf(join(leaf, 'modes.txt'))) {
    const [mode = '', path = ''] = line.split(' ');
    chmodSync(join(repository, path), Number.parseInt(mode, 8));
  }
  return { top, repository, lostCase };
};

/** An empty file `x.removed` takes `x` away. */
const takeAway = (paths: Iterable<string>, repository: string): void => {
  for (const path of paths)
    if (path.endsWith(removed))
      for (const gone of [path, path.slice(0, -removed.length)])
        rmSync(join(repository, gone), { recursive: true, force: true });
};

/** Makes a Git repository of a case, with one commit of what it was before, and leaves the working tree as it is. */
const commitBefore = (repository: string, before: string): void => {
  const now = mkdtempSync(join(tmpdir(), 'espalier-case-now-'));
  cpSync(repository, now, { recursive: true, verbatimSymlinks: true });
  cpSync(before, repository, { recursive: true, verbatimSymlinks: true });
  takeAway(readTree(before).keys(), repository);
  rmSync(join(repository, '.git'), { recursive: true, force: true });
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', '-A'],
    ['commit', '-q', '-m', 'before'],
  ])
    execFileSync('git', ['-C', repository, '-c', 'core.autocrlf=false', '-c', 'gc.auto=0', ...args], { env: author });
  for (const name of readdirSync(repository))
    if (name !== '.git') rmSync(join(repository, name), { recursive: true, force: true });
  cpSync(now, repository, { recursive: true, verbatimSymlinks: true, filter: (path) => path !== join(now, '.git') });
  rmSync(now, { recursive: true, force: true });
};

export const author: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'author',
  GIT_AUTHOR_EMAIL: 'author@example.com',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'author',
  GIT_COMMITTER_EMAIL: 'author@example.com',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

const linesOf = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];

/** The command lines of a case. */
export const commandsOf = (leaf: string): readonly string[] => {
  const lines = linesOf(join(leaf, 'command.txt'));
  return lines.length > 0 ? lines : ['generate'];
};

/** One for all cases: starting one takes longer than most of them. */
const apiserver = startApiserver();
const keptOpen: Apiserver = { ...apiserver, close: async () => undefined };

let kubeconform: ReturnType<typeof loadKubeconform> | undefined;

/** Runs command lines one after the other in a repository; what a person would see of it. */
export const play = async (commands: readonly string[], repository: string): Promise<string> => {
  let told = '';
  const write = (text: string): void => {
    told += text;
  };
  kubeconform ??= loadKubeconform();
  const started = kubeconform;
  for (const command of commands) {
    write(`$ espalier ${command}\n`);
    const code = await run(command.split(' '), {
      directory: repository,
      now: () => 0,
      today: '2026-11-27',
      kubeconform: () => started,
      engines: {
        helm: async (options) => startHelm(options),
        apiserver: async () => keptOpen,
        kubeconform: load,
      },
      signal: new AbortController().signal,
      color: false,
      width: 100,
      out: write,
      error: write,
    });
    write(`exit ${code}\n`);
  }
  return told.replaceAll(repository, '<repository>').replace(/\b[0-9a-f]{12}\b(?=\))/g, '<commit>');
};
