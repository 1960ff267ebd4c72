import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { play } from './program-repository.ts';
import { temporaryRoot } from './write-fixture.ts';

const clone = (root: string, url: string): void => {
  mkdirSync(join(root, '.git'));
  writeFileSync(join(root, '.git/HEAD'), 'ref: refs/heads/trunk\n');
  writeFileSync(join(root, '.git/config'), `[remote "origin"]\n\turl = ${url}\n`);
};

test('init takes URL and branch from the Git repository that it is in, without what somebody logs in with', async (context) => {
  const root = temporaryRoot(context);
  clone(root, 'https://bot:s3cr3t@git.example.com/platform.git');
  const { code, out, error } = await play(root, ['init', '--yes']);
  assert.equal(code, 0, out + error);
  const settings = readFileSync(join(root, 'espalier.yaml'), 'utf8');
  assert.match(settings, /url: https:\/\/git\.example\.com\/platform\.git\n/);
  assert.match(settings, /branch: trunk\n/);
});

test('what Git has there and espalier.yaml may not have is not taken, and nothing is written', async (context) => {
  for (const url of ['file:///srv/git/platform.git', '../platform.git', 'ftp://bot:s3cr3t@git.example.com/x.git']) {
    const root = temporaryRoot(context);
    clone(root, url);
    const { code, out, error } = await play(root, ['init', '--yes']);
    assert.equal(code, 2, out + error);
    assert.match(error, /init needs --repository-url/);
    assert.doesNotMatch(out + error, /s3cr3t/);
    assert.deepEqual(readdirSync(root), ['.git']);
  }
});
