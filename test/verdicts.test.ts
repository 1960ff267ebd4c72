import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Apiserver, startApiserver } from 'apiserver-wasm';
import { startHelm } from 'helm-wasm';
import { load } from 'kubeconform-wasm';
import { printEntry } from '../generator/kept.ts';
import { setUp } from './case.ts';
import { play } from './program-repository.ts';

const folders: string[] = [];
const apiserver = startApiserver();
after(async () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  await apiserver.close();
});

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-verdicts-'));
  folders.push(folder);
  return folder;
};

/** `check` of a case, how often it asked, and what it said. */
const check = async (repository: string, cache: string): Promise<{ asked: number; out: string }> => {
  let asked = 0;
  const counted: Apiserver = {
    ...apiserver,
    judge: (request) => {
      asked += 1;
      return apiserver.judge(request);
    },
    close: async () => undefined,
  };
  const engines = { helm: async () => startHelm(), apiserver: async () => counted, kubeconform: load };
  const { out } = await play(repository, ['check'], { cache, engines });
  return { asked, out: out.replace(/ · [\d.]+ m?s$/m, '') };
};

const locked = async (): Promise<string> => {
  const { top, repository } = setUp(new URL('cases/objects/refused', import.meta.url).pathname);
  folders.push(top);
  for (const command of ['lock', 'generate']) await play(repository, [command]);
  return repository;
};

test('what was said of the same objects is said again without an engine', async () => {
  const [repository, cache] = [await locked(), newFolder()];
  const first = await check(repository, cache);
  const second = await check(repository, cache);
  assert(first.asked > 0);
  assert.match(first.out, /object-invalid/);
  assert.deepEqual(second, { asked: 0, out: first.out });
  const cluster = 'environment: app\ncontroller: argocd\nkubernetes: "1.35"\n';
  writeFileSync(join(repository, 'clusters/app.yaml'), cluster);
  assert((await check(repository, cache)).asked > 0, 'another version of Kubernetes is asked anew');
});

test('what lies in the cache in place of a verdict is asked anew', async () => {
  const [repository, cache] = [await locked(), newFolder()];
  const { out } = await check(repository, cache);
  const folder = join(cache, 'verdicts');
  const good = { index: 0, code: 'object-invalid', severity: 'problem', path: '', message: 'm', fix: 'f' };
  const bad = [
    null,
    [],
    { ofSchemas: [] },
    { ofSchemas: [], ofApiserver: [{ ...good, index: 1000 }] },
    { ofSchemas: [], ofApiserver: [{ ...good, code: 'made-up' }] },
    { ofSchemas: [{ ...good, severity: 'fine' }], ofApiserver: [] },
    { ofSchemas: [{ ...good, message: 1 }], ofApiserver: [] },
    { ofSchemas: [{ ...good, others: 'x' }], ofApiserver: [] },
  ];
  for (const value of bad) {
    for (const name of readdirSync(folder))
      writeFileSync(join(folder, name), printEntry(name.replace('.json', ''), value));
    const again = await check(repository, cache);
    assert(again.asked > 0, JSON.stringify(value));
    assert.equal(again.out, out);
  }
});
