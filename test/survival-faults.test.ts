import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { run } from '../generator/program.ts';
import { type Call, type Fault, isChanging, withFaults } from './survival/faults.ts';
import { checkOut, makeRepository } from './survival/repository.ts';
import { runWithoutValidator, surroundings } from './survival/run.ts';
import { readTree } from './tree.ts';
import { foldersOf, temporaryFolder } from './write-fixture.ts';

const size = { clusters: 2, services: 2 };

/** What a command makes of a repository. */
interface Change {
  readonly args: readonly string[];
  readonly start: string;
  readonly old: ReadonlyMap<string, string>;
  readonly next: ReadonlyMap<string, string>;
  readonly folders: readonly string[];
  readonly calls: readonly Call[];
}

const top = temporaryFolder();
const work = join(top, 'work');

const reset = (start: string): void => {
  rmSync(work, { recursive: true, force: true });
  cpSync(start, work, { recursive: true });
};

const changeBy = async (args: readonly string[], name: string): Promise<Change> => {
  const start = join(top, name);
  const old = readTree(start);
  reset(start);
  const calls = await withFaults(
    () => undefined,
    () => runWithoutValidator(work, args),
  );
  return { args, start, old, next: readTree(work), folders: foldersOf(work), calls };
};

/** Runs once with faults, looks at what is left, and runs again without. Returns whether the first run noticed. */
const survive = async (change: Change, fault: (call: Call) => Fault | undefined, what: string): Promise<boolean> => {
  reset(change.start);
  let error = '';
  let code = -1;
  await withFaults(fault, async () => {
    code = await run(change.args, {
      ...surroundings(work),
      out: () => undefined,
      error: (text) => {
        error += text;
      },
    });
  });
  const left = readTree(work);
  assert(code === 0 || code === 2, `${what}: exit code ${code}`);
  if (code === 2) assert.match(error, /^espalier: (?!this is a bug)[^\n]+\n$/, what);
  const isOurs = (path: string): boolean => /(^|\/)\.espalier/.test(path);
  for (const path of new Set([...change.old.keys(), ...change.next.keys(), ...left.keys()])) {
    if (isOurs(path)) continue;
    const found = left.get(path);
    const isOld = found === change.old.get(path);
    assert(isOld || found === change.next.get(path), `${what}: ${path} is neither old nor new`);
    if (/nothing was (changed|written)/.test(error)) assert(isOld, `${what}: ${path} was changed: ${error}`);
    if (code === 0) assert.equal(found, change.next.get(path), `${what}: ${path}`);
  }
  // Its process would have ended, and with it its lock.
  rmSync(join(work, '.espalier.lock'), { force: true });
  await runWithoutValidator(work, change.args);
  assert.deepEqual(readTree(work), change.next, `${what}, and a run after that`);
  assert.deepEqual(foldersOf(work), change.folders, `${what}, and a run after that`);
  return code === 2;
};

const codes = ['ENOSPC', 'EIO', 'EACCES', 'EMFILE', 'EXDEV'] as const;

/** Each call in turn; those that change the disk take turns with the codes, too. */
const codeAt = ({ number, name }: Call): string => (isChanging(name) ? (codes[number % codes.length] ?? '') : 'EIO');

describe('a fault of the disk at any call leaves whole files, and the next run completes it', () => {
  const changes: Change[] = [];
  before(async () => {
    const [generated, locked] = [join(top, 'generate'), join(top, 'lock')];
    mkdirSync(generated);
    await makeRepository(generated, size);
    cpSync(generated, locked, { recursive: true });
    writeFileSync(join(locked, 'charts.lock.yaml'), '# Written by espalier lock; do not edit.\ncharts: []\n');
    await runWithoutValidator(generated, ['generate']);
    checkOut(generated, size, 1);
    changes.push(await changeBy(['generate', '--allow-empty'], 'generate'), await changeBy(['lock'], 'lock'));
  });

  for (const [what, faultOf, isTried] of [
    // A write breaks off in the middle of the file.
    ['once', (at) => (call) => (call.number === at.number ? { code: codeAt(at), half: true } : undefined), () => true],
    [
      'from then on',
      (at) => (call) =>
        call.number >= at.number && isChanging(call.name) ? { code: codeAt(at), half: true } : undefined,
      ({ name }) => isChanging(name),
    ],
  ] as const satisfies readonly [string, (at: Call) => (call: Call) => Fault | undefined, (at: Call) => boolean][])
    test(what, async (context) => {
      for (const change of changes) {
        const tried = change.calls.filter(isTried);
        let noticed = 0;
        for (const at of tried) {
          const described = `${change.args[0]}: ${codeAt(at)} ${what} at call ${at.number} (${at.name})`;
          if (await survive(change, faultOf(at), described)) noticed += 1;
        }
        context.diagnostic(`${change.args[0]}: ${tried.length} faults, ${noticed} ended the run`);
        assert(noticed > tried.length / 2);
      }
    });
});
