/** Repositories for whole runs, in this process and in others. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { run, type Surroundings } from '../generator/program.ts';
import { loadKubeconform } from '../generator/validate/kubeconform.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const sound: Readonly<Record<string, string>> = {
  'espalier.yaml': 'repository: { url: https://git.example.com/platform.git, branch: main }\n',
  'clusters/eu.yaml': 'environment: production\ncontroller: argocd\nkubernetes: "1.34"\n',
  'environments/production.yaml':
    'services:\n  web:\n    chart: { path: charts/web }\n    namespace: web\n    values: { replicas: 2 }\n',
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': 'replicas: 1\n',
};

const write = (root: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
};

let locked: Promise<string> | undefined;

const makeLocked = async (): Promise<string> => {
  const root = mkdtempSync(join(tmpdir(), 'espalier-program-'));
  folders.push(root);
  write(root, sound);
  await play(root, ['lock']);
  return root;
};

/** A repository of one release on one cluster, with its lock and without out/. */
export const repository = async (files: Readonly<Record<string, string>> = {}): Promise<string> => {
  locked ??= makeLocked();
  const root = mkdtempSync(join(tmpdir(), 'espalier-program-'));
  folders.push(root);
  cpSync(await locked, root, { recursive: true });
  write(root, files);
  return root;
};

export interface Played {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs a command line in this process. */
export const play = async (
  directory: string,
  args: readonly string[],
  around: Partial<Surroundings> = {},
): Promise<Played> => {
  let out = '';
  let error = '';
  const code = await run(args, {
    directory,
    now: () => 0,
    today: '2026-11-27',
    kubeconform: loadKubeconform,
    signal: new AbortController().signal,
    color: false,
    width: 80,
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
    ...around,
  });
  return { code, out, error };
};

const cacheFolder = mkdtempSync(join(tmpdir(), 'espalier-cache-'));
folders.push(cacheFolder);

const cli = new URL('../generator/cli.ts', import.meta.url).pathname;

export interface Ended extends Omit<Played, 'code'> {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Runs a command line as a process of its own. `work` sees it while it runs. */
export const spawnCli = (
  directory: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  work: (child: ReturnType<typeof spawn>) => void = () => undefined,
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const { NO_COLOR: _no, FORCE_COLOR: _force, ...inherited } = process.env;
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), cli, ...args], {
      cwd: directory,
      env: { ...inherited, XDG_CACHE_HOME: cacheFolder, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let error = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      error += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, error }));
    work(child);
  });
