/** What the sample comparison says of objects. */
import type { Cause, Entry, FieldChange, ObjectName } from '../generator/model/comparison.ts';
import { changed, everywhere, production, sampleSubject, workloads } from './comparison-subjects.ts';
import { hostileEntry } from './comparison-texts.ts';

const mimirConfig = ['data', 'mimir.yaml', { inside: 'yaml' }] as const;

const ofChart: readonly FieldChange[] = [
  {
    path: ['metadata', 'labels', 'helm.sh/chart'],
    before: 'mimir-distributed-5.7.0',
    after: 'mimir-distributed-5.8.0',
  },
];

const script = (lines: readonly string[]): string => `${['#!/bin/sh', 'set -eu', ...lines, 'exec mimir'].join('\n')}\n`;

const monitor: ObjectName = {
  group: 'monitoring.coreos.com',
  version: 'v1',
  kind: 'ServiceMonitor',
  namespace: 'mimir-distributed',
  name: 'mimir-kafka',
};

interface Causes {
  readonly replicas: Cause;
  readonly retention: Cause;
  readonly chart: Cause;
}

export const sampleEntries = ({ replicas, retention, chart }: Causes): readonly Entry[] => [
  {
    ...changed('51'),
    subjects: everywhere.map((cluster) => sampleSubject(cluster, 'StatefulSet', 'mimir-store-gateway', 'apps')),
    changes: [{ path: ['spec', 'serviceName'], before: 'mimir-store-gateway', after: 'mimir-store-gateway-headless' }],
    causes: [chart],
    dangers: [0],
  },
  {
    ...changed('52'),
    subjects: production.map((cluster) =>
      sampleSubject(cluster, 'ClusterRole', 'mimir-rollout-operator', 'rbac.authorization.k8s.io'),
    ),
    changes: [
      { path: ['rules', { index: 0 }, 'verbs'], before: ['get', 'list', 'watch'], after: ['*'] },
      { path: ['rules', { index: 0 }, 'resources'], before: ['pods'], after: ['*'] },
    ],
    causes: [chart],
    dangers: [1],
  },
  {
    ...changed('53'),
    subjects: production.map((cluster) => sampleSubject(cluster, 'ConfigMap', 'mimir-config')),
    changes: [{ path: [...mimirConfig, 'limits', 'compactor_blocks_retention_period'], before: '365d', after: '30d' }],
    causes: [retention],
    dangers: [2],
  },
  {
    id: '0a1b2c3d4e54',
    action: 'removed',
    layer: 'object',
    subjects: [{ ...sampleSubject('dev', 'DaemonSet', 'agent', 'apps'), service: 'agent' }],
    changes: [],
    contents: [
      {
        object: sampleSubject('dev', 'DaemonSet', 'agent', 'apps').object,
        content: {
          apiVersion: 'apps/v1',
          kind: 'DaemonSet',
          metadata: { name: 'agent', namespace: 'mimir-distributed' },
          spec: { template: { spec: { containers: [{ name: 'agent', image: 'grafana/agent:v0.43.3' }] } } },
        },
      },
    ],
    causes: [
      {
        kind: 'release',
        message: 'services.agent: taken out',
        was: { file: 'environments/development.yaml', line: 9, column: 3 },
      },
    ],
    dangers: [3],
  },
  {
    ...changed('55'),
    subjects: production.map((cluster) => sampleSubject(cluster, 'StatefulSet', 'mimir-ingester', 'apps')),
    changes: [
      { path: ['spec', 'replicas'], before: 3, after: 5 },
      {
        path: [
          'spec',
          'template',
          'spec',
          'containers',
          { by: 'name', is: 'ingester' },
          'resources',
          'requests',
          'memory',
        ],
        before: '4Gi',
        after: '6Gi',
      },
      { path: ['spec', 'template', 'spec', 'nodeSelector'], after: { 'kubernetes.io/arch': 'arm64', pool: 'metrics' } },
    ],
    causes: [replicas],
    dangers: [],
  },
  {
    ...changed('56'),
    subjects: workloads,
    changes: [
      {
        path: ['spec', 'template', 'spec', 'containers', { by: 'name', is: 'mimir' }, 'image'],
        before: 'grafana/mimir:2.16.0',
        after: 'grafana/mimir:2.17.0',
      },
    ],
    causes: [chart],
    dangers: [4],
  },
  {
    id: '0a1b2c3d4e57',
    action: 'added',
    layer: 'object',
    subjects: everywhere.map((cluster) => ({ cluster, service: 'mimir-distributed', object: monitor })),
    changes: [],
    contents: [
      {
        object: monitor,
        content: {
          apiVersion: 'monitoring.coreos.com/v1',
          kind: 'ServiceMonitor',
          metadata: {
            name: 'mimir-kafka',
            namespace: 'mimir-distributed',
            labels: { 'app.kubernetes.io/name': 'mimir' },
          },
          spec: { endpoints: [{ port: 'metrics', interval: '15s' }], selector: { matchLabels: { app: 'kafka' } } },
        },
      },
    ],
    causes: [chart],
    dangers: [],
  },
  {
    id: '0a1b2c3d4e58',
    action: 'renamed',
    layer: 'object',
    subjects: everywhere.map((cluster) => sampleSubject(cluster, 'Service', 'mimir-store-gateway-headless')),
    was: everywhere.map((cluster) => sampleSubject(cluster, 'Service', 'mimir-store-gateway')),
    changes: [{ path: ['spec', 'clusterIP'], before: null, after: 'None' }],
    causes: [chart],
    dangers: [],
  },
  {
    id: '0a1b2c3d4e59',
    action: 'moved',
    layer: 'object',
    subjects: [{ ...sampleSubject('dev', 'ConfigMap', 'dashboards'), service: 'grafana' }],
    was: [sampleSubject('dev', 'ConfigMap', 'dashboards')],
    changes: [],
    causes: [],
    dangers: [],
  },
  {
    ...changed('5a'),
    subjects: production.map((cluster) => sampleSubject(cluster, 'ConfigMap', 'mimir-start')),
    changes: [
      {
        path: ['data', 'start.sh'],
        before: script(['sleep 5', 'mkdir -p /data', 'echo ready']),
        after: script(['mkdir -p /data /data/tsdb', 'echo ready', 'echo "started"']),
      },
      { path: ['data', 'seed'], before: 'f81d4fae', after: '7dec11d0', random: true },
      { path: ['binaryData', 'steps'], before: ['c', 'a', 'b'], after: ['a', 'b', 'c'], reordered: true },
    ],
    causes: [chart, replicas],
    dangers: [],
  },
  {
    ...changed('5b'),
    subjects: production.map((cluster) => sampleSubject(cluster, 'Secret', 'mimir-bucket')),
    changes: [
      { path: ['data', 'secret_access_key'], before: '***', after: '***', masked: true },
      { path: ['data', 'session_token'], after: '***', masked: true },
    ],
    causes: [
      {
        kind: 'value',
        message: 'mimir.structuredConfig.common.storage.s3.secret_access_key: *** → ***',
        at: { file: 'environments/production.yaml', line: 19, column: 34 },
      },
    ],
    dangers: [],
  },
  hostileEntry,
  {
    id: '0a1b2c3d4e5d',
    action: 'changed',
    layer: 'values',
    subjects: [
      {
        cluster: 'dev',
        service: 'tempo',
        object: sampleSubject('dev', 'HelmRelease', 'tempo', 'helm.toolkit.fluxcd.io', 'v2').object,
      },
    ],
    changes: [{ path: ['values', 'tempo', 'retention'], before: '24h', after: '48h' }],
    causes: [
      {
        kind: 'value',
        message: 'tempo.retention: 24h → 48h',
        at: { file: 'environments/development.yaml', line: 14, column: 18 },
      },
    ],
    dangers: [],
  },
  {
    id: '0a1b2c3d4e5e',
    action: 'changed',
    layer: 'controller',
    subjects: production.map((cluster) =>
      sampleSubject(cluster, 'Application', `${cluster}-mimir-distributed`, 'argoproj.io', 'v1alpha1'),
    ),
    changes: [{ path: ['spec', 'sources', { index: 0 }, 'targetRevision'], before: '5.7.0', after: '5.8.0' }],
    causes: [chart],
    dangers: [],
  },
  {
    ...changed('5f'),
    subjects: workloads,
    changes: ofChart,
    causes: [chart],
    noise: 'chart-label',
    dangers: [],
  },
  {
    ...changed('60'),
    subjects: workloads.slice(0, 24),
    changes: [
      { path: ['spec', 'template', 'metadata', 'annotations', 'checksum/config'], before: 'aa11', after: 'bb22' },
    ],
    causes: [retention],
    noise: 'checksum',
    dangers: [],
  },
  {
    ...changed('61'),
    subjects: production.map((cluster) => sampleSubject(cluster, 'Deployment', 'mimir-querier', 'apps')),
    changes: [
      { path: ['spec', 'template', 'spec', 'volumes'], before: ['b', 'a'], after: ['a', 'b'], reordered: true },
    ],
    causes: [],
    noise: 'order',
    dangers: [],
  },
];
