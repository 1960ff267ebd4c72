import { spawn } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildInto } from '../build.ts';
import type { Cost, Measured, Round, RunCost } from './figures.ts';
import { inputFiles, outputFiles, sizeOf } from './input-files.ts';
import { prepareRepository } from './prepare.ts';
import { generateRepository, type Scale } from './repository.ts';

/** Where the measured programs are built into, at the root: as the package is, so that what users run is measured. */
const builtFolder = '.bench';

export const buildMeasured = (): Promise<void> =>
  buildInto(
    builtFolder,
    ['run-competitor', 'run-espalier', 'run-floor'].map((name) => `bench/${name}.ts`),
  );

/** No process may take longer. In milliseconds. */
const longest = 15 * 60_000;

/** Measures one size in a temporary repository, which is removed again. `tell` hears of every step. */
export const measure = async (
  { clusters, services }: Scale,
  options: { readonly rounds: number; readonly seed: number; readonly tell: (text: string) => void },
): Promise<Measured> => {
  const { rounds: count, seed, tell } = options;
  const releases = clusters * services;
  tell(`${releases} releases: making the repository`);
  const root = await prepareRepository(generateRepository({ clusters, services }, seed));
  try {
    const rounds: Round[] = [];
    for (let index = 1; index <= count; index += 1) {
      tell(`${releases} releases: round ${index} of ${count}`);
      rounds.push(await round(root));
    }
    const [inputs, outputs] = [await inputFiles(root), await outputFiles(root)];
    return {
      releases,
      clusters,
      inputs: await sizeOf(root, inputs),
      outputs: await sizeOf(root, outputs),
      outputFiles: outputs.length,
      rounds,
    };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
};

const round = async (root: string): Promise<Round> => {
  await rm(join(root, 'out'), { recursive: true, force: true });
  const cache = await mkdtemp(join(tmpdir(), 'espalier-bench-cache-'));
  const run = async (command: string): Promise<RunCost> =>
    (await child('run-espalier.js', [root, cache, command])) as RunCost;
  try {
    const first = await run('generate');
    const competitor = await competitorCost(root);
    const floor = await child('run-floor.js', [root]);
    const unchanged = await run('generate');
    const checked = await run('check');
    return { floor, competitor, first, unchanged, checked, edited: await edited(root, () => run('generate')) };
  } finally {
    await rm(cache, { recursive: true });
  }
};

const competitorCost = async (root: string): Promise<Cost> => {
  const target = await mkdtemp(join(tmpdir(), 'espalier-bench-competitor-'));
  try {
    return await child('run-competitor.js', [root, target]);
  } finally {
    await rm(target, { recursive: true, force: true });
  }
};

/** Works with one more value on one cluster, which is taken back afterwards. */
const edited = async (root: string, work: () => Promise<RunCost>): Promise<RunCost> => {
  const path = (await inputFiles(root)).find((file) => file.startsWith('clusters/'));
  if (path === undefined) throw new Error('no cluster to edit');
  const text = await readFile(join(root, path), 'utf8');
  try {
    await appendFile(join(root, path), '  service-02: { values: { server: { terminationGracePeriodSeconds: 61 } } }\n');
    return await work();
  } finally {
    await writeFile(join(root, path), text);
  }
};

/** Runs a program of this folder, built, in a process of its own, and gives what it says of itself. */
const child = async (program: string, args: readonly string[]): Promise<Cost> => {
  const path = new URL(`../${builtFolder}/${program}`, import.meta.url).pathname;
  const running = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'], timeout: longest });
  let text = '';
  running.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    running.on('error', reject).on('close', resolve);
  });
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code ?? 'a signal'}`);
  return JSON.parse(text) as Cost;
};
