import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Chart, type ChartSource, startHelm } from '../src/helm.ts';
import { generate } from './generated.ts';

const helm = startHelm();
after(() => helm.close());

const source = (texts: Readonly<Record<string, string>>): ChartSource => ({
  files: new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)] as const)),
});
const metadata = (name: string, more = ''): string => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${more}`;
const load = (texts: Readonly<Record<string, string>>): Promise<Chart> =>
  helm.load(source({ 'Chart.yaml': metadata('demo'), ...texts }));

/** `a.b` where a place is read, and `a.b…` where all below it is. */
const readsOf = async (chart: Chart): Promise<string> =>
  (await chart.reads()).reads.map(({ path, open }) => path.join('.') + (open ? '…' : '')).join(' ');

/** A template, and what it reads. */
const features: readonly (readonly [name: string, template: string, reads: string])[] = [
  ['nothing', 'a: b', ''],
  ['a field', '{{ .Values.a.b }}', 'a.b…'],
  ['a field of the root', '{{ with .Release }}{{ $.Values.a }}{{ end }}', 'a…'],
  ['a condition', '{{ if .Values.a.b }}x{{ else if .Values.c }}y{{ end }}', 'a.b c'],
  ['both sides', '{{ if .Values.a }}{{ .Values.b }}{{ else }}{{ .Values.c }}{{ end }}', 'a b… c…'],
  ['with', '{{ with .Values.a }}{{ .b }}{{ else }}{{ .Values.c }}{{ end }}', 'a a.b… c…'],
  ['a list', '{{ range .Values.a }}{{ .name }}{{ end }}', 'a.* a.*.name…'],
  ['a map', '{{ range $key, $one := .Values.a }}{{ $key }}: {{ $one.b }}{{ end }}', 'a.* a.*.b…'],
  ['a range else', '{{ range .Values.a }}{{ else }}{{ .Values.b }}{{ end }}', 'a.* b…'],
  ['a variable', '{{ $a := .Values.a }}{{ $a.b }}{{ $a = .Values.c }}{{ $a.d }}', 'a.b… c.d…'],
  [
    'a variable from one side',
    '{{ $a := .Values.a }}{{ if .Values.c }}{{ $a = .Values.b }}{{ end }}{{ $a.x }}',
    'a.x… b.x… c',
  ],
  ['a variable of no use', '{{ $a := .Values.a }}', ''],
  ['index', '{{ index .Values "a-b" "c" }}', 'a-b.c…'],
  ['index of an item', '{{ (index .Values.a 0).b }}', 'a.*.b…'],
  ['index by a value', '{{ (index .Values.a .Values.key).b }}', 'a.*.b… key…'],
  ['get', '{{ (get .Values "a").b }}', 'a.b…'],
  ['dig', '{{ dig "a" "b" "none" .Values.x }}', 'x.a.b…'],
  ['hasKey', '{{ if hasKey .Values.a "b" }}x{{ end }}', 'a.b'],
  ['default', '{{ (.Values.a | default .Values.b).c }}', 'a a.c… b b.c…'],
  ['pluck', '{{ pluck "k" .Values.a .Values.b | first }}', 'a.k… b.k…'],
  ['pick', '{{ pick .Values.a "b" "c" | toYaml }}', 'a.b… a.c…'],
  ['omit', '{{ omit .Values.a "b" | toYaml }}', 'a…'],
  ['keys', '{{ range keys .Values.a }}{{ . }}{{ end }}', 'a a.*'],
  ['values', '{{ range values .Values.a }}{{ .b }}{{ end }}', 'a a.* a.*.b…'],
  ['a list of values', '{{ range list .Values.a .Values.b }}{{ .c }}{{ end }}', 'a.c… b.c…'],
  ['toYaml', '{{ toYaml .Values.a | nindent 2 }}', 'a…'],
  ['YAML and back', '{{ (toYaml .Values.a | fromYaml).b }}', 'a.b…'],
  ['merge', '{{ (merge .Values.a .Values.b).c }}', 'a… b…'],
  ['set', '{{ $d := dict }}{{ $_ := set $d "x" .Values.a }}{{ $d.x.b }}', 'a…'],
  ['a function', '{{ printf "%s" .Values.a | trunc 63 }}', 'a…'],
  ['fail', '{{ if .Values.a }}{{ fail (printf "%v" .Values.b) }}{{ end }}', 'a'],
  ['a method', '{{ if .Capabilities.APIVersions.Has .Values.a }}x{{ end }}', 'a…'],
  ['the whole', '{{ toYaml .Values }}', '…'],
  ['the root', '{{ toYaml . }}', '…'],
  ['define', '{{ define "t" }}{{ .b }}{{ end }}{{ template "t" .Values.a }}{{ include "t" .Values.c }}', 'a.b… c.b…'],
  ['define that nobody includes', '{{ define "t" }}{{ .Values.b }}{{ end }}', ''],
  ['a root that is passed', '{{ define "t" }}{{ .Values.b }}{{ end }}{{ include "t" . }}', 'b…'],
  [
    'a dict',
    '{{ define "t" }}{{ .x.b }}{{ .ctx.Values.c }}{{ end }}{{ include "t" (dict "ctx" $ "x" .Values.a) }}',
    'a.b… c…',
  ],
  [
    'a list that is passed',
    '{{ define "t" }}{{ (index . 0).Values.a }}{{ (index . 1).b }}{{ end }}{{ include "t" (list . .Values.x) }}',
    'a… x.b…',
  ],
  [
    'a root put into a dict',
    '{{ define "t" }}{{ .ctx.Values.a }}{{ end }}{{ $d := dict }}{{ $_ := set $d "ctx" $ }}{{ include "t" $d }}',
    'a…',
  ],
  [
    'a name that is put together',
    '{{ define "x-t" }}{{ .Values.a }}{{ end }}{{ define "y-t" }}{{ .Values.b }}{{ end }}{{ include (printf "%s-t" "x") . }}',
    'a…',
  ],
  [
    'a name that is a value',
    '{{ define "x" }}{{ .Values.a }}{{ end }}{{ if .Release.IsUpgrade }}{{ include .Values.name . }}{{ end }}',
    'a… name…',
  ],
  [
    'a section by name',
    '{{ define "s" }}{{ index (dict "one" "a") .c }}{{ end }}{{ define "t" }}{{ (index .ctx.Values (include "s" .)).b }}{{ end }}{{ include "t" (dict "ctx" . "c" "one") }}',
    'a.b…',
  ],
  [
    'a section that travels as YAML',
    '{{ define "s" }}\n{{ index .ctx.Values .c | toYaml }}\n{{ end }}{{ define "t" }}{{ (include "s" . | fromYaml).b }}{{ end }}{{ include "t" (dict "ctx" . "c" "a") }}',
    'a.b…',
  ],
  [
    'a path in a text',
    '{{ $at := .Values }}{{ range splitList "." "a.b" }}{{ $at = index $at . }}{{ end }}{{ $at.c }}',
    'a.b.c…',
  ],
  [
    'a path of any length',
    '{{ $at := .Values.a }}{{ range .Values.keys }}{{ $at = index $at . }}{{ end }}{{ $at }}',
    'a… keys.*…',
  ],
  [
    'templates that include themselves',
    '{{ define "t" }}{{ .a }}{{ with .below }}{{ include "t" . }}{{ end }}{{ end }}{{ include "t" .Values.x }}',
    '',
  ],
  ['tpl of a text', '{{ tpl "{{ .Values.a }}" . }}', 'a…'],
  ['tpl of a value with values', '{{ tpl .Values.text (dict "ctx" . "x" .Values.a) }}', 'a… text…'],
  ['tpl of a text that is put together', '{{ tpl (print "{{ .Values." .Release.Name " }}") . }}', '…'],
  ['all where a value is set', '{{ if .Values.debug }}{{ toYaml .Values }}{{ end }}{{ .Values.a }}', 'a… debug'],
  [
    'a break',
    '{{ $a := .Values.a }}{{ range .Values.l }}{{ $a = .x }}{{ if .y }}{{ break }}{{ end }}{{ $a = "" }}{{ end }}{{ $a.z }}',
    'a.z… l.* l.*.x.z… l.*.y',
  ],
];

for (const [name, template, expected] of features)
  test(`${name} reads ${expected || 'nothing'}`, async () => {
    const reads = await readsOf(await load({ 'templates/a.yaml': template }));
    if (name === 'templates that include themselves') assert.match(reads, /^x\.a… x\.below x\.below\.a… /);
    else assert.equal(reads, expected);
  });

test('a sub-chart reads at its name or its aliases, and what is global at the top too', async () => {
  const dependencies = `dependencies:
  - { name: sub, version: 1.0.0, alias: one, condition: one.enabled, tags: [back], import-values: [data] }
  - { name: sub, version: 1.0.0, alias: two }
`;
  const chart = await load({
    'Chart.yaml': metadata('demo', dependencies),
    'charts/sub/Chart.yaml': metadata('sub'),
    'charts/sub/templates/a.yaml': '{{ .Values.a }}{{ .Values.global.g }}',
    'templates/a.yaml': '{{ .Values.one.b }}{{ .Subcharts.two.Values.c }}',
  });
  assert.equal(
    await readsOf(chart),
    'global.g… one.a… one.b… one.enabled one.exports.data… one.global.g… tags.back two.a… two.c… two.global.g…'
      .split(' ')
      .sort()
      .join(' '),
  );
});

test('a library is read where a chart includes it, in the values of that chart', async () => {
  const chart = await load({
    'Chart.yaml': metadata('demo', 'dependencies: [{ name: lib, version: 1.0.0 }]\n'),
    'charts/lib/Chart.yaml': metadata('lib', 'type: library\n'),
    'charts/lib/templates/_a.tpl':
      '{{ define "lib" }}{{ .Values.a }}{{ end }}{{ define "other" }}{{ .Values.b }}{{ end }}',
    'templates/a.yaml': '{{ include "lib" . }}',
  });
  assert.equal(await readsOf(chart), 'a…');
});

test('templates in values and in files are followed where templates run them', async () => {
  const files = {
    'values.yaml': 'text: "{{ .Values.a }}"\n',
    'conf/a.conf': '{{ .Values.b }}',
    'broken.md': '{{ .Values.c }} {{ if }}',
  };
  const reads = async (template: string) => readsOf(await load({ ...files, 'templates/a.yaml': template }));
  assert.equal(await reads('{{ tpl .Values.text . }}'), 'a… text…');
  assert.equal(await reads('{{ tpl (.Files.Get "conf/a.conf") . }}'), 'a… b… c…');
  assert.equal(await reads('{{ .Values.text }}'), 'text…');
});

test('another template is read by its file', async () => {
  const chart = await load({
    'templates/_part.tpl': '{{ .Values.a }}',
    'templates/a.yaml': '{{ include (print $.Template.BasePath "/_part.tpl") . | sha256sum }}',
  });
  assert.equal(await readsOf(chart), 'a…');
});

test('it says on which values it depends that all are read', async () => {
  const chart = await load({ 'templates/a.yaml': '{{ if .Values.debug }}{{ toYaml .Values }}{{ end }}' });
  assert.deepEqual((await chart.reads()).allIf, [['debug']]);
  const set = await load({
    'values.yaml': 'debug: true\n',
    'templates/a.yaml': '{{ if .Values.debug }}{{ toYaml .Values }}{{ end }}',
  });
  assert.equal(await readsOf(set), '…');
});

test('templates that take too long to follow count as reading all', async () => {
  const calls = [...Array(40).keys()]
    .map(
      (index) =>
        `{{ define "t${index}" }}${`{{ include "t${index + 1}" (dict "a" . "b" (list . "x")) }}{{ include "t${index + 1}" (dict "c" .) }}`.repeat(2)}{{ end }}`,
    )
    .join('');
  assert.equal(await readsOf(await load({ 'templates/a.yaml': `${calls}{{ include "t0" . }}` })), '…');
});

type Json = { readonly [key: string]: unknown };

/** Every place below that is a leaf. */
const leaves = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
    : [path];

const withChanged = (values: Json, [key = '', ...rest]: readonly string[]): Json => ({
  ...values,
  [key]: rest.length === 0 ? 'changed' : withChanged((values[key] ?? {}) as Json, rest),
});

/** Templates that read some of the keys of charts made by chance, in several ways. */
const templates = [
  '{{ .Values.a }}',
  '{{ with .Values.b }}{{ if kindIs "map" . }}{{ .a | toJson }}{{ end }}{{ end }}',
  '{{ range $k, $v := (.Values.c | default dict) }}{{ if kindIs "map" $v }}{{ $v.b | toJson }}{{ end }}{{ end }}',
  '{{ (.Values.global | default dict).a | toJson }}',
  '{{ dig "a" "c" "" (merge (dict) (.Values.exports | default dict)) }}',
];

test('a value that is not read changes nothing', async () => {
  let unread = 0;
  for (let seed = 1; seed <= 150; seed += 1) {
    const { files, values } = generate(seed);
    const own = Object.entries(files).map(([path, text]) =>
      path.endsWith('show.yaml') ? [path, `kind: A\nx: >-\n  ${templates[seed % templates.length]}\n`] : [path, text],
    );
    const chart = await helm.load(source(Object.fromEntries(own) as Record<string, string>)).catch(() => undefined);
    if (chart === undefined) continue;
    const { reads } = await chart.reads();
    const render = (asked: Json): Promise<unknown> =>
      chart.render({ values: asked, release: { name: 'r', namespace: 'n' } }).then(
        ({ objects }) => objects,
        () => undefined,
      );
    const before = await render(values);
    const isRead = (path: readonly string[]): boolean =>
      reads.some(
        (read) =>
          (read.open ? read.path.length <= path.length : read.path.length >= path.length) &&
          read.path.slice(0, path.length).every((key, index) => key === '*' || key === path[index]),
      );
    const candidates = before === undefined ? [] : leaves(values).filter((path) => path.length > 0 && !isRead(path));
    for (const path of candidates.slice(0, 3)) {
      const now = await render(withChanged(values, path));
      // A text in place of a map may be refused before any template runs.
      if (now === undefined) continue;
      unread += 1;
      assert.deepEqual(now, before, `seed ${seed}: ${path.join('.')}`);
    }
    await chart.drop();
  }
  assert(unread > 100, `only ${unread} values are not read`);
});
