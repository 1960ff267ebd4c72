import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterPair, said, saidOf, told } from './exposure-fixture.ts';

/** A workload with the given fields of its pods and of its container. */
const workload = (container = '', pod = '', kind = 'Deployment', name = 'web'): string => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: app }
spec:
  template:
    spec: { ${pod === '' ? '' : `${pod}, `}containers: [{ name: ${name}, image: "web:1.0"${container === '' ? '' : `, ${container}`} }] }
`;
const of = (field: string): string => `securityContext: { ${field} }`;
const at = 'pod-security-weakened spec.template.spec';
const inside = `${at}.containers[name=web]`;

/** What, the workload as it will be, as it was, and what is said. */
const cases: readonly (readonly [string, string, string | undefined, readonly string[]])[] = [
  ['privileged, newly', workload(of('privileged: true')), workload(), [`${inside}.securityContext.privileged`]],
  ['privileged, as before', workload(of('privileged: true'), 'hostPID: false'), workload(of('privileged: true')), []],
  [
    'a new privileged DaemonSet',
    workload(of('privileged: true'), '', 'DaemonSet'),
    undefined,
    [`${inside}.securityContext.privileged`],
  ],
  ['a new harmless DaemonSet', workload(of('privileged: false'), '', 'DaemonSet'), undefined, []],
  [
    'a privileged container of another name',
    workload(of('privileged: true'), '', 'DaemonSet', 'new'),
    workload(of('privileged: true'), '', 'DaemonSet'),
    [],
  ],
  ['the network of the node', workload('', 'hostNetwork: true'), workload(), [`${at}.hostNetwork`]],
  [
    'its processes and memory',
    workload('', 'hostPID: true, hostIPC: true'),
    workload(),
    [`${at}.hostPID`, `${at}.hostIPC`],
  ],
  ['not the network of the node', workload('', 'hostNetwork: false'), workload(), []],
  [
    'a folder of the node',
    workload('', 'volumes: [{ name: a, hostPath: { path: /var } }]'),
    workload(),
    [`${at}.volumes`],
  ],
  ['an empty folder', workload('', 'volumes: [{ name: a, emptyDir: {} }]'), workload(), []],
  [
    'a folder of the node, to be written now',
    workload('volumeMounts: [{ name: a, mountPath: /a }]', 'volumes: [{ name: a, hostPath: { path: /var } }]'),
    workload(
      'volumeMounts: [{ name: a, mountPath: /a, readOnly: true }]',
      'volumes: [{ name: a, hostPath: { path: /var } }]',
    ),
    [`${at}.volumes`],
  ],
  [
    'a folder of the node, only to be read now',
    workload(
      'volumeMounts: [{ name: a, mountPath: /a, readOnly: true }]',
      'volumes: [{ name: a, hostPath: { path: /var } }]',
    ),
    workload('volumeMounts: [{ name: a, mountPath: /a }]', 'volumes: [{ name: a, hostPath: { path: /var } }]'),
    [],
  ],
  ['a port of the node', workload('ports: [{ containerPort: 1, hostPort: 9100 }]'), workload(), [`${inside}.ports`]],
  ['a port of the pod', workload('ports: [{ containerPort: 1 }]'), workload(), []],
  [
    'capabilities',
    workload(of('capabilities: { add: [CAP_NET_ADMIN, SYS_PTRACE] }')),
    workload(),
    [`${inside}.securityContext.capabilities.add`],
  ],
  ['the one that everybody may have', workload(of('capabilities: { add: [NET_BIND_SERVICE] }')), workload(), []],
  [
    'one under its other name',
    workload(of('capabilities: { add: [net_admin] }')),
    workload(of('capabilities: { add: [CAP_NET_ADMIN] }')),
    [],
  ],
  [
    'no seccomp profile, said so',
    workload('', of('seccompProfile: { type: Unconfined }')),
    workload(),
    [`${at}.securityContext.seccompProfile`],
  ],
  ['a seccomp profile', workload(of('seccompProfile: { type: RuntimeDefault }')), workload(), []],
  [
    'a seccomp profile gone',
    workload(),
    workload('', of('seccompProfile: { type: RuntimeDefault }')),
    [`${at}.securityContext.seccompProfile`],
  ],
  ['all of /proc', workload(of('procMount: Unmasked')), workload(), [`${inside}.securityContext.procMount`]],
  [
    'root, where it was refused',
    workload(),
    workload(of('runAsNonRoot: true')),
    [`${inside}.securityContext.runAsNonRoot`],
  ],
  [
    'root refused for the pod in place of the container',
    workload('', of('runAsNonRoot: true')),
    workload(of('runAsNonRoot: true')),
    [],
  ],
  [
    'root refused for the pod, but not for the container',
    workload(of('runAsNonRoot: false'), of('runAsNonRoot: true')),
    workload('', of('runAsNonRoot: true')),
    [`${inside}.securityContext.runAsNonRoot`],
  ],
  ['root', workload(of('runAsUser: 0')), workload(of('runAsUser: 1000')), [`${inside}.securityContext.runAsUser`]],
  ['a new workload that does not refuse root', workload(), undefined, []],
  [
    'escalation',
    workload(of('allowPrivilegeEscalation: true')),
    workload(of('allowPrivilegeEscalation: false')),
    [`${inside}.securityContext.allowPrivilegeEscalation`],
  ],
  ['escalation, as before', workload(of('allowPrivilegeEscalation: true')), workload(), []],
  [
    'capabilities no longer dropped',
    workload(of('capabilities: { drop: [NET_RAW] }')),
    workload(of('capabilities: { drop: [ALL] }')),
    [`${inside}.securityContext.capabilities`],
  ],
  [
    'a file system that is no longer read-only',
    workload(),
    workload(of('readOnlyRootFilesystem: true')),
    [`${inside}.securityContext.readOnlyRootFilesystem (note)`],
  ],
];
for (const [what, after, before, expected] of cases)
  test(`pods: ${what}`, () => assert.deepEqual(said(after, before), expected));

test('what is of a kind is one sentence, but each container has its own', () => {
  const add = (...names: readonly string[]): string => of(`capabilities: { add: [${names}] }`);
  const folders = ['/proc', '/sys'].map((path) => `{ name: ${path.slice(1)}, hostPath: { path: ${path} } }`);
  const second = `volumes: [${folders}], initContainers: [{ name: init, ${of('privileged: true, capabilities: { add: [SYS_TIME] }')} }]`;
  assert.deepEqual(told(workload(`ports: [{ hostPort: 80 }], ${add('SYS_PTRACE', 'NET_ADMIN')}`, second), workload()), [
    'pods may read what lies below /proc and /sys on their node',
    'container init runs privileged: it may do whatever root may do on its node',
    'container init gets SYS_TIME among its capabilities',
    'container web gets NET_ADMIN and SYS_PTRACE among its capabilities',
    'container web takes 80 of the ports of its node, past network policies',
  ]);
  const two = (context: string): string =>
    workload('', `${context === '' ? '' : `${of(context)}, `}initContainers: [{ name: init }]`);
  assert.deepEqual(told(two(''), two('runAsNonRoot: true')), [
    'container init may run as root, which was refused',
    'container web may run as root, which was refused',
  ]);
});

const namespace = (level: string): string =>
  `{ apiVersion: v1, kind: Namespace, metadata: { name: app, labels: { ${level === '' ? '' : `pod-security.kubernetes.io/enforce: ${level}`} } } }`;
const enforce = 'metadata.labels["pod-security.kubernetes.io/enforce"]';
for (const [was, now, speaks] of [
  ['restricted', 'baseline', true],
  ['baseline', '', true],
  ['restricted', 'nonsense', true],
  ['baseline', 'restricted', false],
  ['privileged', '', false],
  ['', 'privileged', false],
] as const)
  test(`the level of a namespace goes from ${was || 'none'} to ${now || 'none'}`, () =>
    assert.equal(said(namespace(now), namespace(was)).length, speaks ? 1 : 0));

test('the level of a namespace that Argo CD makes', () => {
  const application = (labels: string): string =>
    `{ apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: { name: app }, spec: { syncPolicy: { managedNamespaceMetadata: { labels: { ${labels} } } } } }`;
  const before = application('pod-security.kubernetes.io/enforce: restricted');
  assert.deepEqual(said(application(''), before), [
    `pod-security-weakened spec.syncPolicy.managedNamespaceMetadata.labels["pod-security.kubernetes.io/enforce"]`,
  ]);
  assert.deepEqual(said(application('pod-security.kubernetes.io/enforce: restricted, a: b'), before), []);
});

test('a new namespace with a level weakens nothing', () => {
  assert.deepEqual(said(namespace('privileged')), []);
  assert.deepEqual(said(namespace('baseline'), namespace('restricted')), [`pod-security-weakened ${enforce}`]);
});

test('what goes weakens nothing', () => {
  assert.deepEqual(saidOf(clusterPair('eu', [{ before: workload(of('privileged: true')) }])), []);
});
