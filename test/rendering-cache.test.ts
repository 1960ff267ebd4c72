import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Rendering, type RenderRequest, startHelm } from 'helm-wasm';
import { printEntry } from '../generator/kept.ts';
import { renderingCache } from '../generator/render/rendering-cache.ts';
import { setUp } from './case.ts';
import { play } from './program-repository.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const newCache = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-renderings-'));
  folders.push(folder);
  return folder;
};

const rendering: Rendering = {
  values: { a: 1 },
  objects: [{ template: 'a/templates/a.yaml', line: 1, object: { kind: 'A' } }],
  hooks: [{ template: 'a', line: 1, object: {}, hook: { events: ['test'], weight: 0, deletePolicies: [] } }],
  crds: [],
  notes: '',
  warnings: [],
};
const chart = { files: new Map([['Chart.yaml', Buffer.from('name: a\n')]]) };
const request: RenderRequest = { values: { a: 1, b: 2 }, release: { name: 'a', namespace: 'b' } };

/** A cache with the renderings that were asked of the engine. */
const counting = (folder: string, bounds?: Parameters<typeof renderingCache>[2], engine = 'engine') => {
  let asked = 0;
  const cache = renderingCache(folder, engine, bounds);
  const render = async (): Promise<Rendering> => {
    asked += 1;
    return rendering;
  };
  return { ...cache, render: cache.over(chart, render), asked: () => asked };
};

const entries = (folder: string): readonly string[] =>
  readdirSync(join(folder, 'renderings')).map((name) => join(folder, 'renderings', name));

test('what was rendered is asked for once, for its owner alone', async () => {
  const folder = newCache();
  const first = counting(folder);
  assert.deepEqual(await first.render(request), rendering);
  const second = counting(folder);
  assert.deepEqual(await second.render({ release: request.release, values: { b: 2, a: 1 } }), rendering);
  assert.deepEqual([first.asked(), second.asked()], [1, 0]);
  const [path = ''] = entries(folder);
  assert.deepEqual([statSync(path).mode & 0o777, statSync(join(path, '..')).mode & 0o777], [0o600, 0o700]);
  chmodSync(join(path, '..'), 0o777);
  await counting(folder).render({ ...request, chartVersion: '2' });
  assert.equal(statSync(join(path, '..')).mode & 0o777, 0o700);
});

test('another chart, request or engine is another rendering', async () => {
  const folder = newCache();
  await counting(folder).render(request);
  const other = counting(folder, undefined, 'other');
  await other.render(request);
  const here = counting(folder);
  await here.render({ ...request, values: { a: 2, b: 2 } });
  await here.render({ ...request, values: { a: 1, b: [2, 1] } });
  await here.render({ ...request, values: { a: 1, b: [1, 2] } });
  let asked = 0;
  const ofOther = here.over({ files: new Map([['Chart.yaml', Buffer.from('name: b\n')]]) }, async () => {
    asked += 1;
    return rendering;
  });
  await ofOther(request);
  assert.deepEqual([other.asked(), here.asked(), asked], [1, 3, 1]);
});

test('what fails is not kept, nor is a cache that takes nothing a failure', async () => {
  const folder = newCache();
  const failing = renderingCache(folder, 'engine').over(chart, () => Promise.reject(new Error('no')));
  await assert.rejects(failing(request), /no/);
  writeFileSync(join(folder, 'renderings'), 'a file');
  assert.deepEqual(await counting(folder).render(request), rendering);
});

const broken: Readonly<Record<string, (path: string, key: string) => void>> = {
  nothing: (path) => writeFileSync(path, ''),
  'another content': (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('"A"', '"B"')),
  'half of it': (path) => writeFileSync(path, readFileSync(path).subarray(0, 100)),
  'the entry of another': (path) => writeFileSync(path, printEntry('0'.repeat(64), rendering)),
  'no rendering': (path, key) => writeFileSync(path, printEntry(key, { ...rendering, objects: [{}] } as never)),
  'no map': (path, key) => writeFileSync(path, printEntry(key, null as never)),
  'what is too deep': (path, key) => {
    const values = JSON.parse(`${'{"a":'.repeat(300)}1${'}'.repeat(300)}`);
    writeFileSync(path, printEntry(key, { ...rendering, values }));
  },
  'more than is read': (path) => writeFileSync(path, Buffer.alloc((32 << 20) + 1)),
  'a link': (path, key) => {
    writeFileSync(`${path}.real`, printEntry(key, rendering));
    rmSync(path);
    symlinkSync(`${path}.real`, path);
  },
  'a file that others may write': (path) => chmodSync(path, 0o666),
};

for (const [what, breakIt] of Object.entries(broken))
  test(`${what} in place of an entry is rendered anew, and replaced`, async () => {
    const folder = newCache();
    await counting(folder).render(request);
    const [path = ''] = entries(folder);
    breakIt(path, path.slice(-69, -5));
    const again = counting(folder);
    assert.deepEqual(await again.render(request), rendering);
    assert.equal(again.asked(), 1);
    const last = counting(folder);
    await last.render(request);
    assert.equal(last.asked(), 0);
  });

test('what nobody used for the longest time goes first', async () => {
  const folder = newCache();
  const bounds = { bytes: 1 << 20, entries: 3 };
  const cache = counting(folder, bounds);
  const asks = [0, 1, 2, 3, 4].map((revision) => ({ ...request, release: { ...request.release, revision } }));
  for (const ask of asks) await cache.render(ask);
  for (const path of entries(folder)) utimesSync(path, 1000, 1000);
  for (const ask of asks.slice(0, 2)) await cache.render(ask);
  writeFileSync(join(folder, 'renderings', 'x.json.1.tmp'), '');
  utimesSync(join(folder, 'renderings', 'x.json.1.tmp'), 1000, 1000);
  await cache.prune();
  assert.equal(entries(folder).length, 3);
  const later = counting(folder, { ...bounds, bytes: 1 });
  for (const ask of asks.slice(0, 2)) await later.render(ask);
  assert.equal(later.asked(), 0);
  await later.render({ ...request, chartVersion: 'another' });
  await later.prune();
  assert.deepEqual(entries(folder), []);
});

test('a second run with the same inputs starts no engine, and says the same', async () => {
  const { top, repository } = setUp(new URL('cases/render/objects', import.meta.url).pathname);
  const cache = newCache();
  folders.push(top);
  assert.equal((await play(repository, ['lock'])).code, 0);
  let loaded = 0;
  const engines = {
    helm: async () => {
      const helm = startHelm();
      const load: typeof helm.load = (source) => {
        loaded += 1;
        return helm.load(source);
      };
      return { ...helm, load };
    },
  };
  const runs = [];
  for (let run = 0; run < 2; run += 1)
    runs.push(await play(repository, ['render', 'app', '--show-secrets'], { cache, engines: engines as never }));
  assert.equal(runs[0]?.code, 0, runs[0]?.error);
  assert.deepEqual(runs[1], runs[0]);
  assert.equal(loaded, 1);
});
