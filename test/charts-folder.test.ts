import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readChartFolder, readLocalFolder } from '../generator/charts/folder.ts';
import { parseYaml } from '../generator/read/yaml.ts';
import { below, chartArchive, chartFiles, type Files, folderWith, told } from './chart-files.ts';

const read = (root: string, path = 'charts/app') => readChartFolder(root, path, parseYaml);

const dependsOn = (...lines: readonly string[]): string =>
  `dependencies:\n${lines.map((line) => `  - { ${line} }\n`).join('')}`;

const app = (files: Files, metadata = ''): Files =>
  below('charts/app', { ...chartFiles('app', '1.0.0', 'a: 1\n', metadata), ...files });

test('a chart comes with its sub-charts, from folders and archives, under their aliases', async (context) => {
  const root = await folderWith(
    context,
    app(
      {
        ...below('charts/one', chartFiles('one', '1.2.3', 'x: 1\n')),
        'charts/two-2.0.0.tgz': chartArchive('two', {
          ...chartFiles('two', '2.0.0', 'y: 1\n'),
          ...below('charts/deep', chartFiles('deep', '3.0.0')),
        }),
        'charts/_draft/README.md': 'Helm leaves this alone',
      },
      dependsOn(
        'name: one, version: ~1.2, alias: first, condition: first.enabled',
        'name: two, version: 2.x, tags: [t]',
      ),
    ),
  );
  const { value, problems } = await read(root);
  assert.deepEqual(problems, []);
  const chart = value?.chart;
  assert.equal(chart?.file, 'charts/app/Chart.yaml');
  assert.deepEqual(
    chart?.dependencies.map(({ key, condition, tags, chart: sub }) => [key, condition, tags, sub.version, sub.file]),
    [
      ['first', 'first.enabled', [], '1.2.3', 'charts/app/charts/one/Chart.yaml'],
      ['two', undefined, ['t'], '2.0.0', 'charts/app/charts/two-2.0.0.tgz/Chart.yaml'],
    ],
  );
  assert.deepEqual(
    chart?.dependencies[1]?.chart.dependencies.map(({ key }) => key),
    ['deep'],
  );
});

test('one sub-chart may stand under two aliases', async (context) => {
  const metadata = dependsOn('name: one, version: 1.0.0, alias: a', 'name: one, version: 1.0.0, alias: b');
  const root = await folderWith(context, app(below('charts/one', chartFiles('one', '1.0.0')), metadata));
  const { value, problems } = await read(root);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    value?.chart.dependencies.map(({ key }) => key),
    ['a', 'b'],
  );
});

test('an old chart declares its dependencies in requirements.yaml', async (context) => {
  const files = {
    ...below('charts/one', chartFiles('one', '1.0.0')),
    'requirements.yaml': dependsOn('name: one, alias: a'),
  };
  const { value } = await read(await folderWith(context, app(files)));
  assert.deepEqual(
    value?.chart.dependencies.map(({ key }) => key),
    ['a'],
  );
});

test('a file:// dependency inside the repository is read, and its content counts in the digest', async (context) => {
  const root = await folderWith(context, {
    ...app({}, dependsOn('name: common, version: 1.x, repository: "file://../common"')),
    ...below('charts/common', chartFiles('common', '1.1.0', 'c: 1\n')),
  });
  const first = await read(root);
  assert.deepEqual(first.problems, []);
  assert.equal(first.value?.chart.dependencies[0]?.chart.file, 'charts/common/Chart.yaml');
  assert.deepEqual(first.value?.dependencyFolders, ['charts/common']);
  await writeFile(join(root, 'charts/common/values.yaml'), 'c: 2\n');
  assert.notEqual((await read(root)).value?.digest, first.value?.digest);
});

test('a dependency that is not in the repository is told at its line', async (context) => {
  const metadata = dependsOn('name: redis, version: 1.0.0, repository: "https://charts.example.com"');
  const { value, problems } = await read(await folderWith(context, app({}, metadata)));
  assert.equal(value, undefined);
  assert.deepEqual(told(problems), ['chart-dependency-not-vendored charts/app/Chart.yaml:5:5']);
  const outside = dependsOn('name: redis, version: 1.0.0, repository: "file://../../../redis"');
  const { problems: left } = await read(await folderWith(context, app({}, outside)));
  assert.deepEqual(told(left), ['chart-dependency-not-vendored charts/app/Chart.yaml:5:5']);
});

test('two copies of one sub-chart are refused, declared or not', async (context) => {
  const copies = {
    ...below('charts/one', chartFiles('one', '1.0.0')),
    'charts/one-1.0.0.tgz': chartArchive('one', chartFiles('one', '1.0.0')),
  };
  for (const metadata of ['', dependsOn('name: one, version: 1.0.0')]) {
    const { value, problems } = await read(await folderWith(context, app(copies, metadata)));
    assert.equal(value, undefined);
    assert.deepEqual(told(problems), ['chart-invalid charts/app/charts/one-1.0.0.tgz']);
  }
});

test('two versions of one sub-chart are fine where each dependency fits one', async (context) => {
  const files = {
    ...below('charts/one', chartFiles('one', '1.0.0')),
    ...below('charts/uno', chartFiles('one', '2.0.0')),
  };
  const metadata = dependsOn('name: one, version: ^1, alias: a', 'name: one, version: ^2, alias: b');
  const { value, problems } = await read(await folderWith(context, app(files, metadata)));
  assert.deepEqual(problems, []);
  assert.deepEqual(
    value?.chart.dependencies.map(({ key, chart }) => `${key} ${chart.version}`),
    ['a 1.0.0', 'b 2.0.0'],
  );
});

test('a sub-chart whose version leaves numbers out is taken by a range, as by Helm', async (context) => {
  const files = below('charts/one', chartFiles('one', '1.2'));
  for (const range of ['^1.0', '1.2.0', '!=1.3.0', '=>1.1']) {
    const metadata = dependsOn(`name: one, version: "${range}"`);
    assert.deepEqual((await read(await folderWith(context, app(files, metadata)))).problems, [], range);
  }
});

test('a sub-chart of another version than the dependency asks for is refused at its line', async (context) => {
  const files = below('charts/one', chartFiles('one', '1.0.0'));
  const { problems } = await read(await folderWith(context, app(files, dependsOn('name: one, version: ">=2, <3"'))));
  assert.deepEqual(told(problems), ['chart-invalid charts/app/Chart.yaml:5:5']);
});

test('what is no chart says so', async (context) => {
  const cases: readonly (readonly [Files, string])[] = [
    [{ 'charts/app/values.yaml': '' }, 'chart-invalid charts/app'],
    [app({ 'Chart.yaml': 'version: 1.0.0\n' }), 'chart-invalid charts/app/Chart.yaml:1:1'],
    [app({ 'Chart.yaml': 'name: ../app\nversion: 1.0.0\n' }), 'chart-invalid charts/app/Chart.yaml:1:1'],
    [app({ 'values.yaml': '- a\n' }), 'chart-invalid charts/app/values.yaml'],
    [app({ 'values.yaml': 'a: "\n' }), 'yaml-syntax charts/app/values.yaml:2:1'],
    [app({ 'values.yaml': Buffer.from([0x61, 0xff]) }), 'not-utf-8 charts/app/values.yaml'],
    [app({ 'charts/README.md': 'no chart' }), 'chart-invalid charts/app/charts/README.md'],
    [app({ 'big.txt': Buffer.alloc(5 * 1024 * 1024 + 1) }), 'chart-invalid charts/app/big.txt'],
    [app({}, dependsOn('name: a', 'name: b, alias: a')), 'chart-invalid charts/app/Chart.yaml:6:5'],
  ];
  for (const [files, expected] of cases) {
    const { value, problems } = await read(await folderWith(context, files));
    assert.equal(value, undefined, expected);
    assert.deepEqual(told(problems), [expected]);
  }
});

test('sub-charts that multiply are refused', async (context) => {
  const twice = (name: string): string => dependsOn(`name: ${name}, alias: a`, `name: ${name}, alias: b`);
  let files: Files = chartFiles('c0', '1.0.0');
  for (let level = 1; level <= 9; level += 1)
    files = {
      ...chartFiles(`c${level}`, '1.0.0', '', twice(`c${level - 1}`)),
      ...below(`charts/c${level - 1}`, files),
    };
  const { problems } = await read(await folderWith(context, below('charts/app', files)));
  assert.deepEqual(told(problems), ['chart-invalid charts/app/charts/c8']);
});

test('a path or a link that leaves the repository or the chart is refused', async (context) => {
  const root = await folderWith(context, { ...app({}), 'notes.txt': 'outside the chart' });
  const codes = async (path?: string) => told((await read(root, path)).problems);
  assert.deepEqual(await codes('../elsewhere'), ['chart-outside-repository ../elsewhere']);
  assert.deepEqual(await codes('/etc'), ['chart-outside-repository /etc']);
  assert.deepEqual(await codes('.'), ['chart-outside-repository .']);
  assert.deepEqual(await codes('charts/none'), ['file-missing charts/none']);
  await symlink('/etc', join(root, 'charts/etc'));
  assert.deepEqual(await codes('charts/etc'), ['chart-outside-repository charts/etc']);
  await symlink('../../notes.txt', join(root, 'charts/app/notes.txt'));
  assert.deepEqual(await codes(), ['chart-invalid charts/app/notes.txt']);
  // As little as this message may promise that .helmignore could help.
  await writeFile(join(root, 'charts/app/.helmignore'), 'notes.txt\n');
  const { problems } = await read(root);
  assert.deepEqual(told(problems), ['chart-invalid charts/app/notes.txt']);
  assert.doesNotMatch(problems[0]?.fix ?? '', /name it in \.helmignore/);
  await rm(join(root, 'charts/app/.helmignore'));
  await rm(join(root, 'charts/app/notes.txt'));
  await symlink('.', join(root, 'charts/app/again'));
  assert.deepEqual(await codes(), ['chart-invalid charts/app/again']);
  await rm(join(root, 'charts/app/again'));
  await symlink('values.yaml', join(root, 'charts/app/same.yaml'));
  assert.deepEqual(await codes(), []);
});

test('the digest follows names and contents, and nothing else', async (context) => {
  const root = await folderWith(context, app({ 'templates/a.yaml': 'a' }));
  const digest = async () => (await read(root)).value?.digest;
  const first = await digest();
  assert.match(first ?? '', /^sha256:[0-9a-f]{64}$/);
  await mkdir(join(root, 'charts/app/empty'));
  await writeFile(join(root, 'charts/app/templates/.hidden'), 'Helm never loads it');
  assert.equal(await digest(), first);
  await rename(join(root, 'charts/app/templates/a.yaml'), join(root, 'charts/app/templates/b.yaml'));
  const second = await digest();
  assert.notEqual(second, first);
  await writeFile(join(root, 'charts/app/templates/b.yaml'), 'b');
  assert.notEqual(await digest(), second);
});

test('the digest is over path, length and content of the files, sorted', async (context) => {
  const root = await folderWith(
    context,
    below('charts/app', { 'values.yaml': 'é: 1\n', 'Chart.yaml': 'name: a\nversion: 1\n' }),
  );
  const bytes = 'Chart.yaml\0' + '19\0name: a\nversion: 1\n' + 'values.yaml\0' + '6\0é: 1\n';
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  assert.equal((await read(root)).value?.digest, digest);
});

test('.helmignore takes files out of the chart', async (context) => {
  const rules = '# comment\n*.bak\n/top.txt\nnotes/\nci/*-values.yaml\n[xy]?.md\n';
  const root = await folderWith(context, app({ '.helmignore': rules }));
  const digest = async () => (await read(root)).value?.digest;
  const first = await digest();
  const write = async (path: string) => {
    await mkdir(join(root, 'charts/app', path, '..'), { recursive: true });
    await writeFile(join(root, 'charts/app', path), 'text');
  };
  for (const path of ['a.bak', 'deep/b.bak', 'top.txt', 'notes/a', 'deep/notes/a', 'ci/x-values.yaml', 'deep/x1.md'])
    await write(path);
  assert.equal(await digest(), first);
  for (const path of ['deep/top.txt', 'ci/deep/x-values.yaml', 'z1.md']) {
    const before = await digest();
    await write(path);
    assert.notEqual(await digest(), before, path);
  }
});

test('a local folder may lie anywhere', async (context) => {
  const root = await folderWith(context, app({}));
  const { value, problems } = await readLocalFolder(join(root, 'charts/app'), '../app', parseYaml);
  assert.deepEqual(problems, []);
  assert.equal(value?.chart.versionAt.file, '../app/Chart.yaml');
});

test('a chart behind a symbolic link is refused, and the folder named', async (context) => {
  const root = await folderWith(context, app({}));
  await symlink('app', join(root, 'charts/alias'));
  const { value, problems } = await read(root, 'charts/alias');
  assert.equal(value, undefined);
  assert.deepEqual(told(problems), ['chart-invalid charts/alias']);
  assert.match(problems[0]?.fix ?? '', /charts\/app\.$/);
});

test('a .helmignore without end is not read', { timeout: 10_000 }, async (context) => {
  const root = await folderWith(context, app({}));
  await symlink('/dev/zero', join(root, 'charts/app/.helmignore'));
  assert.deepEqual(told((await read(root)).problems), ['chart-invalid charts/app/.helmignore']);
});

test('a version that Helm would not take is refused', async (context) => {
  for (const version of ['0.1.1 | x', '1.2.3.4', 'latest', '"1.0.0\\n"']) {
    const root = await folderWith(context, below('charts/app', chartFiles('app', version)));
    assert.deepEqual(told((await read(root)).problems), ['chart-invalid charts/app/Chart.yaml:3:10'], version);
  }
  for (const version of ['v1.2.3', '1', '1.2.3-rc.1+build.7']) {
    const root = await folderWith(context, below('charts/app', chartFiles('app', version)));
    assert.deepEqual((await read(root)).problems, [], version);
  }
});
