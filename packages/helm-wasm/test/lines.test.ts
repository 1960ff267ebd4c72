/** Where in a chart's files objects are written. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Rendering, startHelm } from '../src/helm.ts';

const helm = startHelm();
after(() => helm.close());

const chartFile = 'apiVersion: v2\nname: demo\nversion: 1.0.0\n';

const render = async (texts: Readonly<Record<string, string>>, values = {}, lines = true): Promise<Rendering> => {
  const all = Object.entries({ 'Chart.yaml': chartFile, ...texts });
  const chart = await helm.load({ files: new Map(all.map(([path, text]) => [path, Buffer.from(text)] as const)) });
  return chart.render({ values, release: { name: 'release', namespace: 'space' }, lines });
};

/** Kind, file and line of each object, CRDs and hooks first. */
const sources = async (texts: Readonly<Record<string, string>>, values = {}): Promise<readonly string[]> => {
  const { crds, hooks, objects } = await render(texts, values);
  return [...crds, ...hooks, ...objects].map(({ object, source }) =>
    source === undefined ? `${object.kind}` : `${object.kind} ${source.template}:${source.line}`,
  );
};

const cases: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
  [
    'two documents of one file',
    { 'templates/a.yaml': '# of ours\napiVersion: v1\nkind: A\n---\n\nkind: B\napiVersion: v1\n' },
    ['A demo/templates/a.yaml:2', 'B demo/templates/a.yaml:6'],
  ],
  [
    'a loop that makes many',
    { 'templates/a.yaml': '{{ range list 1 2 3 }}\n---\nkind: A\nn: {{ . }}\n{{ end }}\n---\nkind: B\n' },
    [
      'A demo/templates/a.yaml:3',
      'A demo/templates/a.yaml:3',
      'A demo/templates/a.yaml:3',
      'B demo/templates/a.yaml:7',
    ],
  ],
  [
    'a definition of another file',
    {
      'templates/a.yaml': '{{/*\nkind: Comment\n*/}}\n{{ include "demo.b" . }}\n',
      'templates/_helpers.tpl':
        '{{- define "demo.b" -}}\n{{- $kind := `\nkind: Raw\n` }}\n\nkind: {{ "B" }}\n{{- end }}\n',
    },
    ['B demo/templates/_helpers.tpl:6'],
  ],
  [
    'trim markers at both ends',
    {
      'templates/a.yaml':
        '{{- if true -}}\n\napiVersion: v1\nkind: A\n{{- with list 1 -}}\n{{- end }}\n---\n{{- if true }}\nkind: {{- " B" }}\n{{- end -}}\n{{- end -}}\n',
    },
    ['A demo/templates/a.yaml:3', 'B demo/templates/a.yaml:9'],
  ],
  [
    'branches that are not taken',
    { 'templates/a.yaml': '{{ if false }}\nkind: A\n{{ else if false }}\nkind: B\n{{ else }}\nkind: C\n{{ end }}\n' },
    ['C demo/templates/a.yaml:6'],
  ],
  [
    'a kind within the text of a ConfigMap, literal and included',
    {
      'templates/a.yaml':
        'data:\n  a: |\n    kind: Inner\n  b: |\n    {{- include "inner" . | nindent 4 }}\nkind: ConfigMap\n---\nkind: Z\n',
      'templates/_inner.tpl': '{{ define "inner" -}}\nkind: Inner\n---\nkind: Other\n{{- end }}\n',
    },
    ['ConfigMap demo/templates/a.yaml:6', 'Z demo/templates/a.yaml:8'],
  ],
  ['lines that end as on Windows', { 'templates/a.yaml': 'a: 1\r\nkind: A\r\n' }, ['A demo/templates/a.yaml:2']],
  [
    'hooks and definitions of custom resources',
    {
      'crds/c.yaml': 'kind: CustomResourceDefinition\nn: 1\n---\nkind: CustomResourceDefinition\nn: 2\n',
      'templates/a.yaml': 'kind: A\n---\nkind: Hook\nmetadata: { annotations: { helm.sh/hook: pre-install } }\n',
    },
    [
      'CustomResourceDefinition demo/crds/c.yaml:1',
      'CustomResourceDefinition demo/crds/c.yaml:4',
      'Hook demo/templates/a.yaml:3',
      'A demo/templates/a.yaml:1',
    ],
  ],
  [
    'sub-charts, one of them under two names',
    {
      'Chart.yaml': `${chartFile}dependencies:\n  - { name: sub, version: 1.0.0, alias: one }\n  - { name: sub, version: 1.0.0, alias: two }\n`,
      'charts/sub/Chart.yaml': chartFile.replace('demo', 'sub'),
      'charts/sub/templates/a.yaml': '\nkind: A\n',
    },
    ['A demo/charts/one/templates/a.yaml:2', 'A demo/charts/two/templates/a.yaml:2'],
  ],
  // What is read and printed again has lost its comments.
  ['an object that is made by functions', { 'templates/a.yaml': '{{ toYaml (dict "kind" "A") }}\n' }, ['A']],
  [
    'a definition that is merged into another',
    {
      'templates/a.yaml': '{{ include "b" . | fromYaml | toYaml }}\n---\nkind: C\n',
      'templates/_b.tpl': '{{ define "b" }}\nkind: B\n{{ end }}\n',
    },
    ['B', 'C demo/templates/a.yaml:3'],
  ],
  // A comment more is another text.
  [
    'a render with marks that gives something else',
    {
      'templates/a.yaml': '{{ if contains "#" (include "b" .) }}\nkind: A\n{{ else }}\nkind: B\n{{ end }}\n',
      'templates/_b.tpl': '{{ define "b" }}\nkind: C\n{{ end }}\n',
    },
    ['B'],
  ],
  [
    'a render with marks that fails',
    {
      'templates/a.yaml': '{{ if contains "#" (include "b" .) }}{{ fail "no" }}{{ end }}\nkind: A\n',
      'templates/_b.tpl': '{{ define "b" }}\nkind: C\n{{ end }}\n',
    },
    ['A'],
  ],
];

for (const [name, texts, expected] of cases)
  test(`source lines: ${name}`, async () => {
    assert.deepEqual(await sources(texts), expected);
  });

test('the objects of a render that says lines are those of one that does not', async () => {
  for (const [name, texts] of cases) {
    const plain = await render(texts, {}, false);
    const { objects, hooks, ...rest } = await render(texts);
    const without = ({ source: _, ...each }: (typeof objects)[number]): object => each;
    assert.deepEqual(
      { ...rest, objects: objects.map(without), hooks: hooks.map(without), crds: plain.crds },
      plain,
      name,
    );
    assert(plain.objects.every(({ source }) => source === undefined));
  }
});

test('a template that sets values does so once', async () => {
  const template =
    '{{ $_ := set .Values "count" (add1 (default 0 .Values.count)) }}\nkind: A\ncount: {{ .Values.count }}\n';
  const { objects } = await render({ 'templates/a.yaml': template });
  assert.deepEqual(objects, [
    {
      template: 'demo/templates/a.yaml',
      line: 2,
      object: { kind: 'A', count: 1 },
      source: { template: 'demo/templates/a.yaml', line: 2 },
    },
  ]);
});
