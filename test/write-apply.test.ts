import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Failure } from '../generator/failure.ts';
import type { OutTree } from '../generator/model/outputs.ts';
import { applyChanges } from '../generator/write/apply.ts';
import { type FileSystem, realFileSystem } from '../generator/write/file-system.ts';
import { readTree } from './tree.ts';
import { foldersOf, outTree, plan, put, temporaryRoot, write } from './write-fixture.ts';

const before = outTree({
  '.gitattributes': '* text eol=lf\n',
  'eu/README.md': '# Cluster eu\n',
  'eu/root/application-cache.yaml': 'kind: Application\n',
  'eu/root/application-web.yaml': 'replicas: 3\n',
  'old/releases/web/helmrelease.yaml': 'a: 1\n',
  'old/root/kustomization-web.yaml': 'a: 1\n',
});
const after = outTree({
  '.gitattributes': '* text eol=lf\n',
  'eu/README.md': '# Cluster eu, changed\n',
  'eu/releases/web/helmrelease.yaml': 'a: 1\n',
  'eu/root/application-web.yaml': 'replicas: 5\n',
  'us/root/application-web.yaml': 'replicas: 5\n',
});

const errorOf = (code: string): Error => Object.assign(new Error(`${code}: in test`), { code });

type Step = (name: keyof FileSystem, args: readonly unknown[]) => Promise<void> | void;

/** The real disk, with something to do before each step that changes it. */
const watched = (onStep: Step): FileSystem => {
  const steps = Object.entries(realFileSystem).map(([name, work]: [string, (...args: never[]) => unknown]) => [
    name,
    async (...args: never[]) => {
      if (name !== 'kind') await onStep(name as keyof FileSystem, args);
      return work(...args);
    },
  ]);
  return Object.fromEntries(steps) as FileSystem;
};

const apply = async (root: string, tree: OutTree, files?: FileSystem, signal?: AbortSignal): Promise<void> => {
  const { value, problems } = await plan(root, tree, { allowEmpty: true });
  assert.deepEqual(problems, []);
  await applyChanges(root, value, { ...(files && { files }), ...(signal && { signal }) });
};

const repository = async (context: TestContext): Promise<string> => {
  const root = temporaryRoot(context);
  await apply(root, before);
  put(root, 'out/old/NOTES.txt', 'mine\n');
  return root;
};

const state = (root: string): unknown => ({
  files: readTree(join(root, 'out')),
  folders: foldersOf(join(root, 'out')),
});

/** What an undisturbed run comes to, and how many steps it takes. */
const undisturbed = async (context: TestContext): Promise<{ end: unknown; steps: number }> => {
  const root = await repository(context);
  let steps = 0;
  await apply(
    root,
    after,
    watched(() => {
      steps += 1;
    }),
  );
  return { end: state(root), steps };
};

test('an undisturbed run gives the tree, and no more', async (context) => {
  const root = await repository(context);
  await apply(root, after);
  const paths = [...after.files.map(({ path }) => path.slice('out/'.length)), 'old/NOTES.txt'].sort();
  assert.deepEqual([...readTree(join(root, 'out')).keys()].sort(), paths);
  assert.deepEqual(foldersOf(join(root, 'out')), [
    'eu',
    'eu/releases',
    'eu/releases/web',
    'eu/root',
    'old',
    'us',
    'us/root',
  ]);
  const { found: _, ...planned } = (await plan(root, after)).value;
  assert.deepEqual(planned, { changes: [], unchanged: 5, leftOvers: [] });
});

test('a run that is killed before any step leaves whole files, and the next one completes it', async (context) => {
  const { end, steps } = await undisturbed(context);
  assert(steps > 20, `${steps} steps`);
  const start = await repository(context);
  const old = readTree(join(start, 'out'));
  const last = (end as { files: ReadonlyMap<string, string> }).files;
  for (let killed = 1; killed <= steps; killed += 1) {
    const root = temporaryRoot(context);
    cpSync(start, root, { recursive: true });
    let step = 0;
    const dying = watched((name, args) => {
      step += 1;
      if (step < killed) return;
      // A process dies in the middle of a file, too, and does nothing any more after that.
      if (step === killed && name === 'write') writeFileSync(String(args[0]), String(args[1]).slice(0, 9));
      throw errorOf('EKILLED');
    });
    if (killed < steps) await apply(root, after, dying).catch(() => undefined);
    for (const [path, text] of readTree(join(root, 'out')))
      if (!path.startsWith('.espalier-tmp/'))
        assert([old.get(path), last.get(path)].includes(text), `${killed} ${path}`);
    await apply(root, after);
    assert.deepEqual(state(root), end, `killed before step ${killed}`);
  }
});

for (const code of ['ENOSPC', 'EROFS', 'EIO', 'EDQUOT'])
  test(`${code} at any write leaves everything as it was`, async (context) => {
    const root = await repository(context);
    const start = state(root);
    for (let failing = 1; failing <= 4; failing += 1) {
      let writes = 0;
      const files = watched((name) => {
        if (name === 'write') writes += 1;
        if (name === 'write' && writes === failing) throw errorOf(code);
      });
      await assert.rejects(apply(root, after, files), (error) => {
        assert(error instanceof Failure);
        assert.match(error.message, /^cannot write out\/[^\n]*; nothing was changed$/);
        return true;
      });
      assert.deepEqual(state(root), start);
    }
    await apply(root, after);
  });

test('a folder that cannot be made or written to is known before the first write', async (context) => {
  const root = await repository(context);
  const start = state(root);
  for (const name of ['assertWritable', 'makeFolder'] as const) {
    let writes = 0;
    const files = watched((step) => {
      if (step === 'write' || step === 'rename') writes += 1;
      if (step === name) throw errorOf('EACCES');
    });
    await assert.rejects(apply(root, after, files), /permission denied; nothing was changed$/);
    assert.equal(writes, 0);
    assert.deepEqual(state(root), start);
  }
});

test('a failure once files are in their places says that the next run completes it, which it does', async (context) => {
  const { end } = await undisturbed(context);
  for (const failing of ['rename', 'removeFile'] as const) {
    const root = await repository(context);
    let count = 0;
    const files = watched((name) => {
      if (name === failing) count += 1;
      if (name === failing && count === 2) throw errorOf('EIO');
    });
    await assert.rejects(apply(root, after, files), /the device failed; the next run completes what is left$/);
    await apply(root, after);
    assert.deepEqual(state(root), end);
  }
});

test('a folder that is a mount of its own takes files all the same', async (context) => {
  const { end } = await undisturbed(context);
  const root = await repository(context);
  const across = watched((name, [from, to]) => {
    const isAcross = name === 'rename' && String(from).includes('/.espalier-tmp/') && String(to).includes('/eu/');
    if (isAcross) throw errorOf('EXDEV');
  });
  await apply(root, after, across);
  assert.deepEqual(state(root), end);
  const full = await repository(context);
  let writes = 0;
  const failing = watched((name, [path]) => {
    if (name === 'rename' && String(path).includes('/.espalier-tmp/')) throw errorOf('EXDEV');
    if (name === 'write' && !String(path).includes('/.espalier-tmp/')) writes += 1;
    if (name === 'write' && writes === 2) throw errorOf('ENOSPC');
  });
  await assert.rejects(apply(full, after, failing), /no space is left on the device; the next run completes/);
  await apply(full, after);
  assert.deepEqual(state(full), end);
});

test('a signal before anything is in its place leaves everything as it was', async (context) => {
  const root = await repository(context);
  const start = state(root);
  const interrupt = new AbortController();
  let writes = 0;
  const files = watched((name) => {
    if (name === 'write') writes += 1;
    if (writes === 2) interrupt.abort();
  });
  await assert.rejects(apply(root, after, files, interrupt.signal), /interrupted; nothing was changed/);
  assert.deepEqual(state(root), start);
});

test('a folder that has become a link since it was looked at is not followed', async (context) => {
  const root = await repository(context);
  const elsewhere = temporaryRoot(context);
  const { value } = await plan(root, after, { allowEmpty: true });
  rmSync(join(root, 'out/eu'), { recursive: true });
  symlinkSync(elsewhere, join(root, 'out/eu'));
  await assert.rejects(applyChanges(root, value), /cannot write into out\/eu: it is no folder; nothing was changed/);
  assert.deepEqual([...readTree(elsewhere).keys()], []);
});

test('what killed runs left goes even when nothing else is to be done', async (context) => {
  const root = await repository(context);
  put(root, 'out/.espalier-tmp/17', 'half');
  put(root, 'out/eu/.espalier-tmp-x', 'half');
  mkdirSync(join(root, 'out/eu/releases/web'), { recursive: true });
  assert.deepEqual(await write(root, before), []);
  assert(!existsSync(join(root, 'out/.espalier-tmp')));
  assert(!existsSync(join(root, 'out/eu/.espalier-tmp-x')));
  assert(!existsSync(join(root, 'out/eu/releases')));
});
