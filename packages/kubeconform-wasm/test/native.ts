import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const go: string = fileURLToPath(new URL('../go', import.meta.url));

/** The committed schemas by name. */
const schemasFolder: string = fileURLToPath(new URL('../../../schemas/kubernetes', import.meta.url));

export const readSchemas = (): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(schemasFolder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => [name, readFileSync(join(schemasFolder, name), 'utf8')]),
  );

/** Builds kubeconform's own program from the module that go/go.mod pins. Returns its path. */
export const buildNative = (): string => {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'espalier', 'kubeconform-native');
  mkdirSync(cache, { recursive: true });
  const program = join(cache, 'kubeconform');
  execFileSync('go', ['build', '-trimpath', '-o', program, 'github.com/yannh/kubeconform/cmd/kubeconform'], {
    cwd: go,
    env: { ...process.env, GOWORK: 'off', GOFLAGS: '-buildvcs=false -p=2' },
    stdio: 'inherit',
  });
  return program;
};

export interface NativeVerdict {
  readonly filename: string;
  readonly kind: string;
  readonly name: string;
  readonly version: string;
  /** Empty for an empty document. */
  readonly status: 'statusValid' | 'statusInvalid' | 'statusError' | 'statusSkipped' | '';
  readonly msg: string;
  readonly validationErrors?: readonly { readonly path: string; readonly msg: string }[];
}

/** What kubeconform itself says of each text, as a file of its own; nothing for an empty one. And how long it took. */
export const runNative = (
  program: string,
  texts: readonly string[],
): { readonly verdicts: ReadonlyMap<number, NativeVerdict>; readonly milliseconds: number } => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeconform-native-'));
  try {
    for (const [index, text] of texts.entries()) writeFileSync(join(folder, `${index}.yaml`), text);
    const location = `${schemasFolder}/{{ .ResourceKind }}{{ .KindSuffix }}.json`;
    const start = performance.now();
    const { stdout, stderr, error } = spawnSync(
      program,
      ['-strict', '-verbose', '-output', 'json', '-schema-location', location, folder],
      { encoding: 'utf8', maxBuffer: 256 << 20 },
    );
    const milliseconds = performance.now() - start;
    if (error) throw error;
    if (stderr !== '') throw new Error(stderr);
    const { resources } = JSON.parse(stdout) as { readonly resources: readonly NativeVerdict[] };
    const verdicts = new Map(resources.map((resource) => [Number(basename(resource.filename, '.yaml')), resource]));
    return { verdicts, milliseconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
