/**
 * Kills runs at random moments and looks at what they leave; started by the tests as
 * `kills.ts FOLDER CLUSTERS SERVICES KILLS SEED`. Ends with a line of JSON that says where the kills hit, and fails at the
 * first thing that is lost.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readTree } from '../tree.ts';
import { foldersOf } from '../write-fixture.ts';
import { program } from './process.ts';
import { checkOut, makeRepository, states } from './repository.ts';
import { runWithoutValidator } from './run.ts';

type Tree = ReadonlyMap<string, string>;

/** What an undisturbed run gives. */
interface Given {
  readonly files: Tree;
  readonly folders: readonly string[];
}

const [folder, clusters, services, kills, seed] = process.argv.slice(2);
const [node, ...args] = program;
const root = String(folder);
const size = { clusters: Number(clusters), services: Number(services) };
const out = join(root, 'out');
const staging = '.espalier-tmp';

/** Mulberry32: numbers in [0, 1) that the seed decides. */
let state = Number(seed);
const random = (): number => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

const look = (): Given => ({ files: readTree(out), folders: foldersOf(out) });

const complete = async (): Promise<Given> => {
  await runWithoutValidator(root, ['generate', '--allow-empty']);
  return look();
};

/** Everything but `out/` and the lock of a killed run. */
const beside = (): Tree =>
  new Map([...readTree(root)].filter(([path]) => !path.startsWith('out/') && !/^\.espalier\.lock/.test(path)));

interface Window {
  /** Milliseconds from the start to the first thing written, and from there to the end. */
  readonly before: number;
  readonly writing: number;
}

/** Starts a run and ends it at a random moment, mostly while it writes; without a window it ends by itself. */
const runOnce = async (window?: Window): Promise<Window & { readonly isKilled: boolean }> => {
  const watcher = watch(out);
  const begin = performance.now();
  const child = spawn(node, [...args, 'generate', '--allow-empty'], { cwd: root, stdio: 'ignore' });
  const end = once(child, 'exit');
  const written = new Promise<void>((resolve) => {
    watcher.on('change', (_, name) => (String(name) === staging ? resolve() : undefined));
  });
  const early = window === undefined ? Number.POSITIVE_INFINITY : window.before * (random() < 0.1 ? random() : 10);
  await Promise.race([written, end, ...(early < 1e6 ? [wait(early)] : [])]);
  const first = performance.now();
  // Renaming is the short end of writing: half of the kills aim at it, and those that come too late say how long writing takes now.
  const share = random() < 0.5 ? random() : 0.75 + 0.4 * random();
  if (window !== undefined && first - begin < early) await Promise.race([end, wait(window.writing * share)]);
  if (window !== undefined) child.kill('SIGKILL');
  const [, signal] = await end;
  watcher.close();
  return { before: first - begin, writing: performance.now() - first, isKilled: signal === 'SIGKILL' };
};

const stagedIn = (tree: Tree): number => [...tree.keys()].filter((path) => path.startsWith(`${staging}/`)).length;

/** Asserts that each file is whole and one that may be there, and tells by what is there where the kill hit. */
const judge = (before: Tree, next: Tree, allowed: readonly Tree[]): string => {
  const left = readTree(out);
  const staged = stagedIn(left);
  // What the run before left there says nothing of this one.
  const isStaged = existsSync(join(out, staging)) && (staged === 0 || staged !== stagedIn(before));
  let isOld = true;
  let isNew = true;
  for (const path of new Set([...left.keys(), ...allowed.flatMap((tree) => [...tree.keys()])])) {
    if (path.startsWith(`${staging}/`)) continue;
    const found = left.get(path);
    // A tree without such a file allows that there is none.
    assert(
      allowed.some((tree) => tree.get(path) === found),
      `${path} is neither as it was nor as it is to be`,
    );
    isOld &&= found === before.get(path);
    isNew &&= found === next.get(path);
  }
  if (isOld) return isStaged ? 'staging' : 'before writing';
  if (isStaged) return 'renaming';
  return isNew ? 'after' : 'removing';
};

await makeRepository(root, size);
const given: Given[] = [];
for (let number = 0; number < states; number += 1) {
  checkOut(root, size, number);
  given.push(await complete());
}
let current = 0;
checkOut(root, size, current);
let window: Window = await runOnce();
const hits: Record<string, number> = { 'before writing': 0, staging: 0, renaming: 0, removing: 0, after: 0 };
let allowed = [(given[current] as Given).files];
for (let killed = 0; killed < Number(kills); ) {
  current = (current + 1 + Math.floor(random() * (states - 1))) % states;
  const next = given[current] as Given;
  checkOut(root, size, current);
  const inputs = beside();
  const before = readTree(out);
  const run = await runOnce(window);
  allowed.push(next.files);
  const hit = judge(before, next.files, allowed);
  assert.deepEqual(beside(), inputs);
  // A run that ended before its kill says how long writing takes now.
  if (!run.isKilled) window = run;
  else {
    killed += 1;
    hits[hit] = (hits[hit] ?? 0) + 1;
    if (killed % 10 === 0) process.stderr.write(`${killed} kills by seed ${seed} so far: ${JSON.stringify(hits)}\n`);
  }
  // Half of the runs after a killed one are killed themselves.
  if (killed < Number(kills) && random() < 0.5) continue;
  assert.deepEqual(await complete(), next, `after a kill while ${hit}`);
  assert(![...readTree(root).keys()].some((path) => path.startsWith('.espalier')));
  allowed = [next.files];
}
process.stdout.write(`${JSON.stringify(hits)}\n`);
