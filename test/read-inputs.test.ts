import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Failure } from '../generator/failure.ts';
import { readInputs } from '../generator/read/inputs.ts';
import { type Files, inputsOf, read, sound, told, writeRepository } from './read-repository.ts';

const production = sound['environments/production.yaml'];

const refused: readonly (readonly [what: string, files: Files, ...problems: string[]])[] = [
  ['no espalier.yaml', { 'espalier.yaml': undefined }, 'espalier.yaml file-missing'],
  ['no cluster', { 'clusters/eu.yaml': undefined }, 'clusters file-missing'],
  [
    'empty files',
    { 'clusters/eu.yaml': '# nothing\n', 'environments/base.yaml': '' },
    'environments/base.yaml yaml-empty',
    'clusters/eu.yaml yaml-empty',
  ],
  [
    'not UTF-8',
    { 'environments/base.yaml': Buffer.from([0x61, 0x3a, 0x20, 0xff, 0x0a]) },
    'environments/base.yaml:1:4 not-utf-8',
  ],
  [
    'other file name',
    { 'clusters/us.yml': '', 'environments/dev.YAML': '' },
    'clusters/us.yml file-not-read',
    'environments/dev.YAML file-not-read',
  ],
  [
    'file too deep',
    { 'environments/dev/a/b.yaml': '', 'clusters/a/b.yaml': '' },
    'clusters/a/b.yaml file-not-read',
    'environments/dev/a/b.yaml file-not-read',
  ],
  ['name that is no label', { 'environments/dev_1.yaml': production }, 'environments/dev_1.yaml name-invalid'],
  [
    'cluster of a long name',
    { [`clusters/${'a'.repeat(64)}.yaml`]: sound['clusters/eu.yaml'] },
    `clusters/${'a'.repeat(64)}.yaml name-invalid`,
  ],
  ['names that differ in case', { 'environments/Base.yaml': production }, 'environments/Base.yaml name-case-conflict'],
  [
    'file and folder',
    { 'environments/base/web.yaml': 'services: {}\n' },
    'environments/base.yaml environment-file-and-folder',
  ],
  [
    'service in two files of a folder',
    { 'environments/dev/a.yaml': 'services: { web: null }\n', 'environments/dev/b.yaml': 'services:\n  web: null\n' },
    'environments/dev/b.yaml:2:3 service-declared-twice',
  ],
  [
    'what belongs in environment.yaml',
    { 'environments/dev/a.yaml': 'services: {}\nextends: [base]\nvariables: {}\n' },
    'environments/dev/a.yaml:2:1 unknown-key',
    'environments/dev/a.yaml:3:1 unknown-key',
  ],
  ['link to nothing', { 'environments/dev.yaml': { link: 'nothing.yaml' } }, 'environments/dev.yaml file-missing'],
  [
    'link out of the repository',
    { 'environments/dev.yaml': { link: '/etc/passwd' } },
    'environments/dev.yaml file-outside-repository',
  ],
  [
    'folder out of the repository',
    { 'environments/dev': { link: '/etc' } },
    'environments/dev file-outside-repository',
  ],
  ['link to a folder', { 'environments/dev': { link: '../clusters' } }, 'environments/dev file-not-read'],
  [
    'YAML and shape at one place',
    { 'clusters/eu.yaml': 'environment: on\ncontroller: argo\nkubernetes: 1.30\n' },
    'clusters/eu.yaml:1:14 yaml-ambiguous-scalar',
    'clusters/eu.yaml:2:13 invalid-value',
    'clusters/eu.yaml:3:13 wrong-type',
  ],
  [
    'conflict markers',
    { 'charts.lock.yaml': '<<<<<<< ours\ncharts: []\n=======\ncharts: []\n>>>>>>> theirs\n' },
    'charts.lock.yaml:1:1 merge-conflict',
  ],
  [
    'conflict markers without a middle or an end',
    { 'clusters/eu.yaml': '<<<<<<< ours\n>>>>>>> theirs\n', 'charts.lock.yaml': '<<<<<<< ours\ncharts: []\n=======\n' },
    'clusters/eu.yaml:1:1 wrong-type',
    'charts.lock.yaml:1:1 yaml-syntax',
  ],
  [
    'too large',
    { 'environments/base.yaml': `# ${'x'.repeat(5 * 1024 * 1024)}\n` },
    'environments/base.yaml yaml-too-large',
  ],
];

for (const [what, files, ...problems] of refused) {
  test(`refused: ${what}`, async () => assert.deepEqual(await told(files), problems));
}

test('a sound repository has no problems, and its defaults are filled in', async () => {
  const { settings, clusters, environments, lock } = await inputsOf({});
  const at = { file: 'espalier.yaml', line: 1, column: 1 };
  assert.deepEqual(settings.repository.branch, { value: 'main', at });
  assert.deepEqual(settings.argocd, { namespace: { value: 'argocd', at } });
  assert.deepEqual(settings.flux, { namespace: { value: 'flux-system', at } });
  assert.deepEqual([...environments.keys()], ['base', 'production']);
  assert.deepEqual(lock, { file: 'charts.lock.yaml', entries: [] });
  const [cluster] = clusters;
  assert.equal(cluster?.helm, 4);
  assert.deepEqual(cluster?.kubernetes, { value: '1.34', at: { file: 'clusters/eu.yaml', line: 3, column: 13 } });
});

test('what espalier.yaml says of dangers arrives, with the prices of the file that it names', async () => {
  const { settings } = await inputsOf({
    'espalier.yaml':
      'repository: { url: "git@a:b" }\ndangers:\n  severities: { claims-left: ignore, chart-major: problem }\n  exceptions:\n    - { code: claims-left, cluster: e*, service: web, object: A/b, reason: r, expires: 2026-12-31 }\n  removedShare: 0.5\n  budgets:\n    - { cluster: eu, service: w*, cpu: 1500m, memory: 2Gi, storage: 1, pods: 3 }\n  prices: some/prices.yaml\n',
    'some/prices.yaml': 'currency: EUR\ncpu: 20.5\nmemory: 2\nstorage: 0\n',
  });
  const at = (line: number) => ({ file: 'espalier.yaml', line, column: 7 });
  const names = { cluster: 'e*', service: 'web', object: 'A/b' };
  assert.deepEqual(settings.dangers, {
    severities: new Map([
      ['claims-left', 'ignore'],
      ['chart-major', 'problem'],
    ]),
    exceptions: [{ at: at(5), code: 'claims-left', ...names, reason: 'r', expires: '2026-12-31' }],
    removedShare: 0.5,
    budgets: [{ at: at(8), cluster: 'eu', service: 'w*', cpu: 1.5, memory: 2 * 2 ** 30, storage: 1, pods: 3 }],
    prices: { currency: 'EUR', cpu: 20.5, memory: 2, storage: 0 },
  });
  const { settings: usual } = await inputsOf({});
  assert.deepEqual(usual.dangers, { severities: new Map(), exceptions: [], removedShare: 0.3, budgets: [] });
});

test('every field arrives where the program looks for it', async () => {
  const { settings, clusters, environments, lock } = await inputsOf({
    'espalier.yaml':
      'repository: { url: "git@a:b", branch: dev }\nargocd: { namespace: argo, project: p }\nflux: { namespace: fl, gitRepository: g }\n',
    'clusters/eu.yaml':
      'environment: production\ncontroller: flux\nkubernetes: "1.33.1"\nhelm: 3\napiVersions: [a.io/v1, a.io/v1/B]\nvariables: { region: eu, size: 3, on_call: true }\nnamespaces: { web: { create: false, labels: { a: b } } }\nexternal: [x]\nservices: { web: null }\nflux: { gitRepository: h }\n',
    'clusters/us.yaml':
      'environment: production\ncontroller: argocd\nkubernetes: "1.34"\ndestination: { server: "https://a" }\nargocd: { project: q }\n',
    'environments/base.yaml':
      'services:\n  web:\n    chart: { repository: "https://c", name: nn, version: ^1.0.0 }\n    namespace: web\n    releaseName: r\n    onRemove: keep\n    dependsOn: []\n    extraNamespaces: [yy]\n    clusterResources: [Namespace]\n    argocd: { project: s }\n    values: { a: [1] }\n    lists: { /a: append, /b: { mergeBy: k } }\n',
    'charts.lock.yaml': `charts:\n  - { repository: "https://c", name: nn, version: ^1.0.0, resolved: 1.2.0, url: "https://c/n.tgz", digest: "sha256:${'a'.repeat(64)}" }\n  - { path: charts/x, name: x, version: 0.1.0, digest: "sha256:${'b'.repeat(64)}" }\n`,
  });
  assert.equal(settings.argocd.project?.value, 'p');
  assert.equal(settings.flux.gitRepository?.value, 'g');
  const [eu, us] = clusters;
  assert.deepEqual([eu?.name, eu?.controller.value, eu?.helm, eu?.destination], ['eu', 'flux', 3, undefined]);
  assert.deepEqual(eu?.apiVersions, ['a.io/v1', 'a.io/v1/B']);
  assert.deepEqual(
    [...(eu?.variables ?? [])].map(([name, { value }]) => [name, value]),
    [
      ['region', 'eu'],
      ['size', 3],
      ['on_call', true],
    ],
  );
  const namespace = eu?.namespaces.get('web');
  assert.deepEqual(
    [namespace?.create?.value, namespace?.labels.get('a')?.value, namespace?.at.column],
    [false, 'b', 15],
  );
  assert.deepEqual(
    [eu?.external[0]?.value, eu?.services.get('web')?.removed, eu?.fluxGitRepository?.value],
    ['x', true, 'h'],
  );
  assert(us?.destination !== undefined && 'server' in us.destination);
  assert.deepEqual([us.destination.server.value, us.argocdProject?.value], ['https://a', 'q']);
  const web = environments.get('base')?.services.get('web');
  assert(web !== undefined);
  assert.deepEqual(web.at, { file: 'environments/base.yaml', line: 2, column: 3 });
  assert.deepEqual(
    [web.chart?.repository?.value, web.chart?.name?.value, web.chart?.version?.value],
    ['https://c', 'nn', '^1.0.0'],
  );
  assert.deepEqual(
    [web.namespace?.value, web.releaseName?.value, web.onRemove?.value, web.argocdProject?.value],
    ['web', 'r', 'keep', 's'],
  );
  assert.deepEqual(
    [web.dependsOn, web.extraNamespaces?.[0]?.value, web.clusterResources?.[0]?.value],
    [[], 'yy', 'Namespace'],
  );
  assert.equal(web.values?.entries.get('a')?.value.kind, 'list');
  assert.deepEqual(
    [...web.lists.values()].map(({ value }) => value),
    [{ kind: 'append' }, { kind: 'mergeBy', key: 'k' }],
  );
  const [chart, folder] = lock.entries;
  assert(chart?.kind === 'repository' && folder?.kind === 'folder');
  assert.deepEqual(
    [chart.resolved, chart.url, chart.at.line, folder.path, folder.version],
    ['1.2.0', 'https://c/n.tgz', 2, 'charts/x', '0.1.0'],
  );
});

test('the files of a folder are one environment', async () => {
  const { environments } = await inputsOf({
    'environments/dev/web.yaml': 'services: { web: { namespace: web } }\n',
    'environments/dev/environment.yaml': 'extends: [base]\nvariables: { a: b }\n',
    'environments/dev/api.yaml': 'services: { api: null }\n',
    'environments/test/web.yaml': 'services: { web: { namespace: web } }\n',
  });
  const dev = environments.get('dev');
  assert.equal(dev?.file, 'environments/dev/environment.yaml');
  assert.deepEqual(
    dev?.files,
    ['api', 'environment', 'web'].map((name) => `environments/dev/${name}.yaml`),
  );
  assert.deepEqual([...(dev?.services.keys() ?? [])], ['api', 'web']);
  assert.equal(dev?.extends[0]?.value, 'base');
  assert.equal(environments.get('test')?.at.file, 'environments/test/web.yaml');
});

test('a broken file leaves out the clusters that need it, and only those', async () => {
  const other = 'environment: base\ncontroller: argocd\nkubernetes: "1.34"\n';
  const names = async (files: Files): Promise<readonly string[]> =>
    (await read({ 'clusters/us.yaml': other, ...files })).value.inputs.clusters.map(({ name }) => name);
  assert.deepEqual(await names({}), ['eu', 'us']);
  assert.deepEqual(await names({ 'environments/production.yaml': 'servces: {}\n' }), ['us']);
  assert.deepEqual(await names({ 'environments/base.yaml': 'a: b: c\n' }), []);
  assert.deepEqual(await names({ 'clusters/us.yaml': 'controller: argo\n' }), ['eu']);
  assert.deepEqual(await names({ 'charts.lock.yaml': 'charts: {}\n' }), []);
  // The values are known in spite of what is wrong with a scalar, so the rest is checked too.
  assert.deepEqual(await names({ 'environments/base.yaml': 'variables: { a: yes }\n' }), ['eu', 'us']);
  const { value } = await read({ 'environments/base.yaml': 'a: b: c\n' });
  assert.deepEqual([...value.inputs.environments.keys()], ['base', 'production']);
});

test('environments that extend each other in a circle are read', async () => {
  const { environments } = await inputsOf({ 'environments/base.yaml': 'extends: [production]\n' });
  assert.equal(environments.size, 2);
});

test('a chart folder has one spelling, here and in the lock', async () => {
  const spelt = async (path: string) => {
    const { environments, lock } = await inputsOf({
      'environments/base.yaml': `services: { web: { chart: { path: "${path}" } } }\n`,
      'charts.lock.yaml': `charts:\n  - { path: "${path}", name: a, version: 1.0.0, digest: "sha256:${'0'.repeat(64)}" }\n`,
    });
    const [entry] = lock.entries;
    return [environments.get('base')?.services.get('web')?.chart?.path?.value, entry?.kind === 'folder' && entry.path];
  };
  for (const path of ['charts/web', './charts/web', 'charts//web', 'charts/web/', './/charts/.//web//.'])
    assert.deepEqual(await spelt(path), ['charts/web', 'charts/web'], path);
  for (const path of ['../charts/web', 'charts/../web/', './..', '/charts/web', '/', '.', './/'])
    assert.deepEqual(await spelt(path), [path, path]);
});

test('environments may extend each other in a long chain', async () => {
  const length = 4000;
  const chain = Array.from({ length }, (_, index): [string, string] => [
    `environments/e${index}.yaml`,
    index + 1 < length ? `extends: [e${index + 1}]\n` : 'a: b: c\n',
  ]);
  const { value, problems } = await read({
    'environments/production.yaml': 'extends: [e0]\n',
    ...Object.fromEntries(chain),
  });
  assert.deepEqual([value.inputs.clusters.length, value.inputs.environments.size, problems.length], [0, length + 2, 1]);
});

test('the texts of all files that could be read are handed on', async () => {
  const { value } = await read({ 'clusters/eu.yaml': '\ufeffa: b: c\n', 'environments/dev.yml': 'a: 1\n' });
  assert.deepEqual(
    [...value.texts.keys()],
    [
      'clusters/eu.yaml',
      'environments/base.yaml',
      'environments/dev.yml',
      'environments/production.yaml',
      'espalier.yaml',
    ],
  );
  assert.equal(value.texts.get('clusters/eu.yaml'), 'a: b: c\n');
});

test('a link within the repository is read', async () => {
  const { environments } = await inputsOf({ 'environments/dev.yaml': { link: 'base.yaml' } });
  assert.deepEqual([...(environments.get('dev')?.services.keys() ?? [])], ['web']);
});

test("other files in the folders are nobody's business", async () => {
  assert.deepEqual(
    await told({ 'clusters/README.md': '# x\n', 'environments/.dev.yaml.swp': 'x', 'other/x.yml': 'a' }),
    [],
  );
});

test('many files come in the order of their names', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `c${index}`);
  const files = Object.fromEntries(names.map((name) => [`clusters/${name}.yaml`, 'environment: 1\n']));
  const { problems } = await read(files);
  const order = problems.map(({ at }) => at?.file ?? '');
  assert.deepEqual(order, [...order].sort());
  assert.equal(new Set(order).size, 60);
});

test('a disk that cannot be read is a failure, not a problem', async () => {
  await assert.rejects(readInputs('/nowhere/at/all'), Failure);
  const root = writeRepository({});
  writeFileSync(join(root, 'clusters/us.yaml'), '');
  mkdirSync(join(root, 'clusters/us'), { recursive: true });
  chmodSync(join(root, 'clusters/us.yaml'), 0);
  // Root reads every file whatever its mode.
  if (process.getuid?.() === 0) return;
  await assert.rejects(readInputs(root), Failure);
});
