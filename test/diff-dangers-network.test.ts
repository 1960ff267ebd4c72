import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterPair, said, saidOf, told } from './exposure-fixture.ts';

const service = (spec: string, annotations = ''): string =>
  `{ apiVersion: v1, kind: Service, metadata: { name: app, annotations: { ${annotations} } }, spec: { ${spec} } }\n`;
const balancer = 'type: LoadBalancer';
const internal = 'service.beta.kubernetes.io/azure-load-balancer-internal: "true"';
const ingress = (rules: string, annotations = '', more = ''): string =>
  `{ apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: { name: app, annotations: { ${annotations} } }, spec: { rules: [${rules}]${more} } }\n`;
const route = (hostnames: string): string =>
  `{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: { name: app }, spec: { ${hostnames} } }\n`;
const policy = (spec: string, labels = 'app: web', name = 'p'): string =>
  `{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: ${name} }, spec: { podSelector: { matchLabels: { ${labels} } }, ${spec} } }\n`;
const closed = 'ingress: [{ from: [{ podSelector: {} }] }]';
const open = 'ingress: [{ from: [{ podSelector: {} }] }, { ports: [{ port: 80 }] }]';
const shut = policy(closed);

const cases: readonly (readonly [string, string, string | undefined, readonly string[]])[] = [
  ['a load balancer', service(balancer), service(''), ['service-public spec.type']],
  ['a new load balancer', service(balancer), undefined, ['service-public spec.type']],
  ['a new ClusterIP', service('type: ClusterIP'), undefined, []],
  ['a load balancer, as before', service(`${balancer}, ports: []`), service(balancer), []],
  ['an internal load balancer', service(balancer, internal), service(''), []],
  [
    'a load balancer that was internal',
    service(balancer),
    service(balancer, internal),
    ['service-public metadata.annotations'],
  ],
  ['a load balancer that becomes internal', service(balancer, internal), service(balancer), []],
  ['ports on nodes', service('type: NodePort'), service(''), ['service-public spec.type']],
  ['ports on nodes, as before', service('type: NodePort, ports: []'), service('type: NodePort'), []],
  ['an external IP', service('externalIPs: [192.0.2.1]'), service(''), ['service-public spec.externalIPs']],
  ['an external IP less', service(''), service('externalIPs: [192.0.2.1]'), []],
  [
    'everywhere, where ranges were',
    service(balancer),
    service(`${balancer}, loadBalancerSourceRanges: [10.0.0.0/8]`),
    ['service-public spec.loadBalancerSourceRanges'],
  ],
  [
    'another range',
    service(`${balancer}, loadBalancerSourceRanges: [10.0.0.0/8, 192.0.2.0/24]`),
    service(`${balancer}, loadBalancerSourceRanges: [10.0.0.0/8]`),
    ['service-public spec.loadBalancerSourceRanges'],
  ],
  [
    'a range that is everything',
    service(`${balancer}, loadBalancerSourceRanges: [0.0.0.0/0]`),
    service(`${balancer}, loadBalancerSourceRanges: [10.0.0.0/8]`),
    ['service-public spec.loadBalancerSourceRanges'],
  ],
  [
    'ranges, where everywhere was',
    service(`${balancer}, loadBalancerSourceRanges: [10.0.0.0/8, 192.0.2.0/24]`),
    service(balancer),
    [],
  ],
  [
    'an external IP of a load balancer',
    service(`${balancer}, externalIPs: [192.0.2.1]`),
    service(balancer),
    ['service-public spec.externalIPs'],
  ],
  [
    'a range less',
    service(`${balancer}, loadBalancerSourceRanges: [10.0.0.0/8]`),
    service(`${balancer}, loadBalancerSourceRanges: [10.0.0.0/8, 192.0.2.0/24]`),
    [],
  ],
  [
    'a host',
    ingress('{ host: a.example.com }, { host: b.example.com }'),
    ingress('{ host: a.example.com }'),
    ['service-public spec'],
  ],
  ['a new Ingress', ingress('{ host: a.example.com }'), undefined, ['service-public spec']],
  [
    'an internal Ingress',
    ingress('{ host: a.example.com }', 'alb.ingress.kubernetes.io/scheme: internal'),
    undefined,
    [],
  ],
  [
    'an Ingress that was internal',
    ingress('{ host: a.example.com }'),
    ingress('{ host: a.example.com }', 'alb.ingress.kubernetes.io/scheme: internal'),
    ['service-public metadata.annotations'],
  ],
  ['all hosts', ingress('{ host: a.example.com }, {}'), ingress('{ host: a.example.com }'), ['service-public spec']],
  ['a default backend', ingress('', '', ', defaultBackend: {}'), ingress(''), ['service-public spec']],
  ['a host where all were', ingress('{ host: a.example.com }'), ingress('{}'), []],
  ['a host of a wildcard that was', ingress('{ host: a.example.com }'), ingress('{ host: "*.example.com" }'), []],
  [
    'a host below a wildcard that was',
    ingress('{ host: b.a.example.com }'),
    ingress('{ host: "*.example.com" }'),
    ['service-public spec'],
  ],
  ['a host less', ingress('{ host: a.example.com }'), ingress('{ host: a.example.com }, { host: b.example.com }'), []],
  ['a host of a route', route('hostnames: [a.example.com]'), undefined, ['service-public spec']],
  ['another rule of a route', route('hostnames: [a.example.com], rules: []'), route('hostnames: [a.example.com]'), []],
  ['a policy gone', '', shut, ['network-policy-removed']],
  ['a policy added', shut, '', []],
  ['a policy for fewer pods', policy(closed, 'app: web, part: a'), shut, ['network-policy-removed spec.podSelector']],
  ['a policy for more pods', policy(closed, ''), shut, []],
  ['a rule for everybody', policy(open), shut, ['network-policy-removed spec.ingress']],
  [
    'all addresses',
    policy('ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }]'),
    shut,
    ['network-policy-removed spec.ingress'],
  ],
  ['a rule for everybody, as before', policy(`${open}, policyTypes: [Ingress]`), policy(open), []],
  [
    'another peer',
    policy('ingress: [{ from: [{ podSelector: {} }, { namespaceSelector: { matchLabels: { a: b } } }] }]'),
    shut,
    [],
  ],
  [
    'a direction less',
    policy(`${closed}, policyTypes: [Egress]`),
    policy(`${closed}, policyTypes: [Ingress, Egress]`),
    ['network-policy-removed spec.policyTypes'],
  ],
  [
    'out to everything',
    policy('policyTypes: [Egress], egress: [{}]'),
    policy('policyTypes: [Egress], egress: []'),
    ['network-policy-removed spec.egress'],
  ],
  [
    'a new policy for everybody beside one that shuts off',
    `${shut}---\n${policy(open, '', 'q')}`,
    shut,
    ['network-policy-removed spec.ingress'],
  ],
  ['a new policy for everybody, and nothing else', policy(open), undefined, []],
];
for (const [what, after, before, expected] of cases)
  test(`network: ${what}`, () => assert.deepEqual(said(after, before), expected));

const pod = '{ apiVersion: v1, kind: Pod, metadata: { name: a, labels: { app: web } }, spec: {} }\n';

test('a policy that goes with its pods shuts nothing off any more', () => {
  const gone = { before: `${shut}---\n${pod}`, namespace: 'shared' };
  const other = { service: 'other', namespace: 'shared', before: '', after: '' };
  assert.deepEqual(saidOf(clusterPair('eu', [gone])), []);
  assert.deepEqual(saidOf(clusterPair('eu', [gone, other])), []);
  const ofOthers = { ...gone, before: `${policy(closed, 'app: other')}---\n${pod}` };
  assert.deepEqual(saidOf(clusterPair('eu', [ofOthers])), []);
  assert.deepEqual(saidOf(clusterPair('eu', [ofOthers, other])), ['network-policy-removed']);
});

test('who reaches what is named', () => {
  assert.deepEqual(told(ingress('{ host: b.example.com }, { host: a.example.com }')), [
    'requests for a.example.com and b.example.com reach services of the cluster from outside',
  ]);
  assert.deepEqual(told(service(balancer)), ['a load balancer takes connections from everywhere to the service']);
});
