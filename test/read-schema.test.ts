/** Each mistake in the shape of a file is one problem, at the key or value to edit. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { checkShape, type FileKind } from '../generator/read/schema.ts';
import { parseYaml } from '../generator/read/yaml.ts';
import { cpuTime } from './cpu.ts';

const check = (kind: FileKind, text: string): readonly string[] => {
  const { value, problems } = parseYaml('f.yaml', text, 'strict');
  assert(value !== undefined);
  assert.deepEqual(problems, []);
  return checkShape(kind, value).map(
    ({ at, code, path, fix }) => `${at?.line}:${at?.column} ${code} ${path} | ${fix ?? ''}`,
  );
};

const cluster = 'environment: production\ncontroller: argocd\nkubernetes: "1.34"\n';
const flux = 'environment: production\ncontroller: flux\nkubernetes: "1.34"\n';
const service = (fields: string): string => `services:\n  web:\n    ${fields}\n`;
const entry = 'repository: https://c.example.com, name: a, version: 1.0.0, resolved: 1.0.0';

const mistakes: readonly (readonly [what: string, kind: FileKind, text: string, ...problems: string[]])[] = [
  ['unknown top-level key', 'environment', 'servces: {}\n', '1:1 unknown-key /servces | Did you mean `services`?'],
  [
    'key that is like no other',
    'environment',
    'replicas: 3\n',
    '1:1 unknown-key /replicas | Known here: extends, namespaces, services, variables.',
  ],
  [
    'misspelt service field',
    'environment',
    service('namspace: web'),
    '3:5 unknown-key /services/web/namspace | Did you mean `namespace`?',
  ],
  [
    'later field',
    'environment',
    service('rollout: rendered'),
    '3:5 unknown-key /services/web/rollout | Known here: allowSecrets, argocd, chart, clusterResources, delivery, dependsOn, extraNamespaces, flux, labels, lists, namespace, onRemove, releaseName, values, valuesFrom.',
  ],
  [
    'misspelt required key',
    'cluster',
    cluster.replace('environment', 'enviroment'),
    '1:1 unknown-key /enviroment | Did you mean `environment`?',
  ],
  [
    'cluster without environment',
    'cluster',
    'controller: flux\nkubernetes: "1.34"\n',
    '1:1 missing-key  | Add it. The environment that this cluster runs: the name of a file or folder in environments/.',
  ],
  [
    'controller argo',
    'cluster',
    cluster.replace('argocd', 'argo'),
    '2:13 invalid-value /controller | Did you mean `argocd`?',
  ],
  [
    'kubernetes unquoted',
    'cluster',
    cluster.replace('"1.34"', '1.30'),
    '3:13 wrong-type /kubernetes | Quote it: kubernetes: "1.30".',
  ],
  [
    'kubernetes with a v',
    'cluster',
    cluster.replace('"1.34"', 'v1.34'),
    '3:13 invalid-value /kubernetes | For example: 1.34',
  ],
  ['helm as a text', 'cluster', `${cluster}helm: "4"\n`, '4:7 wrong-type /helm | Remove the quotes: helm: 4.'],
  ['helm 2', 'cluster', `${cluster}helm: 2\n`, '4:7 invalid-value /helm | Write 3 or 4.'],
  [
    'destination on Flux',
    'cluster',
    `${flux}destination: { name: us }\n`,
    '4:16 invalid-value /destination/name | Remove it.',
  ],
  ['Argo CD on Flux', 'cluster', `${flux}argocd: { project: a }\n`, '4:1 invalid-value /argocd | Remove it.'],
  ['Flux on Argo CD', 'cluster', `${cluster}flux: { gitRepository: a }\n`, '4:1 invalid-value /flux | Remove it.'],
  [
    'two destinations',
    'cluster',
    `${cluster}destination: { name: a, server: "https://b" }\n`,
    '4:25 invalid-value /destination/server | Remove it.',
  ],
  ['empty destination', 'cluster', `${cluster}destination: {}\n`, '4:1 missing-key /destination | Add it.'],
  [
    'apiVersions without group',
    'cluster',
    `${cluster}apiVersions: [v1]\n`,
    '4:15 invalid-value /apiVersions/0 | For example: monitoring.coreos.com/v1',
  ],
  [
    'two of a kind',
    'cluster',
    `${cluster}apiVersions: [v1, v2]\n`,
    '4:15 invalid-value /apiVersions/0 | For example: monitoring.coreos.com/v1',
    '4:19 invalid-value /apiVersions/1 | For example: monitoring.coreos.com/v1',
  ],
  [
    'external twice',
    'cluster',
    `${cluster}external: [a, b, a]\n`,
    '4:18 invalid-value /external/2 | Remove one of the two.',
  ],
  ['text for a list', 'environment', 'extends: base\n', '1:10 wrong-type /extends | Write a list: extends: [base].'],
  ['empty value', 'environment', 'services:\n', '1:10 wrong-type /services | Give it a value, or remove the line.'],
  ['list for a map', 'environment', 'services: []\n', '1:11 wrong-type /services | Write a map.'],
  ['file that is a list', 'environment', '- a\n', '1:1 wrong-type  | Write a map.'],
  [
    'map as a variable',
    'environment',
    'variables: { a: { b: 1 } }\n',
    '1:17 wrong-type /variables/a | Write a text or a number or true or false.',
  ],
  ['name of a variable', 'environment', 'variables: { a.b: 1 }\n', '1:14 invalid-value /variables/a.b | Rename it.'],
  [
    'label that is a boolean',
    'environment',
    'namespaces: { web: { labels: { a: true } } }\n',
    '1:35 wrong-type /namespaces/web/labels/a | Quote it: a: "true".',
  ],
  [
    'name of a service',
    'environment',
    'services: { Web: { namespace: web } }\n',
    '1:13 name-invalid /services/Web | For example: mimir-distributed',
  ],
  [
    'name of a namespace',
    'environment',
    service('namespace: web_1'),
    '3:16 name-invalid /services/web/namespace | For example: mimir-distributed',
  ],
  [
    'version unquoted',
    'environment',
    service('chart: { version: 5.10 }'),
    '3:23 wrong-type /services/web/chart/version | Quote it: version: "5.10".',
  ],
  [
    'chart over FTP',
    'environment',
    service('chart: { repository: ftp://registry.example.com }'),
    '3:26 invalid-value /services/web/chart/repository | For example: https://grafana.github.io/helm-charts',
  ],
  [
    'path and others',
    'environment',
    service('chart: { path: a, name: b, version: 1.0.0 }'),
    '3:23 invalid-value /services/web/chart/name | Remove it.',
  ],
  [
    'onRemove',
    'environment',
    service('onRemove: kep'),
    '3:15 invalid-value /services/web/onRemove | Did you mean `keep`?',
  ],
  [
    'values that are a list',
    'environment',
    service('values: [1]'),
    '3:13 wrong-type /services/web/values | Write a map.',
  ],
  [
    'list without pointer',
    'environment',
    service('lists: { env: append }'),
    '3:14 invalid-value /services/web/lists/env | For example: /gateway/extraEnv',
  ],
  [
    'list strategy',
    'environment',
    service('lists: { /env: appnd }'),
    '3:20 invalid-value /services/web/lists/~1env | Did you mean `append`?',
  ],
  [
    'merge by nothing',
    'environment',
    service('lists: { /env: { mergBy: a } }'),
    '3:22 unknown-key /services/web/lists/~1env/mergBy | Did you mean `mergeBy`?',
  ],
  [
    'list strategy of another type',
    'environment',
    service('lists: { /env: 1 }'),
    '3:20 wrong-type /services/web/lists/~1env | Quote it: /env: "1".',
  ],
  [
    'URL of the repository',
    'espalier',
    'repository: { url: git.example.com/a }\n',
    '1:20 invalid-value /repository/url | For example: https://github.com/example/platform.git',
  ],
  [
    'repository without URL',
    'espalier',
    'repository: { branch: main }\n',
    '1:1 missing-key /repository | Add it. The URL to clone from: https://…, ssh://… or git@host:path.',
  ],
  [
    'digest that is none',
    'lock',
    `charts: [{ ${entry}, digest: "sha256:12" }]\n`,
    '1:97 digest-invalid /charts/0/digest | For example: sha256:07f3d784b98165717e0d2aa6b56d4b104c0067aa968305b8616f0e1a6574c03a',
  ],
  [
    'lock entry of a folder',
    'lock',
    'charts:\n  - path: a\n    name: a\n    version: 1.0.0\n',
    "2:5 missing-key /charts/0 | Add it. The sha256 of the folder's content.",
  ],
];

for (const [what, kind, text, ...problems] of mistakes) {
  test(`one problem: ${what}`, () => assert.deepEqual(check(kind, text), problems));
}

test('mistakes in one file are all told, in the order of its lines', () => {
  const text = `${cluster.replace('argocd', 'argo').replace('"1.34"', '1.3')}helm: 5\nexternl: []\n`;
  const codes = check('cluster', text).map((found) => found.split(' |')[0]);
  const expected = ['2:13 invalid-value /controller', '3:13 wrong-type /kubernetes', '4:7 invalid-value /helm'];
  assert.deepEqual(codes, [...expected, '5:1 unknown-key /externl']);
});

test('what product files say is accepted', () => {
  const repository = (url: string): readonly string[] => check('espalier', `repository: { url: "${url}" }\n`);
  for (const url of ['https://a.example/b.git', 'ssh://git@a.example:22/b', 'git@a.example:b/c.git']) {
    assert.deepEqual(repository(url), []);
  }
  assert.notDeepEqual(repository('http://a.example/b'), []);
  assert.deepEqual(check('environment', 'services: { web: null }\n'), []);
  assert.deepEqual(check('environment', service('values:')), []);
  assert.deepEqual(check('environment', service('namespace: "a-${cluster.name}"')), []);
  assert.deepEqual(check('environment', service('lists: { /a~1b/c: { mergeBy: name }, /d: append }')), []);
  assert.deepEqual(
    check('environment', service('clusterResources: ["*", Namespace, rbac.authorization.k8s.io/ClusterRole]')),
    [],
  );
  assert.deepEqual(check('cluster', `${cluster}destination: { server: "https://10.0.0.1:6443" }\nhelm: 3\n`), []);
  assert.deepEqual(check('lock', 'charts: []\n'), []);
});

test('keys of JavaScript objects are unknown keys', () => {
  const found = check('environment', '__proto__: 1\nconstructor: 2\ntoString: 3\n').map((line) => line.split(' |')[0]);
  assert.deepEqual(found, ['1:1 unknown-key /__proto__', '2:1 unknown-key /constructor', '3:1 unknown-key /toString']);
});

test('a file of another kind is told in a bounded number of problems, in little time', () => {
  const text = Array.from({ length: 20_000 }, (_, index) => `key${index}: 1\n`).join('');
  const start = cpuTime();
  const { value } = parseYaml('f.yaml', text, 'strict');
  assert(value !== undefined);
  assert.equal(checkShape('cluster', value).length, 200);
  assert(cpuTime() - start < 5000);
});

test('the examples and defaults of the schemas keep to them', () => {
  const files = ['espalier', 'cluster', 'environment', 'lock'].map((kind) => `schemas/${kind}.schema.json`);
  const ajv = new Ajv2020({ strict: false });
  const schemas = files.map((file) => ({ file, schema: JSON.parse(readFileSync(file, 'utf8')) as object }));
  for (const { file, schema } of schemas) ajv.addSchema(schema, file.replace('schemas/', ''));
  let checked = 0;
  const visit = (file: string, pointer: string, node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { examples, default: value } = node as { examples?: readonly unknown[]; default?: unknown };
    const validate = ajv.compile({ $ref: `${file}#${pointer}` });
    for (const example of [...(Array.isArray(examples) ? examples : []), ...(value === undefined ? [] : [value])]) {
      assert(validate(example), `${file}#${pointer}: ${JSON.stringify(validate.errors)}`);
      checked += 1;
    }
    for (const under of ['properties', '$defs']) {
      const children = (node as Record<string, unknown>)[under];
      for (const [key, child] of Object.entries(children ?? {})) visit(file, `${pointer}/${under}/${key}`, child);
    }
    const { items } = node as { items?: unknown };
    visit(file, `${pointer}/items`, items);
  };
  for (const { file, schema } of schemas) visit(file.replace('schemas/', ''), '', schema);
  assert(checked > 25, `only ${checked}`);
});
