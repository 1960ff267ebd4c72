import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Chart, type ChartSource, HelmError, startHelm } from '../src/helm.ts';

const helm = startHelm();
after(() => helm.close());

const chartFile = 'apiVersion: v2\nname: demo\nversion: 1.0.0\n';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const files = (texts: Readonly<Record<string, string>>): ChartSource => ({
  files: new Map(
    Object.entries({ 'Chart.yaml': chartFile, ...texts }).map(([path, text]) => [path, bytes(text)] as const),
  ),
});
const release = { name: 'release', namespace: 'space' };
const request = { values: {}, release };

const show = 'kind: Shown\nvalues: {{ toJson .Values | quote }}\n';

test('a chart is loaded once and rendered with any values', async () => {
  const chart = await helm.load(files({ 'values.yaml': 'a: 1\nb: { c: null, d: 2 }\n', 'templates/show.yaml': show }));
  assert.equal(chart.metadata.name, 'demo');
  assert.deepEqual(chart.values, { a: 1, b: { c: null, d: 2 } });
  const first = await chart.render({ ...request, values: { b: { d: null } } });
  assert.deepEqual(first.values, { a: 1, b: {} });
  assert.deepEqual(first.objects, [
    { template: 'demo/templates/show.yaml', line: 1, object: { kind: 'Shown', values: '{"a":1,"b":{}}' } },
  ]);
  const second = await chart.render({ ...request, values: 'b: { e: 0400 }' });
  assert.deepEqual(second.values, { a: 1, b: { d: 2, e: 256 } });
  assert.deepEqual(await chart.effectiveValues({ ...request, values: { a: null } }), { b: { d: 2 } });
});

test('objects have the line at which they begin in what their template gave', async () => {
  const template = '# first\nkind: A\n---\nkind: B\n\n---\n{{ range list 1 2 }}\n---\nkind: C\n{{ end }}\n';
  const chart = await helm.load(files({ 'templates/a.yaml': template }));
  const { objects } = await chart.render(request);
  assert.deepEqual(
    objects.map(({ object, line }) => [object.kind, line]),
    [
      ['A', 1],
      ['B', 4],
      ['C', 9],
      ['C', 12],
    ],
  );
});

const fails = async (source: ChartSource, asked = request): Promise<HelmError> => {
  const error = await helm
    .load(source)
    .then((chart) => chart.render(asked))
    .catch((caught: unknown) => caught);
  assert(error instanceof HelmError, String(error));
  return error;
};

test('an error says its kind, and where', async () => {
  const failing = { 'templates/a.yaml': 'kind: A\n\nvalue: {{ required "say what" .Values.missing }}\n' };
  const { kind, template, line, message } = await fails(files(failing));
  assert.deepEqual([kind, template, line], ['template', 'demo/templates/a.yaml', 3]);
  assert.match(message, /say what/);
  const parse = await fails(files({ 'templates/a.yaml': 'kind: A\n{{ if }}\n' }));
  assert.deepEqual([parse.kind, parse.template, parse.line], ['template', 'demo/templates/a.yaml', 2]);
  const yaml = await fails(files({ 'templates/a.yaml': 'kind: A\n---\nb: [\n' }));
  assert.deepEqual([yaml.kind, yaml.template], ['yaml', 'demo/templates/a.yaml']);
  const schema = await fails(files({ 'values.schema.json': '{"required": ["a"]}', 'templates/show.yaml': show }));
  assert.equal(schema.kind, 'schema');
  assert.equal((await fails(files({ 'Chart.yaml': 'name: [\n' }))).kind, 'chart');
  assert.equal((await fails(files({ 'Chart.yaml': `${chartFile}kubeVersion: ">=9"\n` }))).kind, 'kube-version');
  assert.equal((await fails(files({}), { ...request, release: { ...release, name: 'No Name' } })).kind, 'release');
  const dependency = 'dependencies: [{ name: absent, version: 1.0.0 }]\n';
  assert.equal((await fails(files({ 'Chart.yaml': chartFile + dependency }))).kind, 'dependencies');
});

test('what is no object is an error, in a list too, and what is empty is nothing', async () => {
  for (const text of ['- 1\n', 'text\n', 'kind: List\nitems: [1]\n', 'kind: List\nitems: [[]]\n']) {
    const { kind, template } = await fails(files({ 'templates/a.yaml': text }));
    assert.deepEqual([kind, template], ['yaml', 'demo/templates/a.yaml'], text);
  }
  const chart = await helm.load(files({ 'templates/a.yaml': 'kind: List\nitems: [null, { kind: A }]\n---\nnull\n' }));
  assert.deepEqual(
    (await chart.render(request)).objects.map(({ object }) => object),
    [{ kind: 'A' }],
  );
});

test('of a sub-chart that is there twice, Helm takes any: it is refused', async () => {
  const sub = 'apiVersion: v2\nname: sub\nversion: 1.0.0\n';
  const error = await fails(files({ 'charts/a/Chart.yaml': sub, 'charts/b/Chart.yaml': sub }));
  assert.equal(error.kind, 'dependencies');
  assert.match(error.message, /sub more than once/);
});

test('paths that leave the chart are refused', async () => {
  for (const path of ['../escape', '/absolute', 'a/../../escape', 'a//b', './a'])
    assert.equal((await fails(files({ [path]: 'x' }))).kind, 'chart', path);
});

test('an archive that is none, or cut off, is refused', async () => {
  for (const archive of [bytes('nothing'), gzipSync('nothing'), gzipSync(new Uint8Array(1 << 20)).subarray(0, 100)])
    assert.equal((await fails({ archive })).kind, 'chart');
});

test('a template that never ends is stopped, and the next render works', async () => {
  const impatient = startHelm({ timeLimit: 1000 });
  try {
    const endless = '{{ range until 100000000 }}{{ range until 100000000 }}{{ end }}{{ end }}';
    const chart = await impatient.load(files({ 'templates/a.yaml': endless }));
    const other = await impatient.load(files({ 'templates/show.yaml': show }));
    await assert.rejects(chart.render(request), { kind: /time|stopped/ });
    assert.equal((await other.render(request)).objects.length, 1);
  } finally {
    await impatient.close();
  }
});

test('a template that takes all memory is stopped, and the next render works', async () => {
  const grow =
    '{{ define "grow" }}{{ $x := repeat 1000000 "0123456789" }}{{ range until 1000 }}{{ $x = print $x $x }}{{ end }}{{ end }}';
  const chart = await helm.load(files({ 'templates/a.yaml': `${grow}{{ include "grow" . }}` }));
  await assert.rejects(chart.render(request), { kind: 'stopped' });
  const other = await helm.load(files({ 'templates/show.yaml': show }));
  assert.equal((await other.render(request)).objects.length, 1);
});

test('templates that include themselves end with the error of Helm', async () => {
  const { kind, message } = await fails(
    files({ 'templates/a.yaml': '{{ define "me" }}{{ include "me" . }}{{ end }}{{ include "me" . }}' }),
  );
  assert.equal(kind, 'template');
  assert.match(message, /rendering template has a nested reference name: me/);
});

test('chance comes again with its seed, and is another with another', async () => {
  const chart = 'kind: A\nrandom: {{ randAlphaNum 20 }}\nnow: {{ now | unixEpoch }}\nuuid: {{ uuidv4 }}\n';
  const made = async (seed: number, time: string): Promise<unknown> => {
    const seeded = startHelm({ chance: { seed, now: new Date(time) } });
    try {
      const loaded: Chart = await seeded.load(files({ 'templates/a.yaml': chart }));
      return (await loaded.render(request)).objects[0]?.object;
    } finally {
      await seeded.close();
    }
  };
  const first = await made(1, '2026-01-01T00:00:00Z');
  assert.deepEqual(await made(1, '2026-01-01T00:00:00Z'), first);
  const other = (await made(2, '2027-01-01T00:00:00Z')) as Record<string, unknown>;
  for (const [key, value] of Object.entries(first as object)) if (key !== 'kind') assert.notEqual(other[key], value);
});

test('templates see another version of the chart where one is given, and only there', async () => {
  const chart = await helm.load(files({ 'templates/a.yaml': 'kind: A\nversion: {{ .Chart.Version }}\n' }));
  const version = async (chartVersion?: string): Promise<unknown> => {
    const { objects } = await chart.render({ ...request, ...(chartVersion === undefined ? {} : { chartVersion }) });
    return objects[0]?.object.version;
  };
  assert.equal(await version('1.0.0+abc'), '1.0.0+abc');
  assert.equal(await version(), '1.0.0');
});

test('values are those before templates set some, and the chart is as it was', async () => {
  const template = 'kind: A\n{{- $_ := set .Values "a" 2 }}\na: {{ .Values.a }}\n';
  const chart = await helm.load(files({ 'values.yaml': 'a: 1\n', 'templates/a.yaml': template }));
  for (let time = 0; time < 2; time += 1) {
    const { values, objects } = await chart.render(request);
    assert.deepEqual([values, objects[0]?.object], [{ a: 1 }, { kind: 'A', a: 2 }]);
  }
});

test('requests that come at once are answered in turn', async () => {
  const chart = await helm.load(files({ 'templates/show.yaml': show }));
  const all = await Promise.all([...Array(20).keys()].map((index) => chart.render({ ...request, values: { index } })));
  assert.deepEqual(
    all.map(({ values }) => values.index),
    [...Array(20).keys()],
  );
});
