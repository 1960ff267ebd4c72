import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterPair, said, saidOf, told } from './exposure-fixture.ts';

const api = 'apiVersion: rbac.authorization.k8s.io/v1';
const role = (rules: string, kind = 'ClusterRole', more = ''): string =>
  `{ ${api}, kind: ${kind}, metadata: { name: app }, rules: [${rules}]${more} }\n`;
const rule = (groups: string, resources: string, verbs: string, more = ''): string =>
  `{ apiGroups: [${groups}], resources: [${resources}], verbs: [${verbs}]${more} }`;
const binding = (subjects: string, to = 'ClusterRole view', kind = 'ClusterRoleBinding'): string => {
  const [roleKind, name] = to.split(' ');
  return `{ ${api}, kind: ${kind}, metadata: { name: b }, roleRef: { kind: ${roleKind}, name: ${name} }, subjects: [${subjects}] }\n`;
};
const account = (name: string): string => `{ kind: ServiceAccount, name: ${name}, namespace: app }`;

const pods = rule('""', 'pods', 'get, list');
const everything = rule('"*"', '"*"', '"*"');
const secrets = rule('""', 'secrets', 'get');

const cases: readonly (readonly [string, string, string | undefined, readonly string[]])[] = [
  ['another verb', role(rule('""', 'pods', 'get, list, delete')), role(pods), ['access-widened rules']],
  ['another resource', role(rule('""', 'pods, nodes', 'get, list')), role(pods), ['access-widened rules']],
  ['another group', role(rule('"", apps', 'pods', 'get, list')), role(pods), ['access-widened rules']],
  [
    'all resources of a group',
    role(rule('apps', '"*"', 'get')),
    role(rule('apps', 'deployments', 'get')),
    ['access-widened rules'],
  ],
  [
    'any name',
    role(rule('""', 'configmaps', 'get')),
    role(rule('""', 'configmaps', 'get', ', resourceNames: [a]')),
    ['access-widened rules'],
  ],
  ['a URL', role('{ nonResourceURLs: [/metrics], verbs: [get] }'), role(pods), ['access-widened rules']],
  [
    'a URL that was allowed',
    role('{ nonResourceURLs: [/a/b], verbs: [get] }'),
    role('{ nonResourceURLs: [/a*], verbs: [get] }'),
    [],
  ],
  ['less', role(rule('""', 'pods', 'get')), role(pods), []],
  ['the same in two rules', role(`${rule('""', 'pods', 'get')}, ${rule('""', 'pods', 'list')}`), role(pods), []],
  [
    'one of what was a wildcard',
    role(rule('apps', 'deployments/scale', 'patch')),
    role(rule('"*"', '"*/scale"', 'patch')),
    [],
  ],
  [
    'fewer names',
    role(rule('""', 'configmaps', 'get', ', resourceNames: [a]')),
    role(rule('""', 'configmaps', 'get', ', resourceNames: [a, b]')),
    [],
  ],
  [
    'the names of two rules in one',
    role(rule('""', 'configmaps', 'get', ', resourceNames: [a, b]')),
    role(
      `${rule('""', 'configmaps', 'get', ', resourceNames: [a]')}, ${rule('""', 'configmaps', 'get', ', resourceNames: [b]')}`,
    ),
    [],
  ],
  ['a new role', role(pods), undefined, []],
  ['everything', role(everything), role(pods), ['access-unbounded rules']],
  ['everything, newly', role(everything), undefined, ['access-unbounded rules']],
  ['everything, as before', role(`${everything}, ${pods}`), role(everything), []],
  ['everything in a namespace', role(everything, 'Role'), undefined, ['access-unbounded rules (warning)']],
  ['everything of a group', role(rule('example.com', '"*"', '"*"')), undefined, []],
  [
    'escalation',
    role(rule('rbac.authorization.k8s.io', 'clusterroles', 'escalate')),
    undefined,
    ['access-unbounded rules'],
  ],
  [
    'all verbs on roles',
    role(rule('rbac.authorization.k8s.io', 'roles, clusterroles', '"*"')),
    undefined,
    ['access-unbounded rules', 'access-unbounded rules'],
  ],
  [
    'binding any role',
    role(rule('rbac.authorization.k8s.io', 'clusterroles', 'bind')),
    undefined,
    ['access-unbounded rules'],
  ],
  [
    'binding one role',
    role(rule('rbac.authorization.k8s.io', 'clusterroles', 'bind', ', resourceNames: [view]')),
    undefined,
    [],
  ],
  ['impersonation', role(rule('""', 'users, groups', 'impersonate')), undefined, ['access-unbounded rules']],
  ['impersonation of one user', role(rule('""', 'users', 'impersonate', ', resourceNames: [ci]')), undefined, []],
  ['secrets of all namespaces', role(secrets), undefined, ['access-widened rules']],
  ['secrets by listing', role(rule('""', '"*"', 'list')), undefined, ['access-widened rules']],
  ['one secret', role(rule('""', 'secrets', 'get', ', resourceNames: [a]')), undefined, []],
  ['secrets of a namespace', role(secrets, 'Role'), undefined, []],
  [
    'secrets by a binding in a namespace',
    `${role(secrets)}---\n${binding(account('a'), 'ClusterRole app', 'RoleBinding')}`,
    binding(account('a'), 'ClusterRole app', 'RoleBinding'),
    [],
  ],
  [
    'rules for a built-in role',
    role(pods, 'ClusterRole', '').replace(
      'name: app',
      'name: app, labels: { rbac.authorization.k8s.io/aggregate-to-edit: "true" }',
    ),
    role(pods),
    ['access-widened metadata.labels'],
  ],
  ['another label', role(pods).replace('name: app', 'name: app, labels: { a: "true" }'), role(pods), []],
  [
    'a role that collects all',
    role('', 'ClusterRole', ', aggregationRule: { clusterRoleSelectors: [{}] }'),
    undefined,
    ['access-unbounded aggregationRule'],
  ],
  [
    'a role that collects others',
    role('', 'ClusterRole', ', aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: b } }] }'),
    role('', 'ClusterRole', ', aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: c } }] }'),
    ['access-widened aggregationRule'],
  ],
  ['another subject', binding(`${account('a')}, ${account('b')}`), binding(account('a')), ['access-widened subjects']],
  ['a subject less', binding(account('a')), binding(`${account('a')}, ${account('b')}`), []],
  ['a new binding in a service that was there', binding(account('a')), undefined, ['access-widened subjects']],
  ['cluster-admin', binding(account('a'), 'ClusterRole cluster-admin'), undefined, ['access-unbounded subjects']],
  [
    'cluster-admin in place of view',
    binding(account('a'), 'ClusterRole cluster-admin'),
    binding(account('a')),
    ['access-unbounded roleRef'],
  ],
  [
    'cluster-admin, as before',
    binding(account('a'), 'ClusterRole cluster-admin').replace('name: b', 'name: b, labels: { a: b }'),
    binding(account('a'), 'ClusterRole cluster-admin'),
    [],
  ],
  [
    'cluster-admin of a namespace',
    binding(account('a'), 'ClusterRole cluster-admin', 'RoleBinding'),
    undefined,
    ['access-unbounded subjects (warning)'],
  ],
  ['system:masters', binding('{ kind: Group, name: "system:masters" }'), undefined, ['access-unbounded subjects']],
];
for (const [what, after, before, expected] of cases)
  test(`access: ${what}`, () => assert.deepEqual(said(after, before), expected));

test('a new service brings its roles, and what reaches far among them is told', () => {
  const ofNew = (after: string): readonly string[] => saidOf(clusterPair('eu', [{ after }]));
  assert.deepEqual(ofNew(`${role(pods)}---\n${binding(account('a'), 'ClusterRole app')}`), []);
  assert.deepEqual(ofNew(binding('{ kind: Group, name: "system:authenticated" }')), ['access-widened subjects']);
  assert.deepEqual(ofNew(binding(account('a'), 'ClusterRole cluster-admin')), ['access-unbounded subjects']);
});

test('what is new is named, and not without end', () => {
  assert.deepEqual(told(role(rule('"", apps', 'pods, deployments', 'get, list, delete')), role(pods)), [
    'whoever is bound to the role may also delete pods, delete/get/list deployments, delete/get/list deployments of apps and delete/get/list pods of apps',
  ]);
  const many = Array.from({ length: 500 }, (_, index) => `r${index}`).join(', ');
  const [message = ''] = told(role(rule(many, many, 'get')), role(pods));
  assert(message.length < 500 && message.endsWith('more'), message);
});
