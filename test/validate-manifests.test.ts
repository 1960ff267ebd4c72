import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ManifestDocument, Verdict } from 'kubeconform-wasm';
import { Failure } from '../generator/failure.ts';
import type { KubernetesObject, Manifest, OutTree } from '../generator/model/outputs.ts';
import type { Position, Problem } from '../generator/model/problems.ts';
import type { Json, Tree } from '../generator/model/values.ts';
import { loadKubeconform, type ManifestValidator } from '../generator/validate/kubeconform.ts';
import { checkManifests } from '../generator/validate/manifests.ts';
import { cpuTime } from './cpu.ts';

const place = (line: number, column = 1, file = 'environments/production.yaml'): Position => ({ file, line, column });

const scalar = (value: string | number, line: number, column = 1): Tree => ({
  kind: 'scalar',
  value,
  at: place(line, column),
});

const map = (line: number, entries: Readonly<Record<string, Tree>>): Tree => ({
  kind: 'map',
  at: place(line),
  entries: new Map(Object.entries(entries).map(([key, value]) => [key, { key: { ...value.at, column: 3 }, value }])),
});

const application = (spec: Readonly<Record<string, Json>> = {}, metadata = {}): KubernetesObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'staging-mimir', namespace: 'argocd', ...metadata },
  spec: {
    project: 'staging-mimir',
    destination: { name: 'staging', namespace: 'mimir' },
    source: { repoURL: 'https://charts.example.com', chart: 'mimir', targetRevision: '1.0.0' },
    ...spec,
  },
});

const manifest = (object: KubernetesObject, parts: Partial<Manifest> = {}): Manifest => ({
  object,
  at: place(1, 1, 'clusters/staging.yaml'),
  origins: new Map(),
  trees: new Map(),
  ...parts,
});

const outTree = (...manifests: readonly Manifest[]): OutTree => ({
  files: manifests.map((one, index) => ({ path: `out/${index}.yaml`, sources: [], manifests: [one], body: '' })),
  syncedFolders: [],
});

const told = (problems: readonly Problem[]): readonly unknown[] =>
  problems.map(({ code, severity, path, at }) => [code, severity, path, at?.file, at?.line, at?.column]);

test('good manifests are no problem', async () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'mimir', labels: { a: 'b' } } };
  assert.deepEqual(await checkManifests(outTree(manifest(application()), manifest(namespace)), loadKubeconform), []);
});

test("Kustomize's own file, which has no name, is validated too", async () => {
  const file = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
  const of = async (fields: Readonly<Record<string, Json>>): Promise<readonly unknown[]> =>
    told(await checkManifests(outTree(manifest({ ...file, ...fields })), loadKubeconform));
  assert.deepEqual(await of({ resources: ['a.yaml'] }), []);
  assert.deepEqual(await of({ resources: [1] }), [
    ['manifest-invalid', 'problem', '/resources/0', 'clusters/staging.yaml', 1, 1],
  ]);
});

test('a finding stands at the origin with the longest prefix', async () => {
  const object = application({ syncPolicy: { automated: { selfHeal: 'yes' } }, syncPolice: {} }, { anotations: {} });
  const origins = new Map([
    ['/spec', place(3)],
    ['/spec/syncPolicy', place(7, 5)],
    ['/spec/sync', place(9)],
  ]);
  const problems = await checkManifests(outTree(manifest(object, { origins })), loadKubeconform);
  assert.deepEqual(told(problems), [
    ['manifest-invalid', 'problem', '/metadata/anotations', 'clusters/staging.yaml', 1, 1],
    ['manifest-invalid', 'problem', '/spec/syncPolice', 'environments/production.yaml', 3, 1],
    ['manifest-invalid', 'problem', '/spec/syncPolicy/automated/selfHeal', 'environments/production.yaml', 7, 5],
  ]);
  assert.match(
    problems[2]?.message ?? '',
    /^Application argocd\/staging-mimir at \/spec\/syncPolicy\/automated\/selfHeal: /,
  );
  assert.match(problems[2]?.fix ?? '', /out\/0\.yaml/);
});

test('a finding inside a tree stands at the leaf, or as near as the tree goes', async () => {
  const object = application({ source: { repoURL: 'x', helm: { parameters: [{ name: 1 }, { value: 2 }] }, path: 3 } });
  const list: Tree = {
    kind: 'list',
    at: place(20),
    items: [map(21, { name: scalar(1, 22, 9) }), map(23, { other: scalar(2, 24) })],
  };
  const trees = new Map([['/spec/source/helm', map(10, { parameters: list })]]);
  const origins = new Map([['/spec/source', place(8)]]);
  const problems = await checkManifests(outTree(manifest(object, { origins, trees })), loadKubeconform);
  assert.deepEqual(
    problems.map(({ path, at }) => [path, at?.line, at?.column]),
    [
      ['/spec/source/helm/parameters/0/name', 22, 9],
      ['/spec/source/helm/parameters/1/value', 23, 1],
      ['/spec/source/path', 8, 1],
    ],
  );
});

test('keys with slashes and tildes lead into the tree', async () => {
  const object: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', labels: { 'example.com/a~b': 1 } },
  };
  const trees = new Map([['/metadata/labels', map(3, { 'example.com/a~b': scalar(1, 4, 8) })]]);
  const problems = await checkManifests(outTree(manifest(object, { trees })), loadKubeconform);
  assert.deepEqual(told(problems), [
    ['manifest-invalid', 'problem', '/metadata/labels/example.com~1a~0b', 'environments/production.yaml', 4, 8],
  ]);
});

test('a kind without a schema is told once', async () => {
  const thing = (name: string): Manifest =>
    manifest({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name } });
  const problems = await checkManifests(outTree(thing('a'), thing('b')), loadKubeconform);
  assert.deepEqual(told(problems), [['manifest-without-schema', 'problem', undefined, 'clusters/staging.yaml', 1, 1]]);
  assert.match(problems[0]?.message ?? '', /Thing of example\.com\/v1.*out\/0\.yaml/);
});

/** An engine that answers with what a test gives it, and remembers its calls. */
const fake = (answer: (document: ManifestDocument) => Partial<Verdict>) => {
  const calls: (readonly ManifestDocument[])[] = [];
  const engine: ManifestValidator = {
    shapeOf: (object) => object,
    validate: (documents, options) => {
      assert.equal(options?.strict, true);
      calls.push(documents);
      return documents.map((document) => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        namespace: '',
        name: '',
        status: 'valid',
        errors: [],
        ...answer(document),
      }));
    },
  };
  return { calls, load: async () => engine };
};

test('everything goes in one call, identical objects once, and each of these is told of', async () => {
  const { calls, load } = fake(() => ({ status: 'invalid', errors: [{ path: '/spec', message: 'no' }] }));
  const first = manifest(application(), { origins: new Map([['/spec', place(3)]]) });
  const second = manifest(application(), { origins: new Map([['/spec', place(4)]]) });
  const problems = await checkManifests(outTree(first, second, manifest(application({}, { name: 'b' }))), load);
  assert.deepEqual(
    calls.map((documents) => documents.length),
    [2],
  );
  assert.deepEqual(
    problems.map(({ at }) => at?.line),
    [3, 4, 1],
  );
});

test('what is more than one call takes goes in several, and each finding stays with its manifest', async () => {
  const { calls, load } = fake((document) => ({
    status: 'invalid',
    errors: [{ path: '', message: (document as KubernetesObject).metadata?.name ?? '' }],
  }));
  const large = 'x'.repeat(2 << 20);
  const many = Array.from({ length: 40 }, (_, index) =>
    manifest(application({ large }, { name: `a-${index}` }), { at: place(index + 1) }),
  );
  const problems = await checkManifests(outTree(...many), load);
  assert.deepEqual(
    calls.map((documents) => documents.length),
    [15, 15, 10],
  );
  assert.deepEqual(
    problems.map(({ at, message }) => [at?.line, message.split(' ').at(-1)]),
    many.map((_, index) => [index + 1, `a-${index}`]),
  );
});

test('a document that cannot be read is invalid', async () => {
  const { load } = fake(() => ({
    status: 'error',
    reason: 'too-large',
    errors: [{ path: '', message: 'too large' }],
  }));
  const problems = await checkManifests(outTree(manifest(application())), load);
  assert.deepEqual(told(problems), [['manifest-invalid', 'problem', '', 'clusters/staging.yaml', 1, 1]]);
});

test('an engine that stops is a failure of the machine', async () => {
  const { load } = fake(() => {
    throw new Error('out of memory');
  });
  await assert.rejects(checkManifests(outTree(manifest(application())), load), Failure);
});

test('without manifests the engine is not started', async () => {
  const load = () => Promise.reject(new Error('started'));
  assert.deepEqual(await checkManifests(outTree(), load), []);
});

test('a thousand manifests take seconds at most', async () => {
  const many = Array.from({ length: 1000 }, (_, index) => manifest(application({}, { name: `a-${index}` })));
  const start = cpuTime();
  assert.deepEqual(await checkManifests(outTree(...many), loadKubeconform), []);
  assert(cpuTime() - start < 10_000);
});
