/** Real file systems that fill up, take no writes, or lie apart. Needs Linux and root, which no file mode stops. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readlinkSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { program } from './survival/process.ts';
import { checkOut, makeRepository, writeRepository } from './survival/repository.ts';
import { runWithoutValidator } from './survival/run.ts';
import { readTree } from './tree.ts';
import { temporaryFolder } from './write-fixture.ts';

const size = { clusters: 2, services: 4 };
const top = temporaryFolder();
/** What an undisturbed run gives in state 0 and in state 1. */
const given: ReadonlyMap<string, string>[] = [];

/** A process whose mounts nobody else sees, and which go with it. */
const holder = spawn('unshare', ['--mount', '--propagation', 'private', 'sleep', '1200'], { stdio: 'ignore' });
after(() => holder.kill('SIGKILL'));

before(async () => {
  assert.equal(process.getuid?.(), 0, 'mounting needs root');
  const namespaceOf = (pid: string): string => readlinkSync(`/proc/${pid}/ns/mnt`);
  for (let look = 0; look < 500 && namespaceOf(String(holder.pid)) === namespaceOf('self'); look += 1) await wait(10);
  assert.notEqual(namespaceOf(String(holder.pid)), namespaceOf('self'));
  const root = join(top, 'undisturbed');
  mkdirSync(root);
  await makeRepository(root, size);
  for (const state of [0, 1]) {
    checkOut(root, size, state);
    await runWithoutValidator(root, ['generate', '--allow-empty']);
    given.push(readTree(join(root, 'out')));
  }
});

/** A path as the process with the mounts sees it. */
const seen = (path: string): string => `/proc/${holder.pid}/root${path}`;

const enter = (args: readonly string[]): { readonly code: number | null; readonly error: string } => {
  const { status, stderr } = spawnSync('nsenter', [`--target=${holder.pid}`, '--mount', ...args], { encoding: 'utf8' });
  return { code: status, error: stderr };
};

const mount = (...args: string[]): void => assert.deepEqual(enter(['mount', ...args]), { code: 0, error: '' });
const espalier = (root: string, command: string, ...args: string[]): ReturnType<typeof enter> =>
  enter([...program, command, '-C', root, ...args]);
const generate = (root: string, ...args: string[]): ReturnType<typeof enter> =>
  espalier(root, 'generate', '--allow-empty', ...args);

/** A repository whose inputs are in state 1 and whose `out/` is in state 0, with something mounted before it gets there. */
const repository = (name: string, prepare: (root: string) => void): string => {
  const root = join(top, name);
  mkdirSync(join(root, 'out'), { recursive: true });
  prepare(root);
  writeRepository(seen(root), size);
  // In the process of the test, the path would be resolved to what lies there without the mounts.
  assert.deepEqual(espalier(root, 'lock'), { code: 0, error: '' });
  assert.deepEqual(generate(root), { code: 0, error: '' });
  checkOut(seen(root), size, 1);
  assert.deepEqual(readTree(seen(join(root, 'out'))), given[0]);
  return root;
};

const completes = (root: string): void => {
  assert.deepEqual(generate(root), { code: 0, error: '' });
  assert.deepEqual(readTree(seen(join(root, 'out'))), given[1]);
  assert.deepEqual(
    [...readTree(seen(root)).keys()].filter((path) => path.includes('.espalier')),
    [],
  );
};

const page = 4096;

/** Fills the file system below a folder, up to some pages. Returns the path of what fills it. */
const fill = (folder: string, left: number): string => {
  const ballast = join(seen(folder), 'ballast.txt');
  writeFileSync(ballast, '');
  let bytes = 0;
  try {
    for (; ; bytes += page) writeFileSync(ballast, Buffer.alloc(page), { flag: 'a' });
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
  }
  truncateSync(ballast, bytes - left * page);
  return ballast;
};

test('a disk that fills up: out/ stays as it was, and a run with room completes it', () => {
  const root = repository('full', (path) => mount('-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', join(path, 'out')));
  for (const left of [0, 1, 3, 7]) {
    const ballast = fill(join(root, 'out'), left);
    const start = readTree(seen(root));
    const { code, error } = generate(root);
    assert.match(
      error,
      /^espalier: cannot (make|write) out\/\S+: no space is left on the device; nothing was changed\n$/,
    );
    assert.equal(code, 2);
    assert.deepEqual(readTree(seen(root)), start, `${left} pages left`);
    rmSync(ballast);
  }
  completes(root);
});

test('a disk that is full even for the lock', () => {
  const root = repository('full-all', (path) => mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path));
  const ballast = fill(root, 0);
  const start = readTree(seen(root));
  assert.deepEqual(generate(root), {
    code: 2,
    error: 'espalier: cannot write .espalier.lock: no space is left on the device\n',
  });
  assert.deepEqual(readTree(seen(root)), start);
  rmSync(ballast);
  completes(root);
});

for (const [what, folder, words] of [
  ['out/', 'out', 'cannot write into out: the file system is read-only; nothing was changed'],
  ['a cluster', 'out/c2', 'cannot write into out/c2: the file system is read-only; nothing was changed'],
  ['everything', '.', 'cannot write .espalier.lock: the file system is read-only'],
] as const)
  test(`${what} on a file system that is read-only: nothing changes, and a run completes it later`, () => {
    const root = repository(`read-only-${folder.replaceAll(/\W/g, '-')}`, () => undefined);
    const place = join(root, folder);
    const start = readTree(root);
    mount('--bind', place, place);
    mount('-o', 'remount,bind,ro', place);
    assert.deepEqual(generate(root), { code: 2, error: `espalier: ${words}\n` });
    assert.equal(generate(root, '--check').code, 1);
    assert.deepEqual(readTree(root), start);
    mount('-o', 'remount,bind,rw', place);
    completes(root);
  });

for (const folder of ['out', 'out/c2', 'out/c1', 'out/c0/root'])
  for (const how of ['of its own', 'of the same file system'] as const)
    test(`${folder} is a mount ${how}`, () => {
      const root = repository(`${folder.replaceAll('/', '-')}-${how.length}`, (path) => {
        const place = join(path, folder);
        const elsewhere = join(top, 'elsewhere', folder.replaceAll('/', '-'));
        for (const made of [place, elsewhere]) mkdirSync(made, { recursive: true });
        mount(...(how === 'of its own' ? ['-t', 'tmpfs', 'tmpfs', place] : ['--bind', elsewhere, place]));
      });
      const mounted = seen(join(root, folder));
      assert(readFileSync(`/proc/${holder.pid}/mounts`, 'utf8').includes(join(root, folder)), mounted);
      completes(root);
      completes(root);
    });
