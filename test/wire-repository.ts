/** A repository whose one service takes its chart over the wire, and runs in it that count what was written. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Network } from '../generator/charts/network/network.ts';
import type { Problem } from '../generator/model/problems.ts';
import { told } from './chart-files.ts';
import { play, repository as soundRepository } from './program-repository.ts';
import { readTree } from './tree.ts';

/** Enough for a slow machine where an answer comes, and soon over where none does. */
const quick: NonNullable<Network['limits']> = { idle: 2000, total: 20_000, pause: 1 };

export interface Wired {
  readonly root: string;
  /** Home, with nothing in it; the cache is there, too. */
  readonly home: string;
}

const homes: string[] = [];
after(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

export interface Asked {
  readonly repository: string;
  readonly version?: string;
  readonly name?: string;
}

/** `repositories` is what espalier.yaml says under that key, as YAML in one line. */
export const wired = async (
  { repository, version = '1.0.0', name = 'web' }: Asked,
  files: Readonly<Record<string, string>> = {},
  repositories = '{}',
): Promise<Wired> => {
  const root = await soundRepository({
    'espalier.yaml': `repository: { url: https://git.example.com/platform.git, branch: main }\nrepositories: ${repositories}\n`,
    'environments/production.yaml': `services:\n  web:\n    chart:\n      repository: "${repository}"\n      name: ${name}\n      version: "${version}"\n    namespace: web\n`,
    'charts.lock.yaml': 'charts: []\n',
    ...files,
  });
  const home = mkdtempSync(join(tmpdir(), 'espalier-home-'));
  homes.push(home);
  return { root, home };
};

export interface Run {
  readonly code: number;
  /** `code file:line:column` of each problem. */
  readonly told: readonly string[];
  readonly messages: readonly string[];
  /** Everything that was printed. */
  readonly text: string;
  /** Paths of the files that the run changed. */
  readonly written: readonly string[];
}

/** Runs a command with the network open. */
export const runWired = async (
  { root, home }: Wired,
  args: readonly string[],
  more: {
    readonly environment?: Network['environment'];
    readonly limits?: Network['limits'];
    readonly signal?: AbortSignal;
  } = {},
): Promise<Run> => {
  const before = readTree(root);
  const { code, out, error } = await play(root, [...args, '--json'], {
    network: {
      environment: { HOME: home, XDG_CACHE_HOME: join(home, 'cache'), PATH: process.env.PATH, ...more.environment },
      limits: { ...quick, ...more.limits },
    },
    ...(more.signal === undefined ? {} : { signal: more.signal }),
  });
  const { problems = [] } = JSON.parse(out) as { problems?: readonly Problem[] };
  const tree = readTree(root);
  const written = [...tree].filter(([path, content]) => before.get(path) !== content).map(([path]) => path);
  return {
    code,
    told: told(problems),
    messages: problems.map(({ message, fix = '' }) => `${message} ${fix}`),
    text: out + error,
    written,
  };
};

export const lockOf = ({ root }: Wired): string => readFileSync(join(root, 'charts.lock.yaml'), 'utf8');

/** Where the inputs name the repository, which is where its problems belong, and where the version of the chart. */
export const repositoryAt = 'environments/production.yaml:4:19';
export const askedAt = 'environments/production.yaml:6:16';
