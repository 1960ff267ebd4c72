import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources: string = fileURLToPath(new URL('native', import.meta.url));

/** Builds the program that renders with Helm itself. Returns its path. */
export const buildNative = (): string => {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'espalier', 'helm-native');
  mkdirSync(cache, { recursive: true });
  const program = join(cache, 'helm-native');
  execFileSync('go', ['build', '-trimpath', '-o', program, '.'], {
    cwd: sources,
    env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '-buildvcs=false -p=2' },
    stdio: 'inherit',
  });
  return program;
};

export interface NativeRequest {
  /** An archive or a folder; without it the files, in base64. */
  readonly path?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly values?: unknown;
  readonly valuesFile?: string;
  readonly name: string;
  readonly namespace: string;
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
}

interface NativeObject {
  readonly template: string;
  readonly object: unknown;
  readonly events?: readonly string[];
  readonly weight?: number;
}

export interface NativeAnswer {
  readonly objects: readonly NativeObject[];
  readonly hooks: readonly NativeObject[];
  readonly crds: readonly NativeObject[];
  readonly notes: string;
  readonly values: unknown;
  readonly seconds: number;
  /** Then all else is empty. */
  readonly error?: string;
}

/** What Helm itself makes of each, in the same order. */
export const runNative = (program: string, requests: readonly NativeRequest[]): readonly NativeAnswer[] => {
  const input = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
  const { stdout, stderr, status } = spawnSync(program, { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`helm-native: ${stderr}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as NativeAnswer);
};

/** The API versions that Helm was built with, in its order. */
export const nativeVersions = (program: string): readonly string[] =>
  JSON.parse(execFileSync(program, ['versions'], { encoding: 'utf8' })) as string[];

/** The files of a chart's folder by path. */
export const filesOf = (folder: string): ReadonlyMap<string, Uint8Array> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(folder.length + 1), readFileSync(path)] as const;
      }),
  );
