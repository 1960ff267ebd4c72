import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../generator/failure.ts';
import { withRunLock } from '../generator/write/run-lock.ts';
import { readTree } from './tree.ts';
import { temporaryRoot } from './write-fixture.ts';

const lockOf = (root: string): string => join(root, '.espalier.lock');
const read = (root: string): { readonly pid: number; readonly host: string } =>
  JSON.parse(readFileSync(lockOf(root), 'utf8'));

/** A lock as this process would hold it, but for what is given. */
const sketch = async (root: string, changes: Readonly<Record<string, unknown>>): Promise<void> => {
  const own = await withRunLock(root, async () => read(root));
  writeFileSync(lockOf(root), JSON.stringify({ ...own, ...changes }));
};

/** Another process that runs a script with the lock and the given folder at hand. */
const start = (root: string, script: string): ChildProcess => {
  const source = new URL('../generator/write/run-lock.ts', import.meta.url);
  const code = `
    import { withRunLock } from ${JSON.stringify(source.href)};
    import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
    import { setTimeout as wait } from 'node:timers/promises';
    const root = ${JSON.stringify(root)};
    ${script}`;
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
};

const until = async (isSo: () => boolean): Promise<void> => {
  for (let look = 0; look < 1500 && !isSo(); look += 1) await wait(10);
  assert(isSo());
};

test('the lock is there while work goes on, names the process, and goes with it', async (context) => {
  const root = temporaryRoot(context);
  const result = await withRunLock(root, async () => {
    assert.equal(read(root).pid, process.pid);
    assert.equal(read(root).host, hostname());
    return 7;
  });
  assert.equal(result, 7);
  await assert.rejects(
    withRunLock(root, () => Promise.reject(new Error('mine'))),
    /^Error: mine$/,
  );
  assert.deepEqual([...readTree(root).keys()], []);
});

test('a second run is turned away, and told who is at work', async (context) => {
  const root = temporaryRoot(context);
  await withRunLock(root, async () => {
    const second = withRunLock(root, () => assert.fail());
    await assert.rejects(second, (error) => {
      assert(error instanceof Failure);
      assert.match(error.message, new RegExp(`process ${process.pid}; if that is not so, remove .espalier.lock`));
      return true;
    });
    assert(existsSync(lockOf(root)));
  });
});

for (const [what, begin] of [
  ['begin at once', async () => undefined],
  ['all find a stale lock', (root: string) => sketch(root, { pid: 2 ** 30 })],
] as const)
  test(`of runs that ${what}, one works at a time`, async (context) => {
    for (let round = 0; round < 15; round += 1) {
      const root = temporaryRoot(context);
      await begin(root);
      let atWork = 0;
      let done = 0;
      const run = async (): Promise<void> => {
        await withRunLock(root, async () => {
          atWork += 1;
          assert.equal(atWork, 1);
          await wait(20);
          atWork -= 1;
          done += 1;
        }).catch((error) => assert(error instanceof Failure, String(error)));
      };
      await Promise.all(Array.from({ length: 12 }, run));
      assert(done >= 1);
      assert.deepEqual([...readTree(root).keys()], []);
    }
  });

/** Only Linux says when a process started. */
const reused = process.platform === 'linux' ? [['a process id that another process has now', { started: '1' }]] : [];

for (const [what, changes] of [
  ['a process that is gone', { pid: 2 ** 30 }],
  ['a boot that is over', { boot: 'another' }],
  ...reused,
] as [string, Record<string, unknown>][])
  test(`the lock of ${what} is taken over`, async (context) => {
    const root = temporaryRoot(context);
    await sketch(root, changes);
    assert.equal(await withRunLock(root, async () => read(root).pid), process.pid);
    assert.deepEqual([...readTree(root).keys()], []);
  });

for (const [what, changes, words] of [
  ['another machine', { host: 'elsewhere', pid: 2 ** 30 }, /process 1073741824 on "elsewhere"/],
  ['another container', { namespace: 'another', pid: 2 ** 30 }, /process 1073741824 in another container/],
] as const)
  test(`the lock of ${what} is respected: nobody here can know`, async (context) => {
    const root = temporaryRoot(context);
    await sketch(root, changes);
    await assert.rejects(
      withRunLock(root, () => assert.fail()),
      words,
    );
    assert(existsSync(lockOf(root)));
  });

if (process.platform === 'linux')
  test('a process that has ended holds no lock, though its parent has not asked for it yet', async (context) => {
    // The child ends when its pipe does: not before the shell has become a sleep, as the shell would ask for it.
    const parent = spawn('sh', ['-c', 'cat <&3 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    });
    context.after(() => parent.kill('SIGKILL'));
    assert(parent.stdout);
    const [pid] = (await once(parent.stdout, 'data')).map(Number);
    await until(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n');
    (parent.stdio[3] as Writable).end();
    await until(() => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '));
    const root = temporaryRoot(context);
    await sketch(root, { pid, started: '' });
    assert.equal(await withRunLock(root, async () => 7), 7);
  });

test('a lock that says nothing is taken over after a while', async (context) => {
  for (const content of ['', '{', '{"pid":-1}', 'null', '{"pid":1,"host":2}']) {
    const root = temporaryRoot(context);
    writeFileSync(lockOf(root), content);
    assert.equal(await withRunLock(root, async () => 7), 7);
    assert.deepEqual([...readTree(root).keys()], []);
  }
});

test('what a run left that was killed while it took a lock over goes with the next one', async (context) => {
  const root = temporaryRoot(context);
  await sketch(root, { pid: 2 ** 30 });
  const left = readFileSync(lockOf(root), 'utf8');
  for (const suffix of ['.0123456789ab', '.0123456789ab.ba9876543210', '.notes.md'])
    writeFileSync(lockOf(root) + suffix, left);
  assert.equal(await withRunLock(root, async () => 7), 7);
  assert.deepEqual([...readTree(root).keys()], ['.espalier.lock.notes.md']);
});

test('what cannot be a lock is left alone', async (context) => {
  for (const make of [
    (path: string) => mkdirSync(path),
    (path: string) => symlinkSync('elsewhere', path),
    (path: string) => writeFileSync(path, 'x'.repeat(5000)),
  ]) {
    const root = temporaryRoot(context);
    make(lockOf(root));
    await assert.rejects(
      withRunLock(root, () => assert.fail()),
      /not a lock that Espalier made/,
    );
  }
});

test('a folder that is not there is a failure of the machine', async (context) => {
  const root = join(temporaryRoot(context), 'nowhere');
  await assert.rejects(
    withRunLock(root, () => assert.fail()),
    { name: 'Failure', message: /^cannot write .espalier.lock: / },
  );
});

test('a run in another process is respected, and its lock does not outlive it', async (context) => {
  const root = temporaryRoot(context);
  const child = start(root, 'await withRunLock(root, () => wait(600_000));');
  context.after(() => child.kill('SIGKILL'));
  await until(() => existsSync(lockOf(root)) && readFileSync(lockOf(root), 'utf8').endsWith('\n'));
  await assert.rejects(
    withRunLock(root, () => assert.fail()),
    new RegExp(`process ${child.pid};`),
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert(existsSync(lockOf(root)));
  assert.equal(await withRunLock(root, async () => read(root).pid), process.pid);
});

test('of processes that all find a stale lock, and some of which are killed, one works at a time', async (context) => {
  const root = temporaryRoot(context);
  await sketch(root, { pid: 2 ** 30 });
  writeFileSync(join(root, 'count'), '');
  // A run leaves `busy` behind only when it is killed: its name then says so to the next one.
  const script = `
    const lives = (pid) => {
      try { return !/\\) [ZX] /.test(readFileSync('/proc/' + pid + '/stat', 'utf8')); } catch {}
      try { return existsSync('/proc') ? false : process.kill(pid, 0); } catch { return false; }
    };
    for (let done = 0; done < 12; )
      try {
        await withRunLock(root, async () => {
          if (existsSync(root + '/busy')) {
            const pid = Number(readFileSync(root + '/busy', 'utf8'));
            if (lives(pid)) writeFileSync(root + '/broken', 'two at work');
          }
          writeFileSync(root + '/busy', String(process.pid));
          await wait(Math.random() * 4);
          appendFileSync(root + '/count', '+');
          rmSync(root + '/busy', { force: true });
          done += 1;
        });
      } catch (error) {
        if (error.name !== 'Failure') throw error;
        await wait(Math.random() * 5);
      }`;
  const victim = start(root, `${script.replace('done < 12', 'true')}`);
  const children = Array.from({ length: 3 }, () => start(root, script));
  const ends = children.map((child) => once(child, 'exit'));
  context.after(() => [victim, ...children].map((child) => child.kill('SIGKILL')));
  const count = (): number => readFileSync(join(root, 'count'), 'utf8').length;
  await until(() => count() > 4);
  victim.kill('SIGKILL');
  for (const [code] of await Promise.all(ends)) assert.equal(code, 0);
  assert(!existsSync(join(root, 'broken')));
  assert(count() >= 36);
  assert.deepEqual(
    [...readTree(root).keys()].filter((path) => path.startsWith('.espalier')),
    [],
  );
});
