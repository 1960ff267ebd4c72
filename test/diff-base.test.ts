/** What `diff --base` makes of a Git repository, with the real Git. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { author } from './case.ts';
import { type Played, play, repository } from './program-repository.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-C', folder, ...args], {
    env: { ...author, GIT_ALLOW_PROTOCOL: 'file' },
    encoding: 'utf8',
  }).trim();

const commit = (folder: string): string => {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'change');
  return git(folder, 'rev-parse', 'HEAD');
};

const edit = (folder: string, replicas: number): void => {
  const path = join(folder, 'environments', 'production.yaml');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/replicas: \d+/, `replicas: ${replicas}`));
};

/** A repository with two commits, of two and of three replicas. */
const twoCommits = async (): Promise<string> => {
  const folder = await repository();
  git(folder, 'init', '-q', '-b', 'main');
  commit(folder);
  edit(folder, 3);
  commit(folder);
  return folder;
};

const clone = (folder: string, ...args: readonly string[]): string => {
  const copy = mkdtempSync(join(tmpdir(), 'espalier-diff-'));
  folders.push(copy);
  git(tmpdir(), 'clone', '-q', ...args, `file://${folder}`, copy);
  return copy;
};

const diff = (folder: string, base: string, ...args: readonly string[]): Promise<Played> =>
  play(folder, ['diff', '--base', base, ...args]);

test('the working tree is compared with a commit, and Git stays as it is', async () => {
  const folder = await twoCommits();
  edit(folder, 4);
  const before = [git(folder, 'status', '--porcelain=v2', '--branch'), readdirSync(join(folder, '.git')).join()];
  const { code, out } = await diff(folder, 'HEAD~1');
  assert.equal(code, 0, out);
  assert.match(out, /environments\/production\.yaml:5 {2}replicas: 2 → 4/);
  assert.deepEqual(
    [git(folder, 'status', '--porcelain=v2', '--branch'), readdirSync(join(folder, '.git')).join()],
    before,
  );
});

test('what others have merged since a branch left is no change of the branch', async () => {
  const folder = await twoCommits();
  git(folder, 'checkout', '-q', '-b', 'topic', 'HEAD~1');
  edit(folder, 5);
  const { out } = await diff(folder, 'main');
  assert.match(out, /replicas: 2 → 5/);
});

test('a subfolder of the repository is compared with itself', async () => {
  const folder = await repository();
  const top = mkdtempSync(join(tmpdir(), 'espalier-diff-'));
  folders.push(top);
  const inside = join(top, 'platform', 'deploy');
  mkdirSync(join(top, 'platform'));
  cpSync(folder, inside, { recursive: true });
  const settings = join(inside, 'espalier.yaml');
  writeFileSync(
    settings,
    readFileSync(settings, 'utf8').replace('branch: main', 'branch: main, path: platform/deploy'),
  );
  git(top, 'init', '-q', '-b', 'main');
  commit(top);
  edit(inside, 7);
  const { code, out } = await diff(inside, 'HEAD');
  assert.equal(code, 0, out);
  assert.match(out, /replicas: 2 → 7/);
});

test('prices lie wherever espalier.yaml says', async () => {
  const folder = await repository({
    'espalier.yaml':
      'repository: { url: https://git.example.com/platform.git, branch: main }\ndangers: { prices: config/prices.yaml }\n',
    'config/prices.yaml': 'currency: EUR\ncpu: 10\nmemory: 2\nstorage: 1\n',
  });
  git(folder, 'init', '-q', '-b', 'main');
  commit(folder);
  edit(folder, 3);
  const { out } = await diff(folder, 'HEAD');
  assert.match(out, /replicas: 2 → 3/);
  assert.doesNotMatch(out, /Wrong on/);
});

test('a shallow clone is told what it lacks', async () => {
  const copy = clone(await twoCommits(), '--depth', '1');
  const { code, out } = await diff(copy, 'HEAD~1');
  assert.equal(code, 1);
  assert.match(out, /problem base-shallow\n.*shallow.*\n +fix: .*fetch-depth: 0/);
});

test('a base without a common commit is none', async () => {
  const folder = await twoCommits();
  git(folder, 'checkout', '-q', '--orphan', 'other');
  commit(folder);
  const { code, out } = await diff(folder, 'main');
  assert.equal(code, 1);
  assert.match(out, /problem base-unrelated/);
});

test('a submodule on the base is told, and nothing else is lost', async () => {
  const folder = await twoCommits();
  const other = await twoCommits();
  git(folder, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other, 'charts/other');
  commit(folder);
  edit(folder, 9);
  const { code, out } = await diff(folder, 'HEAD');
  assert.equal(code, 0, out);
  assert.match(out, /charts\/other {2}note base-submodule/);
  assert.match(out, /replicas: 3 → 9/);
});

test('a name that looks like an option is a name', async () => {
  const folder = await twoCommits();
  const { code, out } = await play(folder, ['diff', '--base=--output=/tmp/espalier-never']);
  assert.equal(code, 1);
  assert.match(out, /problem base-unknown/);
  assert(!existsSync('/tmp/espalier-never'));
});

test('a link on the base leads nobody out of it', async () => {
  const folder = await twoCommits();
  const outside = mkdtempSync(join(tmpdir(), 'espalier-diff-'));
  folders.push(outside);
  writeFileSync(join(outside, 'eu.yaml'), 'environment: production\ncontroller: argocd\nkubernetes: "1.34"\n');
  rmSync(join(folder, 'clusters'), { recursive: true });
  symlinkSync(outside, join(folder, 'clusters'));
  commit(folder);
  rmSync(join(folder, 'clusters'));
  mkdirSync(join(folder, 'clusters'));
  cpSync(join(outside, 'eu.yaml'), join(folder, 'clusters', 'eu.yaml'));
  const { out } = await diff(folder, 'HEAD', '--json');
  const { baseProblems } = JSON.parse(out) as { baseProblems: readonly { code: string }[] };
  assert(
    baseProblems.some(({ code }) => code === 'file-outside-repository'),
    out,
  );
  assert.deepEqual(readdirSync(outside), ['eu.yaml']);
});

test('a link of a tree that was made by hand is written through no other link', async () => {
  const folder = await twoCommits();
  const outside = mkdtempSync(join(tmpdir(), 'espalier-outside-'));
  folders.push(outside);
  const made = (input: string, ...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', input }).trim();
  const [toOutside, toAny] = [outside, '/etc/hostname'].map((target) => made(target, 'hash-object', '-w', '--stdin'));
  const inner = made(`120000 blob ${toAny}\tescaped.yaml\n`, 'mktree');
  const entries = git(folder, 'ls-tree', 'HEAD')
    .split('\n')
    .filter((line) => line !== '' && !line.endsWith('\tclusters'));
  const own = [`120000 blob ${toOutside}\tclusters`, `040000 tree ${inner}\tclusters`];
  const tree = made([...entries, ...own, ''].join('\n'), 'mktree');
  const base = git(
    folder,
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@example.com',
    'commit-tree',
    '-p',
    'HEAD',
    '-m',
    'by hand',
    tree,
  ).trim();
  git(folder, 'reset', '-q', '--soft', base);
  await diff(folder, base);
  assert.deepEqual(readdirSync(outside), []);
});

test('nothing of a run is left in the cache', async () => {
  const folder = await twoCommits();
  const cache = mkdtempSync(join(tmpdir(), 'espalier-diff-'));
  folders.push(cache);
  const { code } = await play(folder, ['diff', '--base', 'HEAD~1'], { cache });
  assert.equal(code, 0);
  assert.deepEqual(readdirSync(join(cache, 'bases')), []);
});

test('a report goes into a folder that is there, or nowhere', async () => {
  const folder = await twoCommits();
  for (const path of ['nowhere/a.html', '/proc/nowhere/a.html']) {
    const { code, error } = await diff(folder, 'HEAD~1', '--report', `html=${path}`);
    assert.equal(code, 2);
    assert.match(error, /^espalier: there is no folder .*nowhere for a report\n$/);
  }
  assert.equal((await diff(folder, 'HEAD~1', '--report', 'html=a.html')).code, 0);
  assert.match(readFileSync(join(folder, 'a.html'), 'utf8'), /^<!doctype html>/);
});
