import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Failure } from '../generator/failure.ts';
import { realFileSystem } from '../generator/write/file-system.ts';
import { writeFileAtomically } from '../generator/write/files.ts';
import { readTree } from './tree.ts';
import { put, temporaryRoot } from './write-fixture.ts';

test('a file is written with the folders above it, replaced, and nothing is left beside it', async (context) => {
  const root = temporaryRoot(context);
  await writeFileAtomically(root, 'schemas/contracts/a/b.json', '{}\n');
  await writeFileAtomically(root, 'schemas/contracts/a/b.json', '{"a":1}\n');
  await writeFileAtomically(root, 'charts.lock.yaml', 'charts: []\n');
  const expected = [
    ['charts.lock.yaml', 'charts: []\n'],
    ['schemas/contracts/a/b.json', '{"a":1}\n'],
  ] as const;
  assert.deepEqual(readTree(root), new Map(expected));
});

test('a path that leaves the repository is refused, and makes no folder there', async (context) => {
  const outer = temporaryRoot(context);
  const root = join(outer, 'repository');
  mkdirSync(join(outer, 'elsewhere'));
  put(root, 'x', '');
  symlinkSync('../elsewhere', join(root, 'link'));
  symlinkSync('../elsewhere/file', join(root, 'dangling'));
  put(outer, 'secret', 'secret');
  symlinkSync('../secret', join(root, 'charts.lock.yaml'));
  const before = readTree(outer);
  for (const path of ['../x', '/tmp/x', 'a/../../x', 'link/x', 'link/a/b/x', 'charts.lock.yaml', '.', ''])
    await assert.rejects(writeFileAtomically(root, path, 'new'), Failure, path);
  assert.deepEqual(readTree(outer), before);
  // Nothing is there that the link leads to: the file takes the link's place, inside.
  await writeFileAtomically(root, 'dangling', 'new');
  assert.equal(readFileSync(join(root, 'dangling'), 'utf8'), 'new');
  assert.deepEqual([...readTree(join(outer, 'elsewhere')).keys()], []);
});

test('a link that stays in the repository is followed', async (context) => {
  const root = temporaryRoot(context);
  put(root, 'shared/lock.yaml', 'old\n');
  symlinkSync('shared/lock.yaml', join(root, 'charts.lock.yaml'));
  await writeFileAtomically(root, 'charts.lock.yaml', 'new\n');
  assert.deepEqual(
    readTree(root),
    new Map([
      ['charts.lock.yaml', 'link to shared/lock.yaml'],
      ['shared/lock.yaml', 'new\n'],
    ]),
  );
});

test('a disk that does not take it leaves the old file alone', async (context) => {
  const root = temporaryRoot(context);
  put(root, 'charts.lock.yaml', 'old\n');
  for (const name of ['write', 'rename'] as const) {
    const files = {
      ...realFileSystem,
      [name]: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOSPC' })),
    };
    const expected = { name: 'Failure', message: 'cannot write charts.lock.yaml: no space is left on the device' };
    await assert.rejects(writeFileAtomically(root, 'charts.lock.yaml', 'new\n', files), expected);
    assert.deepEqual(readTree(root), new Map([['charts.lock.yaml', 'old\n']]));
  }
});

test('what a killed run left, even a link, is not written through', async (context) => {
  const root = temporaryRoot(context);
  put(root, 'precious', 'precious\n');
  symlinkSync('precious', join(root, '.espalier-tmp-charts.lock.yaml'));
  await writeFileAtomically(root, 'charts.lock.yaml', 'new\n');
  assert.deepEqual(
    readTree(root),
    new Map([
      ['charts.lock.yaml', 'new\n'],
      ['precious', 'precious\n'],
    ]),
  );
});
