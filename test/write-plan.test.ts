import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { outDigest } from '../generator/write/plan.ts';
import { readTree } from './tree.ts';
import { codes, foldersOf, outTree, plan, put, temporaryRoot, write, written } from './write-fixture.ts';

const bodies = {
  '.gitattributes': '* text eol=lf\n',
  'eu/README.md': '# Cluster eu\n',
  'eu/bootstrap.yaml': 'kind: Root\n',
  'eu/root/application-cache.yaml': 'kind: Application\n',
  'eu/root/application-web.yaml': 'kind: Application\nreplicas: 3\n',
};
const tree = outTree(bodies);
const web = 'out/eu/root/application-web.yaml';

/** A repository in which everything is current. */
const generated = async (context: TestContext): Promise<string> => {
  const root = temporaryRoot(context);
  assert.deepEqual(await write(root, tree), []);
  return root;
};

/** What goes wrong after a change of a current repository; nothing may be written then. */
const refused = async (
  context: TestContext,
  spoil: (root: string) => void,
  changed = tree,
): Promise<readonly string[]> => {
  const root = await generated(context);
  spoil(root);
  const before = readTree(root);
  const problems = await write(root, changed);
  assert.deepEqual(readTree(root), before);
  return codes(problems);
};

test('the first run writes everything, the second nothing', async (context) => {
  const root = await generated(context);
  assert.deepEqual(
    readTree(root),
    new Map(tree.files.map(({ path, body }) => [path, written(path, body)]).sort() as [string, string][]),
  );
  const { value, problems } = await plan(root, tree);
  const { found, ...planned } = value;
  assert.deepEqual({ planned, problems }, { planned: { changes: [], unchanged: 5, leftOvers: [] }, problems: [] });
  assert.equal(found, await outDigest(root));
});

test('the plan says what is new, changed and removed, sorted, with the text that is replaced', async (context) => {
  const root = await generated(context);
  const { 'eu/root/application-cache.yaml': _, ...rest } = bodies;
  const next = outTree({ ...rest, 'eu/root/application-web.yaml': 'replicas: 5\n', 'eu/root/a.yaml': 'a: 1\n' });
  const { value, problems } = await plan(root, next);
  const { found: _found, ...planned } = value;
  assert.deepEqual(problems, []);
  assert.deepEqual(planned, {
    changes: [
      { path: 'out/eu/root/a.yaml', action: 'create', content: written('out/eu/root/a.yaml', 'a: 1\n') },
      { path: 'out/eu/root/application-cache.yaml', action: 'remove' },
      {
        path: web,
        action: 'update',
        content: written(web, 'replicas: 5\n'),
        before: readFileSync(join(root, web), 'utf8'),
      },
    ],
    unchanged: 3,
    leftOvers: [],
  });
});

test('a vanished file is written again', async (context) => {
  const root = await generated(context);
  rmSync(join(root, web));
  assert.deepEqual(await write(root, tree), []);
  assert.equal(readFileSync(join(root, web), 'utf8'), written(web, bodies['eu/root/application-web.yaml']));
});

test('a file that was edited by hand is neither overwritten nor removed, but with --force', async (context) => {
  const edit = (root: string) => put(root, web, `${readFileSync(join(root, web), 'utf8')}extra: 1\n`);
  assert.deepEqual(await refused(context, edit), [`file-edited ${web}`]);
  const { 'eu/root/application-web.yaml': _, ...rest } = bodies;
  assert.deepEqual(await refused(context, edit, outTree(rest)), [`file-edited ${web}`]);
  const root = await generated(context);
  edit(root);
  assert.deepEqual(await write(root, outTree(rest), { force: true }), []);
  assert(!existsSync(join(root, web)));
});

test('the bytes that would be written are no conflict, whoever wrote them', async (context) => {
  const root = temporaryRoot(context);
  put(root, web, written(web, bodies['eu/root/application-web.yaml']));
  assert.deepEqual(await write(root, tree), []);
});

test('a header that was edited, and converted line ends, are written anew without a word', async (context) => {
  const root = await generated(context);
  const text = readFileSync(join(root, web), 'utf8');
  for (const changed of [text.replace('clusters/eu', 'clusters/us'), text.replaceAll('\n', '\r\n'), `\ufeff${text}`]) {
    put(root, web, changed);
    assert.deepEqual(await write(root, tree), []);
    assert.equal(readFileSync(join(root, web), 'utf8'), text);
  }
});

test('a file that Git merged is generated anew', async (context) => {
  const root = await generated(context);
  const [ours, theirs] = [written(web, 'replicas: 4\n'), written(web, 'replicas: 5\n')];
  put(root, web, `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> x\n`);
  assert.deepEqual(await write(root, tree), []);
  const edited = theirs.replace('5', '6');
  const spoil = (place: string) => put(place, web, `<<<<<<< HEAD\n${ours}=======\n${edited}>>>>>>> x\n`);
  assert.deepEqual(await refused(context, spoil), [`file-edited ${web}`]);
});

test('what a machine left that died before the disk had all of a file is written anew', async (context) => {
  const root = await generated(context);
  const whole = readFileSync(join(root, web));
  const accent = outTree({ ...bodies, 'eu/root/application-web.yaml': 'name: é\n' });
  assert.deepEqual(await write(root, accent), []);
  const inLetter = readFileSync(join(root, web));
  for (const [left, next] of [
    [Buffer.alloc(0), tree],
    [Buffer.alloc(4096), tree],
    [whole.subarray(0, 9), tree],
    [Buffer.concat([whole.subarray(0, -3), Buffer.alloc(99)]), tree],
    [inLetter.subarray(0, -2), accent],
  ] as const) {
    put(root, web, left);
    assert.deepEqual(await write(root, next), []);
    assert.deepEqual(readFileSync(join(root, web)), next === tree ? whole : inLetter);
  }
  for (const other of [Buffer.from('\0a: 1\n'), Buffer.concat([whole.subarray(0, 9), Buffer.from('x')])])
    assert.deepEqual(await refused(context, (place) => put(place, web, other)), [`file-not-ours ${web}`]);
});

test("others' file at a path that is written stays, but with --adopt", async (context) => {
  for (const content of ['mine: 1\n', Buffer.from([0xff, 0xfe, 0]), Buffer.alloc((16 << 20) + 1)]) {
    const spoil = (root: string) => put(root, web, content);
    assert.deepEqual(await refused(context, spoil), [`file-not-ours ${web}`]);
    const root = await generated(context);
    spoil(root);
    assert.deepEqual(codes(await write(root, tree, { force: true })), [`file-not-ours ${web}`]);
    assert.deepEqual(await write(root, tree, { adopt: true }), []);
    assert.equal(readFileSync(join(root, web), 'utf8'), written(web, bodies['eu/root/application-web.yaml']));
  }
});

for (const name of ['mine.yaml', 'mine.YML', 'deep/er/mine.yaml', 'mine.json', 'mine.jsonnet', 'Kustomization'])
  test(`a foreign ${name} where a controller would apply it is a problem`, async (context) => {
    const path = `out/eu/root/${name}`;
    assert.deepEqual(await refused(context, (root) => put(root, path, 'a: 1\n')), [`foreign-file ${path}`]);
  });

test('a foreign manifest in a folder that controllers looked into until now is a problem, too', async (context) => {
  const gone = outTree({ 'us/root/application-web.yaml': 'a: 1\n' });
  const root = await generated(context);
  put(root, 'out/eu/root/mine.yaml', 'a: 1\n');
  assert.deepEqual(codes(await write(root, gone, { allowEmpty: true })), ['foreign-file out/eu/root/mine.yaml']);
});

test('other foreign files stay, and keep their folder', async (context) => {
  const root = await generated(context);
  const foreign = ['out/eu/root/NOTES.md', 'out/eu/mine.yaml', 'out/mine/x.yaml', 'out/top.txt', 'out/.git/HEAD'];
  for (const path of foreign) put(root, path, 'mine\n');
  assert.deepEqual(await write(root, outTree({ 'us/root/application-a.yaml': 'a: 1\n' }), { allowEmpty: true }), []);
  assert.deepEqual([...readTree(root).keys()].sort(), [...foreign, 'out/us/root/application-a.yaml'].sort());
});

test('what is no longer produced goes, and with it folders that are empty then', async (context) => {
  const root = await generated(context);
  mkdirSync(join(root, 'out/eu/empty/er'), { recursive: true });
  assert.deepEqual(await write(root, outTree({ 'us/README.md': 'x\n' }), { allowEmpty: true }), []);
  assert.deepEqual(foldersOf(join(root, 'out')), ['us']);
  assert.deepEqual(await write(root, outTree({}), { allowEmpty: true }), []);
  assert.deepEqual(foldersOf(join(root, 'out')), []);
});

test('symbolic links are not followed, wherever they are', async (context) => {
  const elsewhere = temporaryRoot(context);
  put(elsewhere, 'bootstrap.yaml', written('out/eu/bootstrap.yaml', 'old: 1\n'));
  const toFolder = (root: string) => {
    rmSync(join(root, 'out/eu'), { recursive: true });
    symlinkSync(elsewhere, join(root, 'out/eu'));
  };
  assert.deepEqual(await refused(context, toFolder), ['file-not-ours out/eu']);
  const toFile = (root: string) => {
    rmSync(join(root, web));
    symlinkSync(join(elsewhere, 'bootstrap.yaml'), join(root, web));
  };
  assert.deepEqual(await refused(context, toFile), [`file-not-ours ${web}`]);
  const toNothing = (root: string) => symlinkSync('nowhere', join(root, 'out/eu/link'));
  assert.deepEqual(await refused(context, toNothing), ['file-not-ours out/eu/link']);
  const root = temporaryRoot(context);
  symlinkSync(elsewhere, join(root, 'out'));
  for (const options of [{}, { force: true, adopt: true, allowEmpty: true }])
    assert.deepEqual(codes(await write(root, tree, options)), ['file-not-ours out']);
  assert.deepEqual([...readTree(elsewhere).keys()], ['bootstrap.yaml']);
});

test('a file where a folder is to be, and the other way round', async (context) => {
  const file = (root: string) => {
    rmSync(join(root, 'out/eu/root'), { recursive: true });
    writeFileSync(join(root, 'out/eu/root'), 'x');
  };
  assert.deepEqual(await refused(context, file), ['file-not-ours out/eu/root']);
  const folder = (root: string) => {
    rmSync(join(root, web));
    put(root, `${web}/x.txt`, 'x');
  };
  assert.deepEqual(await refused(context, folder), [`file-not-ours ${web}`]);
  const root = temporaryRoot(context);
  put(root, 'out', 'x');
  assert.deepEqual(codes(await write(root, tree)), ['file-not-ours out']);
});

test('a file whose name is not UTF-8', async (context) => {
  const root = await generated(context);
  writeFileSync(Buffer.concat([Buffer.from(join(root, 'out/eu/root/')), Buffer.from([0xff])]), 'x');
  assert.deepEqual(codes(await write(root, tree)), ['file-not-ours out/eu/root/\ufffd']);
});

test('names that differ only in case', async (context) => {
  const spoil = (root: string) => {
    put(root, 'out/EU/root/a.txt', 'x');
    put(root, 'out/eu/readme.md', 'x');
  };
  const found = await refused(context, spoil);
  // Where case does not count, the files are the ones that we wrote, and have been spoilt.
  if (found.some((code) => code.startsWith('name'))) {
    assert.deepEqual(found, ['name-case-conflict out/EU', 'name-case-conflict out/eu/readme.md']);
  } else assert.deepEqual(found, ['file-not-ours out/eu/README.md']);
});

test('a read-only file that would have to change is a problem, but with --force', async (context) => {
  const protect = (root: string) => chmodSync(join(root, web), 0o444);
  const { 'eu/root/application-web.yaml': _, ...rest } = bodies;
  assert.deepEqual(await refused(context, protect), []);
  assert.deepEqual(await refused(context, protect, outTree(rest)), [`file-read-only ${web}`]);
  const changed = outTree({ ...bodies, 'eu/root/application-web.yaml': 'replicas: 5\n' });
  assert.deepEqual(await refused(context, protect, changed), [`file-read-only ${web}`]);
  const root = await generated(context);
  protect(root);
  assert.deepEqual(await write(root, changed, { force: true }), []);
});

test('every release of a cluster that would vanish is asked about', async (context) => {
  const { 'eu/README.md': readme, 'eu/bootstrap.yaml': bootstrap } = bodies;
  const emptied = outTree({ 'eu/README.md': readme, 'eu/bootstrap.yaml': bootstrap });
  assert.deepEqual(await refused(context, () => undefined, emptied), ['cluster-emptied out/eu']);
  assert.deepEqual(await refused(context, () => undefined, outTree({})), ['cluster-emptied out/eu']);
  const renamed = outTree({ 'us/README.md': readme, 'us/root/application-web.yaml': 'a: 1\n' });
  assert.deepEqual(await refused(context, () => undefined, renamed), ['cluster-emptied out/eu']);
  const root = await generated(context);
  assert.deepEqual(await write(root, emptied, { allowEmpty: true }), []);
  // From then on the cluster is empty, and nobody is asked again until its folder would go.
  assert.deepEqual(await write(root, outTree({ 'eu/README.md': 'other\n' })), []);
  assert.deepEqual(codes(await write(root, outTree({}))), ['cluster-emptied out/eu']);
});

test('what makes the namespaces from a hub is no release', async (context) => {
  const root = await generated(context);
  const hub = { 'us/README.md': 'us\n', 'us/root/kustomization-namespaces.yaml': 'a: 1\n' };
  const release = { 'us/root/kustomization-web.yaml': 'a: 1\n', 'us/releases/web/kustomization.yaml': 'a: 1\n' };
  assert.deepEqual(await write(root, outTree({ ...bodies, ...hub, ...release })), []);
  const [found] = await write(root, outTree({ ...bodies, ...hub }));
  assert.equal(found?.message, 'The only release of cluster us would vanish.');
});

test('one release that goes is nothing to ask about', async (context) => {
  const root = await generated(context);
  assert.deepEqual(await write(root, outTree({ 'eu/root/application-web.yaml': 'a: 1\n' })), []);
});

test('a new controller is asked about, since the old one would remove what it runs', async (context) => {
  const root = await generated(context);
  const other = outTree({ 'eu/releases/web/kustomization.yaml': 'a: 1\n' });
  const [found, ...more] = await write(root, other);
  assert.deepEqual([found?.code, found?.file, more], ['cluster-emptied', 'out/eu', []]);
  assert.match(found?.message ?? '', /another controller/);
  assert.deepEqual(await write(root, other, { allowEmpty: true }), []);
});

test("others' files make no cluster", async (context) => {
  const root = temporaryRoot(context);
  put(root, 'out/old/root/application-web.txt', 'a: 1\n');
  assert.deepEqual(await write(root, tree), []);
});

test('all problems are told at once', async (context) => {
  const spoil = (root: string) => {
    put(root, web, 'mine\n');
    put(root, 'out/eu/bootstrap.yaml', written('out/eu/bootstrap.yaml', 'a: 1\n').replace('a: 1', 'a: 2'));
    put(root, 'out/eu/root/mine.yaml', 'mine\n');
  };
  assert.deepEqual(await refused(context, spoil), [
    'file-edited out/eu/bootstrap.yaml',
    `file-not-ours ${web}`,
    'foreign-file out/eu/root/mine.yaml',
  ]);
});

for (const path of [
  'elsewhere/x.yaml',
  'out/../x.yaml',
  '/out/x.yaml',
  'out',
  'out//x.yaml',
  'out/a\\b.yaml',
  'out/./x.yaml',
])
  test(`a tree that names ${path} is a bug`, async (context) => {
    const file = { path, sources: [], manifests: [], body: '' };
    await assert.rejects(plan(temporaryRoot(context), { files: [file], syncedFolders: [] }), /not a path under out/);
  });
