/** Clusters for matrices: a small platform with one of each oddity, one with names that want to be markup, and a fleet. */
import type { Contract, ContractNode } from '../generator/model/charts.ts';
import type { ResolvedChart, ResolvedCluster } from '../generator/model/releases.ts';
import { folderChart, httpChart, located, type ReleaseSketch, resolvedCluster } from './emit-fixture.ts';
import { values } from './trees.ts';

const node: ContractNode = {
  type: 'object',
  properties: {
    replicas: { type: 'number', default: 1 },
    region: { type: 'string', default: '' },
    adminPassword: { type: 'string', default: 'changeme' },
    banner: { type: 'string', 'x-default-sha256': 'a'.repeat(64) },
    hosts: { type: 'array', default: ['a.example.com', 'b.example.com'] },
    cache: {
      type: 'object',
      properties: { enabled: { type: 'boolean', default: false }, memory: { type: 'string', default: '64Mi' } },
    },
    resources: { type: 'object', default: {} },
    affinity: { default: null },
  },
};

const contract = (name: string, version: string, changed: Readonly<Record<string, ContractNode>> = {}): Contract => ({
  file: `schemas/contracts/charts.example.com/stable/${name}/${version}.json`,
  name,
  version,
  digest: `sha256:${'0'.repeat(64)}`,
  fromFolder: false,
  dependencies: [],
  nullsForSubCharts: [],
  values: { ...node, properties: { ...node.properties, ...changed } },
});

const contracts = new Map<string, Contract>();

const chart = (name: string, version: string, changed?: Readonly<Record<string, ContractNode>>): ResolvedChart => {
  const known = contracts.get(`${name} ${version}`) ?? contract(name, version, changed);
  contracts.set(`${name} ${version}`, known);
  return { ...httpChart(name, version), contract: known };
};

const cluster = (name: string, environment: string, releases: readonly ReleaseSketch[]): ResolvedCluster =>
  resolvedCluster({
    name,
    controller: name.endsWith('us') ? 'flux' : 'argocd',
    cluster: { environment: located(environment, `clusters/${name}.yaml`, 1) },
    releases: releases.map(({ values: text, ...sketch }) => ({
      ...sketch,
      ...(text === undefined ? {} : { other: { values: values(text, `environments/${environment}.yaml`) } }),
    })),
  });

const web = (version: string, text: string): ReleaseSketch => ({
  service: 'web',
  chart: chart('web', version, version === '2.0.0' ? { timeout: { type: 'string', default: '30s' } } : {}),
  values: text,
});

const grafana = (version: string): ReleaseSketch => ({
  service: 'grafana',
  chart: chart('grafana', version),
  values: 'adminPassword: hunter2\nenv:\n  - { name: DB_PASSWORD, value: hunter3 }\n',
});

/** The name that says what a value is stands beside it, or in the defaults of the chart. */
export const named: readonly ResolvedCluster[] = ['eu', 'us'].map((name) => {
  const tree = `extraEnv:\n  - { name: DB_PASSWORD, value: hunter2-${name} }\n  - { name: REGION, value: ${name}-1 }\n`;
  const node: ContractNode = { type: 'object', properties: { name: { default: 'API_TOKEN' }, value: { default: '' } } };
  const other = `extra: { value: { of: hunter3-${name} } }\n`;
  return cluster(name, 'production', [
    { service: 'web', chart: chart('named', '1.0.0', { extra: node }), values: `${tree}${other}` },
  ]);
});

const own = (text: string): ReleaseSketch => ({ service: 'own', chart: folderChart('charts/own'), values: text });

/** One version behind by a major, one by a patch, a service that is not everywhere, and one with another chart somewhere. */
export const platform: readonly ResolvedCluster[] = [
  cluster('staging', 'staging', [
    web('2.0.0', 'replicas: 1\nhosts: [a.example.com]\n'),
    grafana('8.1.2'),
    { service: 'queue', chart: httpChart('redis', '7.0.0') },
  ]),
  cluster('production-us', 'production', [
    web('1.9.0', 'replicas: 5\nregion: us-east-1\nhosts: [a.example.com, c.example.com]\ncache: null\n'),
    grafana('8.1.0'),
    own('replicas: "3"\n'),
    { service: 'queue', chart: httpChart('valkey', '8.0.0') },
  ]),
  cluster('production-eu', 'production', [
    web('2.0.0', 'replicas: 3\nregion: eu-west-1\ncache: { enabled: true }\nresources: { limits: { memory: 1Gi } }\n'),
    grafana('8.1.2'),
    own('replicas: 3\n'),
  ]),
  cluster('production-ap', 'production', [
    web('2.0.0', 'replicas: 3\nregion: ap-south-1\nadminPassword: hunter4\nbanner: |\n  first\n  second\n'),
    own('replicas: 3\n'),
  ]),
];

const markup = `</td><script>alert(1)</script>|"'&\`*_[x](javascript:y)`;

/** Names that nothing checks when they come from here, and values that anybody may write. */
export const hostile: readonly ResolvedCluster[] = ['a', 'b'].map((name) =>
  cluster(`${name}${markup}`, `e${markup}`, [
    {
      service: `s${markup}`,
      chart: httpChart(markup, name === 'a' ? '1.0.0' : '2.0.0'),
      values: JSON.stringify({ [`k${markup}`]: `${name}${markup}\n\u001b[31mred\u202e`, same: 1 }),
    },
  ]),
);

const environments = ['dev', 'staging', 'production', 'edge'];

/** Clusters of four environments; most are alike, some are behind, and each has a region of its own. */
export const fleet = (clusters: number, services: number): readonly ResolvedCluster[] =>
  Array.from({ length: clusters }, (_, index) => {
    const environment = environments[Math.floor((index * environments.length) / clusters)] ?? 'dev';
    const name = `${environment}-${String(index).padStart(3, '0')}`;
    const releases = Array.from({ length: services }, (_, number): ReleaseSketch => {
      const version = (index * 7 + number * 13) % 61 === 0 ? '1.4.2' : environment === 'dev' ? '2.1.0' : '2.0.0';
      return {
        service: `service-${String(number).padStart(2, '0')}`,
        chart: chart(`chart-${number}`, version),
        values: `replicas: ${environment === 'production' ? 3 : 1}\nregion: region-${index}\n`,
      };
    });
    return cluster(name, environment, releases);
  });

const long = 'x-'.repeat(150);

/** Values that differ in what is not shown of them. */
export const lookalikes: readonly ResolvedCluster[] = ['eu', 'us', 'ap'].map((name) =>
  cluster(name, 'production', [
    web('2.0.0', `adminPassword: hunter-${name === 'ap' ? 'eu' : name}\nregion: ${long}${name}\n`),
  ]),
);
