import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { loadCharts } from '../generator/charts/catalog.ts';
import { runContract } from '../generator/charts/contract-command.ts';
import { readChartFolder } from '../generator/charts/folder.ts';
import type { ChartReference, Lock, LockEntry } from '../generator/model/charts.ts';
import type { Position } from '../generator/model/problems.ts';
import type { Located } from '../generator/model/values.ts';
import { parseYaml } from '../generator/read/yaml.ts';
import { below, chartArchive, chartFiles, folderWith, told } from './chart-files.ts';

const repository = 'https://charts.example.com';
const at = (line: number, file = 'environments/base.yaml'): Position => ({ file, line, column: 5 });
const archive = chartArchive('app', chartFiles('app', '1.0.0', 'replicas: 1\ntext: |\n  1\n  2\n'));
const digest = `sha256:${createHash('sha256').update(archive).digest('hex')}`;
const path = 'schemas/contracts/charts.example.com/app/1.0.0.json';

const asks = (version: string, line = 1, name = 'app'): Located<ChartReference> => ({
  value: { kind: 'repository', repository, name, version },
  at: at(line),
});
const locked = (version: string, more: Partial<LockEntry> = {}): LockEntry =>
  ({
    kind: 'repository',
    at: at(3, 'charts.lock.yaml'),
    repository,
    name: 'app',
    version,
    resolved: '1.0.0',
    digest,
    ...more,
  }) as LockEntry;
const lockOf = (...entries: readonly LockEntry[]): Lock => ({ file: 'charts.lock.yaml', entries });
const load = (root: string, references: readonly Located<ChartReference>[], lock: Lock) =>
  loadCharts(root, references, lock, parseYaml);

/** Makes a contract and writes it, as the command line would. */
const make = async (
  root: string,
  lock: Lock,
  chart: readonly string[],
  more: { hashText?: boolean; names?: readonly string[] } = {},
) => {
  const made = await runContract(root, lock, { chart, hashText: false, ...more }, { parse: parseYaml });
  for (const change of made.value.changes) {
    await mkdir(dirname(join(root, change.path)), { recursive: true });
    await writeFile(join(root, change.path), change.content ?? '');
  }
  return made;
};

test('a contract is made from the locked archive, and found again', async (context) => {
  const root = await folderWith(context, { 'app.tgz': archive });
  const lock = lockOf(locked('1.0.0'), locked('^1'));
  const made = await make(root, lock, ['app=app.tgz']);
  assert.deepEqual(made.problems, []);
  assert.deepEqual(
    made.value.changes.map((change) => `${change.action} ${change.path}`),
    [`create ${path}`],
  );
  const { value, problems } = await load(root, [asks('1.0.0'), asks('^1', 2)], lock);
  assert.deepEqual(problems, []);
  assert.equal(value[0]?.contract?.values.properties?.replicas?.default, 1);
  assert.equal(value[0]?.contract?.fromFolder, false);
  assert.equal(value[0]?.contract, value[1]?.contract);
  const again = await make(root, lock, ['app@1.0.0=app.tgz']);
  assert.deepEqual([again.value, again.problems], [{ changes: [] }, []]);
  const without = await make(root, lock, []);
  assert.deepEqual([without.value, told(without.problems)], [{ changes: [] }, []]);
});

test('hashed texts stay hashed when a contract is made again', async (context) => {
  const root = await folderWith(context, { 'app.tgz': archive });
  await make(root, lockOf(locked('1.0.0')), ['app=app.tgz'], { hashText: true });
  const first = await readFile(join(root, path), 'utf8');
  assert.doesNotMatch(first, /1\\n2/);
  assert.deepEqual((await make(root, lockOf(locked('1.0.0')), ['app=app.tgz'])).value.changes, []);
});

test('only the locked archive, or a folder of its name and version, makes a contract', async (context) => {
  const root = await folderWith(context, {
    'other.tgz': chartArchive('app', chartFiles('app', '1.0.0', 'replicas: 2\n')),
    'version.tgz': chartArchive('app', chartFiles('app', '1.0.1')),
    'broken.tgz': 'no archive',
    ...below('folder', chartFiles('app', '1.0.0', 'replicas: 3\n')),
    ...below('renamed', chartFiles('apq', '1.0.0')),
  });
  const codes = async (chart: string, entry = locked('1.0.0')) =>
    told((await make(root, lockOf(entry), [chart])).problems);
  assert.deepEqual(await codes('app=other.tgz'), ['local-chart-mismatch other.tgz']);
  assert.deepEqual(await codes('app=version.tgz'), ['local-chart-mismatch version.tgz']);
  assert.deepEqual(await codes('app=renamed'), ['local-chart-mismatch renamed']);
  assert.deepEqual(await codes('app=broken.tgz'), ['chart-invalid broken.tgz']);
  assert.deepEqual(await codes('app=none.tgz'), ['file-missing none.tgz']);
  assert.deepEqual(await codes('apq=folder'), ['chart-not-locked', 'contract-missing charts.lock.yaml:3:5']);
  assert.deepEqual(await codes('app@2.0.0=folder'), ['chart-not-locked', 'contract-missing charts.lock.yaml:3:5']);
  assert.deepEqual(await codes('folder'), ['invalid-value', 'contract-missing charts.lock.yaml:3:5']);
  assert.deepEqual(
    await codes('app=other.tgz', locked('1.0.0', { repository: 'oci://example.com' } as Partial<LockEntry>)),
    ['local-chart-mismatch other.tgz'],
  );
  assert.deepEqual(await codes('app=folder'), []);
  const { value } = await load(root, [asks('1.0.0')], lockOf(locked('1.0.0')));
  assert.equal(value[0]?.contract?.fromFolder, true);
});

test('a name with two locked versions must say which; other charts are left alone on demand', async (context) => {
  const root = await folderWith(context, { 'app.tgz': archive, 'schemas/contracts/old/a/1.json': '{}' });
  const lock = lockOf(locked('1.0.0'), locked('2.0.0', { resolved: '2.0.0' } as Partial<LockEntry>));
  assert.equal((await make(root, lock, ['app=app.tgz'])).problems[0]?.code, 'invalid-value');
  assert.deepEqual(
    (await make(root, lock, [])).problems.slice(0, 2).map(({ severity }) => severity),
    ['problem', 'problem'],
  );
  assert.equal((await make(root, lock, ['app@1.0.0=app.tgz'])).problems[0]?.severity, 'warning');
  assert.deepEqual(told((await make(root, lock, ['app@1.0.0=app.tgz'])).problems), [
    'contract-missing charts.lock.yaml:3:5',
    'contract-unused schemas/contracts/old/a/1.json',
  ]);
  const named = await make(root, lock, [], { names: ['ap'] });
  assert.deepEqual(told(named.problems), ['chart-not-locked', 'contract-unused schemas/contracts/old/a/1.json']);
});

test('a missing, stale or broken contract is told once, and the chart comes without it', async (context) => {
  const root = await folderWith(context, { 'app.tgz': archive });
  const references = [asks('1.0.0'), asks('^1', 2)];
  const missing = await load(root, references, lockOf(locked('1.0.0'), locked('^1')));
  assert.deepEqual(told(missing.problems), ['contract-missing charts.lock.yaml:3:5']);
  assert.deepEqual(
    missing.value.map((chart) => [chart?.version, chart?.contract]),
    [
      ['1.0.0', undefined],
      ['1.0.0', undefined],
    ],
  );
  await make(root, lockOf(locked('1.0.0')), ['app=app.tgz']);
  const other = { digest: `sha256:${'0'.repeat(64)}` };
  const stale = await load(root, references, lockOf(locked('1.0.0', other), locked('^1', other)));
  assert.deepEqual(told(stale.problems), ['contract-stale charts.lock.yaml:3:5']);
  assert.equal(stale.value[0]?.contract, undefined);
  await writeFile(join(root, path), '{}');
  assert.deepEqual(told((await load(root, references, lockOf(locked('1.0.0'), locked('^1')))).problems), [
    `contract-invalid ${path}`,
  ]);
});

test('what is not locked is told where it is asked for, with what is near', async (context) => {
  const root = await folderWith(context, {});
  const { value, problems } = await load(root, [asks('2.0.0', 4), asks('1.0.0', 5, 'apq')], lockOf(locked('1.0.0')));
  assert.deepEqual(value, [undefined, undefined]);
  assert.deepEqual(told(problems), [
    'chart-not-locked environments/base.yaml:4:5',
    'chart-not-locked environments/base.yaml:5:5',
  ]);
  assert.match(problems[0]?.message ?? '', /has 1\.0\.0/);
  assert.match(problems[1]?.message ?? '', /Did you mean app\?/);
  assert.match(problems[0]?.fix ?? '', /espalier lock/);
});

test('a range that its locked version does not meet is stale', async (context) => {
  const root = await folderWith(context, { 'app.tgz': archive });
  const lock = lockOf(locked('^2'));
  await make(root, lock, ['app=app.tgz']);
  assert.deepEqual(told((await load(root, [asks('^2')], lock)).problems), ['chart-lock-stale charts.lock.yaml:3:5']);
});

test('a chart folder is read as it is, and held against the lock', async (context) => {
  const root = await folderWith(context, below('charts/x', chartFiles('x', '1.0.0', 'a: 1\n')));
  const reference: Located<ChartReference> = { value: { kind: 'folder', path: 'charts/x' }, at: at(7) };
  const found = (await readChartFolder(root, 'charts/x', parseYaml)).value;
  const entry: LockEntry = {
    kind: 'folder',
    at: at(9, 'charts.lock.yaml'),
    path: 'charts/x',
    name: 'x',
    version: '1.0.0',
    digest: found?.digest ?? '',
  };
  const codes = async (...entries: readonly LockEntry[]) => {
    const { value, problems } = await load(root, [reference], lockOf(...entries));
    assert.equal(value[0]?.contract?.file, 'charts/x/values.yaml');
    assert.equal(value[0]?.contract?.fromFolder, true);
    return told(problems);
  };
  assert.deepEqual(await codes(entry), []);
  assert.deepEqual(await codes(), ['chart-not-locked environments/base.yaml:7:5']);
  await appendFile(join(root, 'charts/x/values.yaml'), 'b: 2\n');
  assert.deepEqual(await codes(entry), ['chart-changed-without-version charts/x/Chart.yaml:3:10']);
  await writeFile(join(root, 'charts/x/Chart.yaml'), 'name: x\nversion: 1.1.0\n');
  assert.deepEqual(await codes(entry), ['chart-lock-stale environments/base.yaml:7:5']);
  await rm(join(root, 'charts/x'), { recursive: true });
  const gone = await load(root, [reference], lockOf(entry));
  assert.deepEqual([gone.value, told(gone.problems)], [[undefined], ['file-missing environments/base.yaml:7:5']]);
});

test('the folders of file:// dependencies come with a chart folder', async (context) => {
  const dependency = 'dependencies: [{ name: common, version: 1.0.0, repository: "file://../common/" }]\n';
  const root = await folderWith(context, {
    ...below('charts/x', chartFiles('x', '1.0.0', '', dependency)),
    ...below('charts/common', chartFiles('common', '1.0.0')),
  });
  const { value } = await load(root, [{ value: { kind: 'folder', path: 'charts/x' }, at: at(1) }], lockOf());
  assert.deepEqual(value[0]?.kind === 'folder' && value[0].dependencyFolders, ['charts/common']);
});

test('a folder outside the repository is told where it is asked for', async (context) => {
  const root = await folderWith(context, {});
  const { problems } = await load(root, [{ value: { kind: 'folder', path: '../x' }, at: at(7) }], lockOf());
  assert.deepEqual(told(problems), ['chart-outside-repository environments/base.yaml:7:5']);
});

test('a reference that is locked twice is told at the second entry', async (context) => {
  const root = await folderWith(context, { 'app.tgz': archive });
  await make(root, lockOf(locked('^1')), ['app=app.tgz']);
  const second = locked('^1', { at: at(9, 'charts.lock.yaml'), resolved: '1.0.1' });
  const { problems } = await load(root, [asks('^1')], lockOf(locked('^1'), second));
  assert.deepEqual(told(problems), ['chart-lock-stale charts.lock.yaml:9:5']);
  assert.deepEqual((await load(root, [asks('^1')], lockOf(locked('^1'), locked('^1')))).problems, []);
});

test("another chart's contract in the place of one is not taken", async (context) => {
  const root = await folderWith(context, { 'app.tgz': archive });
  const lock = lockOf(locked('1.0.0'));
  await make(root, lock, ['app=app.tgz']);
  const text = await readFile(join(root, path), 'utf8');
  await writeFile(join(root, path), text.replace('"name": "app"', '"name": "other"'));
  const { value, problems } = await load(root, [asks('1.0.0')], lock);
  assert.deepEqual([told(problems), value[0]?.contract], [[`contract-invalid ${path}`], undefined]);
});
