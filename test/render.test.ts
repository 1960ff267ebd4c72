import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type EngineOptions, startHelm } from 'helm-wasm';
import type { Surroundings } from '../generator/program.ts';
import { setUp } from './case.ts';
import { play } from './program-repository.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The repository of a case, locked, with another template. */
const locked = async (name: string, template?: string): Promise<string> => {
  const { top, repository } = setUp(new URL(`cases/render/${name}`, import.meta.url).pathname);
  folders.push(top);
  if (template !== undefined) {
    mkdirSync(join(repository, 'charts/app/templates'), { recursive: true });
    writeFileSync(join(repository, 'charts/app/templates/show.yaml'), template);
  }
  assert.equal((await play(repository, ['lock'])).code, 0);
  return repository;
};

const unused = async (): Promise<never> => {
  throw new Error('render judges nothing');
};

const withEngines = (options: EngineOptions = {}): Partial<Surroundings> => ({
  engines: { helm: async () => startHelm(options), apiserver: unused, kubeconform: unused },
});

test('a template that never ends is told, and nothing of it is shown', async () => {
  const repository = await locked(
    'what-the-chart-hears',
    '{{ range until 100000000 }}{{ range until 100000000 }}{{ end }}{{ end }}',
  );
  const { code, out, error } = await play(repository, ['render', 'app'], withEngines({ timeLimit: 500 }));
  assert.equal(code, 1);
  assert.equal(out, '');
  assert.match(error, /environments\/app\.yaml:2:3 {2}problem render-stopped\n.*not done after 0\.5 s/);
});

test('the JSON is what its schema says', async () => {
  const repository = await locked('objects');
  const { code, out } = await play(repository, ['render', 'app', '--json'], withEngines());
  assert.equal(code, 0);
  const read = (name: string): object =>
    JSON.parse(readFileSync(new URL(`../schemas/${name}.schema.json`, import.meta.url), 'utf8'));
  const validate = new Ajv2020({ strict: false })
    .addSchema(read('report'), 'report.schema.json')
    .compile(read('rendered'));
  assert(validate(JSON.parse(out)), JSON.stringify(validate.errors));
  assert(!validate({ ...JSON.parse(out), releases: [{}] }));
});

test('what a Secret holds is in no output unless it is asked for', async () => {
  const secret = [
    'apiVersion: v1\nkind: Secret\nmetadata: { name: app }\nstringData: { key: plain-text-of-it }',
    'apiVersion: v1\nkind: Secret\nmetadata: { name: no-map }\ndata: plain-text-of-it',
    'kind: Secret\nmetadata: { name: hook, annotations: { helm.sh/hook: pre-install } }\nstringData: { key: plain-text-of-it }',
    'kind: List\nitems: [{ kind: Secret, metadata: { name: item }, data: { key: plain-text-of-it } }]',
  ].join('\n---\n');
  const repository = await locked('what-the-chart-hears', secret);
  for (const args of [[], ['--json']]) {
    const { code, out, error } = await play(repository, ['render', 'app', ...args], withEngines());
    assert.equal(code, 0, error);
    assert(!out.includes('plain-text-of-it'));
    assert(out.includes('***'));
  }
});
