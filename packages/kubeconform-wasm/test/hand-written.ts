const application = (metadata: string, spec: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: a
${metadata}spec:
  project: default
  destination: { name: staging, namespace: a }
${spec}`;

const configMap = (text: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n${text}`;

const source = '  source: { repoURL: https://example.org, chart: a, targetRevision: 1.0.0 }\n';

/** Documents that a mutation of a good one does not give; most are text, read as YAML by both. */
export const handWritten: readonly { readonly name: string; readonly document: string | object }[] = [
  { name: 'metadata.anotations', document: application('  anotations: { a: b }\n', source) },
  { name: 'metadata.annotations', document: application('  annotations: { a: b }\n', source) },
  { name: 'annotation that is a boolean', document: application('  annotations: { a: yes }\n', source) },
  { name: 'annotation that is a quoted boolean', document: application('  annotations: { a: "yes" }\n', source) },
  { name: 'label that is an octal number', document: application('  labels: { a: 0400 }\n', source) },
  { name: 'finalizers as text', document: application('  finalizers: a\n', source) },
  { name: 'metadata twice', document: application('metadata: { name: b }\n', source) },
  { name: 'key twice, deep', document: application('', `${source}  syncPolicy: { automated: {}, automated: {} }\n`) },
  { name: 'number for a version', document: application('', source.replace('1.0.0', '1.0')) },
  { name: 'int-or-string as integer', document: application('', kustomize('3')) },
  { name: 'int-or-string as string', document: application('', kustomize('"3"')) },
  { name: 'int-or-string as float', document: application('', kustomize('3.5')) },
  { name: 'int-or-string as integral float', document: application('', kustomize('3.0')) },
  { name: 'int-or-string as boolean', document: application('', kustomize('true')) },
  { name: 'int-or-string as null', document: application('', kustomize('~')) },
  { name: 'int-or-string as list', document: application('', kustomize('[3]')) },
  {
    name: 'empty spec',
    document: 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: {}\n',
  },
  { name: 'null spec', document: 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n' },
  { name: 'no spec', document: 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\n' },
  { name: 'free values of any depth', document: application('', helm('{ a: { b: [ { c: ~ }, 1, x ] } }')) },
  { name: 'values that are no map', document: application('', helm('[1]')) },
  { name: 'status of the controller', document: `${application('', source)}status: { health: { status: Healthy } }\n` },
  { name: 'status with an unknown field', document: `${application('', source)}status: { helth: {} }\n` },
  { name: 'operation without prune', document: `${application('', source)}operation: { retry: { limit: 1 } }\n` },
  {
    name: 'other group, same file name',
    document: application('', source).replace('argoproj.io', 'argoproj.example.org'),
  },
  { name: 'other version', document: application('', source).replace('v1alpha1', 'v1alpha2') },
  { name: 'no group', document: application('', source).replace('argoproj.io/', '') },
  { name: 'kind in lower case', document: application('', source).replace('kind: A', 'kind: a') },
  { name: 'kind with spaces', document: application('', source).replace('kind: A', 'kind: A A') },
  { name: 'kind that is a path', document: application('', source).replace('kind: A', 'kind: ../A') },
  { name: 'kind that is a number', document: application('', source).replace('Application', '7') },
  { name: 'kind that is null', document: application('', source).replace('Application', '') },
  { name: 'apiVersion that is empty', document: application('', source).replace('argoproj.io/v1alpha1', '""') },
  { name: 'apiVersion with two slashes', document: application('', source).replace('argoproj.io', 'argoproj.io/x') },
  { name: 'no kind', document: { apiVersion: 'v1', metadata: { name: 'a' } } },
  { name: 'no apiVersion', document: { kind: 'Namespace', metadata: { name: 'a' } } },
  { name: 'kind without schema', document: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } } },
  { name: 'generateName', document: { apiVersion: 'v1', kind: 'Namespace', metadata: { generateName: 'a-' } } },
  { name: 'metadata as a list', document: { apiVersion: 'v1', kind: 'Namespace', metadata: [{ name: 'a' }] } },
  { name: 'creationTimestamp', document: namespace({ creationTimestamp: '2025-11-24T03:00:00Z' }) },
  { name: 'creationTimestamp that is none', document: namespace({ creationTimestamp: 'today' }) },
  { name: 'owner without uid', document: namespace({ ownerReferences: [{ apiVersion: 'v1', kind: 'A', name: 'a' }] }) },
  { name: 'generation as text', document: namespace({ generation: '1' }) },
  {
    name: 'generation beyond 2^53',
    document: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, generation: 9007199254740993}',
  },
  { name: 'name that is a number', document: namespace({ name: 7 }) },
  { name: 'keys with slashes and tildes', document: namespace({ labels: { 'a.example.org/b~c': 1 } }) },
  { name: 'key __proto__', document: '{"apiVersion":"v1","kind":"Namespace","metadata":{"__proto__":{"name":"a"}}}' },
  {
    name: 'text with every kind of space',
    document: { apiVersion: 'v1', kind: 'ConfigMap', data: { a: ' \t\n\u00a0 x\n ' } },
  },
  { name: 'data with a number', document: configMap('data: { a: 1 }\n') },
  { name: 'data with an unquoted date', document: configMap('data: { a: 2025-11-24 }\n') },
  { name: 'data with off', document: configMap('data: { a: off }\n') },
  { name: 'data with an infinity', document: configMap('data: { a: .inf }\n') },
  { name: 'data with sexagesimal digits', document: configMap('data: { a: 12:30:45 }\n') },
  { name: 'data with a number as key', document: configMap('data: { 1: a }\n') },
  { name: 'data with a boolean as key', document: configMap('data: { yes: a }\n') },
  { name: 'data with a null key', document: configMap('data: { ~: a }\n') },
  { name: 'data with a list as key', document: configMap('data: { [a]: a }\n') },
  { name: 'data merged from an anchor', document: configMap('data: { <<: { a: b }, c: d }\n') },
  { name: 'anchor and alias', document: configMap('data: &data { a: b }\nbinaryData: *data\n') },
  { name: 'alias of nothing', document: configMap('data: *nothing\n') },
  { name: 'binary tag', document: configMap('binaryData: { a: !!binary AAEC }\n') },
  { name: 'unknown tag', document: configMap('data: { a: !secret b }\n') },
  { name: 'CRLF', document: configMap('data:\n  a: b\n').replaceAll('\n', '\r\n') },
  { name: 'byte order mark', document: `\ufeff${configMap('data: { a: b }\n')}` },
  { name: 'markers', document: `---\n${configMap('data: { a: b }\n')}...\n` },
  { name: 'tab as indentation', document: configMap('data:\n\ta: b\n') },
  { name: 'unclosed map', document: configMap('data: { a: b\n') },
  { name: 'not UTF-8 in an escape', document: configMap('data: { a: "\\xff" }\n') },
  { name: 'half a surrogate pair', document: '{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"\\ud800"}}' },
  { name: 'control character', document: configMap('data: { a: "\u0001" }\n') },
  { name: 'list', document: '- a\n- b\n' },
  { name: 'scalar', document: 'text\n' },
  { name: 'null', document: 'null\n' },
  { name: 'nothing', document: '' },
  { name: 'a comment', document: '# nothing\n' },
];

function kustomize(count: string): string {
  return `  source: { repoURL: https://example.org, path: a, kustomize: { replicas: [{ name: a, count: ${count} }] } }\n`;
}

function helm(values: string): string {
  return `  source: { repoURL: https://example.org, chart: a, helm: { valuesObject: ${values} } }\n`;
}

function namespace(metadata: object): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', ...metadata } };
}
