import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadKubeconform } from '../generator/validate/kubeconform.ts';
import { type Played, play, repository } from './program-repository.ts';

const cache = mkdtempSync(join(tmpdir(), 'espalier-cache-'));
after(() => rmSync(cache, { recursive: true }));

interface Run extends Played {
  /** Whether the manifests were validated: whoever recalls the last run does not. */
  readonly isWhole: boolean;
}

const run = async (root: string, args: readonly string[] = ['generate'], folder: string = cache): Promise<Run> => {
  let isWhole = false;
  const kubeconform = (): ReturnType<typeof loadKubeconform> => {
    isWhole = true;
    return loadKubeconform();
  };
  return { ...(await play(root, args, { cache: folder, kubeconform })), isWhole };
};

const contract = 'schemas/contracts/charts.example.com/.hidden/api/1.0.0.json';

/** A repository with something to tell, after a first run: an environment that no cluster has. */
const generated = async (): Promise<string> => {
  const root = await repository({
    'environments/unused.yaml': 'services: {}\n',
    'environments/production.yaml': [
      'services:',
      '  web: { chart: { path: charts/web }, namespace: web }',
      '  api:',
      '    chart: { repository: https://charts.example.com/.hidden, name: api, version: 1.0.0 }',
      '    namespace: api\n',
    ].join('\n'),
    'stand-in/Chart.yaml': 'apiVersion: v2\nname: api\nversion: 1.0.0\n',
    'stand-in/values.yaml': 'replicas: 1\n',
  });
  const before = [
    ['lock', '--digest', `api@1.0.0=sha256:${'1'.repeat(64)}`],
    ['contract', '--chart', 'api=stand-in'],
  ];
  for (const args of before) assert.equal((await play(root, args)).code, 0);
  const first = await run(root);
  assert.equal(first.code, 0, first.out);
  assert(first.isWhole);
  return root;
};

const recordOf = (): string => {
  const folder = join(cache, 'runs');
  const newest = readdirSync(folder)
    .map((name) => join(folder, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
  assert(newest !== undefined);
  return newest;
};

test('a run that finds everything as the last one left it tells the same, and works nothing out', async () => {
  const root = await generated();
  const again = await run(root);
  assert(!again.isWhole);
  const { out, code } = await play(root, ['generate']);
  assert.deepEqual({ out: again.out, code: again.code }, { out, code });
  assert.match(again.out, /environment-unused/);
  const json = await run(root, ['generate', '--json']);
  assert(!json.isWhole);
  assert.deepEqual(JSON.parse(json.out), JSON.parse((await play(root, ['generate', '--json'])).out));
});

test('whoever checks, or asks for more than usual, gets a whole run', async () => {
  const root = await generated();
  for (const args of [['check'], ['generate', '--check'], ['generate', '--force'], ['generate', '--strict']])
    assert((await run(root, args)).isWhole, args.join(' '));
});

const application = 'out/eu/root/application-web.yaml';

const changes: Readonly<Record<string, (root: string) => void>> = {
  'an input': (root) => appendFileSync(join(root, 'clusters/eu.yaml'), 'variables: { a: b }\n'),
  'another input': (root) => writeFileSync(join(root, 'environments/second.yaml'), 'services: {}\n'),
  'an input that is gone': (root) => rmSync(join(root, 'environments/unused.yaml')),
  'an input that links elsewhere': (root) => symlinkSync('nowhere.yaml', join(root, 'environments/link.yaml')),
  'a contract': (root) => appendFileSync(join(root, contract), ' '),
  'a contract that is gone': (root) => rmSync(join(root, contract)),
  'a contract that is a link out of the repository': (root) => {
    renameSync(join(root, contract), join(cache, 'contract.json'));
    symlinkSync(join(cache, 'contract.json'), join(root, contract));
  },
  'a chart': (root) => appendFileSync(join(root, 'charts/web/values.yaml'), 'more: 1\n'),
  'a file of a chart': (root) => writeFileSync(join(root, 'charts/web/NOTES'), 'new'),
  'a chart that is gone': (root) => rmSync(join(root, 'charts/web'), { recursive: true }),
  'an edited file in out/': (root) => appendFileSync(join(root, application), '# by hand\n'),
  'a removed file in out/': (root) => rmSync(join(root, application)),
  'a read-only file in out/': (root) => chmodSync(join(root, application), 0o444),
  "others' file in out/": (root) => writeFileSync(join(root, 'out/eu/root/foreign.yaml'), 'a: 1\n'),
  'a link in out/': (root) => symlinkSync('application-web.yaml', join(root, 'out/eu/root/link.yaml')),
  'what a killed run left in out/': (root) => mkdirSync(join(root, 'out/.espalier-tmp')),
  'another place in a Git repository': (root) => {
    mkdirSync(join(root, '.git'));
    writeFileSync(join(root, '.git/HEAD'), 'ref: refs/heads/main\n');
  },
};

for (const [what, change] of Object.entries(changes))
  test(`what changed is seen: ${what}`, async () => {
    const root = await generated();
    assert(!(await run(root)).isWhole);
    change(root);
    const expected = await play(root, ['check', '--json']);

    const { out, isWhole } = await run(root, ['generate', '--json']);
    assert(isWhole || out.includes('"severity": "problem"'), out);
    const codes = (text: string): readonly string[] =>
      (JSON.parse(text) as { problems: { code: string }[] }).problems.map(({ code }) => code).sort();
    assert.deepEqual(
      codes(out),
      codes(expected.out).filter((code) => code !== 'out-stale'),
    );
  });

test('what no run reads does not matter, whatever it is', async () => {
  const root = await generated();
  const folder = join(root, 'schemas/contracts');
  symlinkSync('/proc', join(folder, 'link'));
  mkdirSync(join(folder, 'locked'), { mode: 0 });
  writeFileSync(join(root, 'README.md'), 'new');
  assert(!(await run(root)).isWhole);
});

test('a run with a problem is not remembered, nor one that was interrupted', async () => {
  const root = await repository();
  const folder = mkdtempSync(join(cache, 'own-'));
  const records = (): readonly string[] => (existsSync(join(folder, 'runs')) ? readdirSync(join(folder, 'runs')) : []);
  writeFileSync(join(root, 'clusters/us.yaml'), 'environment: nowhere\ncontroller: argocd\nkubernetes: "1.34"\n');
  assert.equal((await run(root, ['generate'], folder)).code, 1);
  assert.deepEqual(records(), []);
  rmSync(join(root, 'clusters/us.yaml'));
  const interrupt = new AbortController();
  const kubeconform = (): ReturnType<typeof loadKubeconform> => {
    interrupt.abort();
    return loadKubeconform();
  };
  const { code } = await play(root, ['generate'], { cache: folder, kubeconform, signal: interrupt.signal });
  assert.equal(code, 130);
  assert.deepEqual(records(), []);
  assert.equal((await run(root, ['generate'], folder)).code, 0);
  assert.equal(records().length, 1);
});

test('a cache that holds anything else is not believed, and written anew', async () => {
  const root = await generated();
  const record = recordOf();
  const sound = readFileSync(record, 'utf8');
  const edited = (change: (record: { result: Record<string, unknown> }) => void): string => {
    const parsed = JSON.parse(sound) as { result: Record<string, unknown> };
    change(parsed);
    return JSON.stringify(parsed);
  };
  const bad = [
    '',
    '{',
    'null',
    '[]',
    '{}',
    sound.slice(0, -2),
    edited((one) => {
      one.result.problems = [{ code: 'a', severity: 'problem', message: 'b' }];
    }),
    edited((one) => {
      one.result.clusters = 'all';
    }),
    `${sound}${' '.repeat(5 << 20)}`,
  ];
  for (const text of bad) {
    writeFileSync(record, text);
    assert((await run(root)).isWhole, text.slice(0, 80));
    assert.equal(readFileSync(record, 'utf8'), sound);
  }
});

test('it is for its owner alone, and holds no text of the inputs', async () => {
  await generated();
  assert.equal(statSync(recordOf()).mode & 0o777, 0o600);
  assert.doesNotMatch(readFileSync(recordOf(), 'utf8'), /git\.example\.com/);
});

test('a cache that cannot be written costs nothing but time', async () => {
  const root = await repository();
  for (const folder of [join(root, 'charts/web/values.yaml'), '/proc/nope', '/dev/null', '/proc/nope']) {
    const { code, isWhole, error } = await run(root, ['generate'], folder);
    assert.deepEqual({ code, isWhole, error }, { code: 0, isWhole: true, error: '' });
  }
});
