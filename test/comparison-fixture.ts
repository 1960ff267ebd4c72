/** Comparisons for the tests of reports: a change of three parts with everything in it that a report must take, and long ones. */
import type {
  Amounts,
  Cause,
  ClusterCost,
  ComparedCluster,
  Comparison,
  Danger,
  Entry,
  FieldChange,
  ObjectName,
  Step,
  Subject,
} from '../generator/model/comparison.ts';
import type { Position } from '../generator/model/problems.ts';
import { sampleEntries } from './comparison-sample.ts';
import { everywhere, production, sampleSubject } from './comparison-subjects.ts';

export { sampleTexts } from './comparison-texts.ts';

const at = (file: string, line: number, column: number): Position => ({ file, line, column });

const replicas: Cause = {
  kind: 'value',
  message: 'ingester.replicas: 3 → 5',
  at: at('environments/production.yaml', 12, 19),
  was: at('environments/production.yaml', 12, 19),
};

const retention: Cause = {
  kind: 'value',
  message: 'mimir.structuredConfig.limits.compactor_blocks_retention_period: 365d → 30d',
  at: at('environments/production.yaml', 16, 46),
  was: at('environments/production.yaml', 16, 46),
};

const chart: Cause = {
  kind: 'chart',
  message: 'mimir-distributed: 5.7.0 → 5.8.0',
  at: at('environments/base.yaml', 7, 16),
  was: at('environments/base.yaml', 7, 16),
};

export const sampleDangers: readonly Danger[] = [
  {
    code: 'field-immutable',
    severity: 'problem',
    message:
      'The API server refuses the change of `spec.serviceName`, so nothing of the release is applied until it is taken back',
    fix: 'Take the change back, or delete the StatefulSet with `--cascade=orphan` right before the sync.',
    subjects: everywhere.map((cluster) => sampleSubject(cluster, 'StatefulSet', 'mimir-store-gateway', 'apps')),
    path: ['spec', 'serviceName'],
    causes: [chart],
  },
  {
    code: 'access-unbounded',
    severity: 'problem',
    message: 'Whoever runs as `mimir-rollout-operator` may do everything in the cluster: `*` on `*.*`',
    fix: 'List the verbs and resources that it needs, or set `rollout_operator.rbac.create: false`.',
    subjects: production.map((cluster) =>
      sampleSubject(cluster, 'ClusterRole', 'mimir-rollout-operator', 'rbac.authorization.k8s.io'),
    ),
    path: ['rules', { index: 0 }, 'verbs'],
    causes: [chart],
  },
  {
    code: 'retention-shortened',
    severity: 'warning',
    message: 'Blocks older than 30 days go with the next run of the compactor: 335 days of metrics, for good',
    fix: 'Keep 365d until what is needed has been copied, or say in `dangers.exceptions` why it may go.',
    subjects: production.map((cluster) => sampleSubject(cluster, 'ConfigMap', 'mimir-config')),
    path: ['data', 'mimir.yaml', { inside: 'yaml' }, 'limits', 'compactor_blocks_retention_period'],
    causes: [retention],
  },
  {
    code: 'release-removed',
    severity: 'warning',
    message: 'The service goes from the cluster, with everything that it installed',
    fix: 'If it is to stay, put it back; if others take it over, set `onRemove: keep` in a change of its own first.',
    subjects: [{ cluster: 'dev', service: 'agent' }],
    causes: [{ kind: 'release', message: 'services.agent: taken out', was: at('environments/development.yaml', 9, 3) }],
  },
  {
    code: 'restart-at-once',
    severity: 'note',
    message: 'All 3 pods stop before new ones run, as `strategy: Recreate` asks for',
    fix: 'Set `strategy.type: RollingUpdate` if it may not be away.',
    subjects: [sampleSubject('staging-eu', 'Deployment', 'mimir-overrides-exporter', 'apps')],
    path: ['spec', 'strategy', 'type'],
    causes: [chart],
    exception: {
      reason: 'Nobody alerts on staging <b>yet</b> | see @platform #42',
      expires: '2026-12-31',
      at: at('espalier.yaml', 21, 5),
    },
  },
];

const amounts = (pods: number, cpu: number, memory: number, storage: number): Amounts => ({
  pods,
  cpuRequests: cpu,
  cpuLimits: 0,
  memoryRequests: memory * 2 ** 30,
  memoryLimits: memory * 2 ** 31,
  storage: storage * 2 ** 30,
});

const cost: readonly ClusterCost[] = [
  { cluster: 'dev', before: amounts(9, 1.25, 6, 40), after: amounts(9, 1.25, 6, 40) },
  ...production.map((cluster) => ({
    cluster,
    before: amounts(41, 28.5, 96, 1200),
    after: amounts(43, 32.5, 112, 1300),
    price: { before: 1840.5, after: 2065.25, currency: 'EUR' },
  })),
  { cluster: 'staging-eu', before: amounts(22, 6, 24, 300), after: amounts(22, 6, 24, 300) },
];

export const sampleComparison: Comparison = {
  base: { name: 'origin/main', commit: '4f1c2d9a0b7e6f5d4c3b2a190817263544536271' },
  head: { name: 'working tree' },
  clusters: [
    { name: 'dev', environment: 'development', state: 'changed', releases: 4, changed: 3 },
    { name: 'production-eu', environment: 'production', state: 'changed', releases: 6, changed: 2 },
    { name: 'production-us', environment: 'production', state: 'changed', releases: 6, changed: 2 },
    { name: 'staging-eu', environment: 'staging', state: 'changed', releases: 6, changed: 1 },
    { name: 'staging-us', environment: 'staging', state: 'same', releases: 6, changed: 0 },
  ],
  entries: sampleEntries({ replicas, retention, chart }),
  dangers: sampleDangers,
  cost,
  notRendered: [{ cluster: 'dev', service: 'tempo' }],
  notCompared: [{ cluster: 'staging-us', service: 'loki' }],
  baseProblems: [
    {
      code: 'yaml-syntax',
      severity: 'problem',
      message: 'The file is not well-formed YAML: all mapping items must start at the same column',
      fix: 'Nothing here: it is wrong on the base, and what it would have given is not compared.',
      at: at('clusters/staging-us.yaml', 4, 1),
    },
  ],
};

/** The same bump of a chart on so many clusters, which has five dangers on each, every one with words of its own. */
export const manyClusters = (count: number): Comparison => {
  const names = [...Array(count).keys()].map((index) => `edge-${String(index + 1).padStart(3, '0')}`);
  const kinds = sampleDangers.slice(0, 3);
  const dangers = names.flatMap((cluster, index) =>
    kinds.map((danger) => ({
      ...danger,
      message: `${danger.message} (zone ${index % 40})`,
      subjects: danger.subjects.slice(0, 1).map((subject) => ({ ...subject, cluster })),
    })),
  );
  const moved = sampleEntries({ replicas, retention, chart }).map((entry) => {
    const subjects = new Map(entry.subjects.map((subject) => [JSON.stringify(subject.object), subject]));
    const one = [...subjects.values()];
    const { was: _, ...rest } = entry;
    const action = rest.action === 'moved' || rest.action === 'renamed' ? 'changed' : rest.action;
    const everyone = names.flatMap((cluster) => one.map((subject) => ({ ...subject, cluster })));
    return { ...rest, action, subjects: everyone, dangers: [] };
  });
  return {
    ...sampleComparison,
    clusters: names.map(
      (name): ComparedCluster => ({ name, environment: 'edge', state: 'changed', releases: 10, changed: 1 }),
    ),
    entries: moved,
    dangers,
    cost: names.map((cluster) => ({ cluster, before: amounts(9, 1.5, 6, 40), after: amounts(11, 2, 8, 50) })),
    notRendered: [],
    notCompared: [],
    baseProblems: [],
  };
};

/** So many objects, each changed in its own way, so that none is said together with another. */
export const manyObjects = (count: number): Comparison => {
  const entries = [...Array(count).keys()].map((index): Entry => {
    const object: ObjectName = {
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
      namespace: `team-${index % 50}`,
      name: `web-${index}`,
    };
    const container: readonly Step[] = ['spec', 'template', 'spec', 'containers', { by: 'name', is: 'web' }];
    const changes: readonly FieldChange[] = [
      {
        path: [...container, 'image'],
        before: `registry.example.com/web:1.${index}.0`,
        after: `registry.example.com/web:1.${index}.1`,
      },
      { path: ['spec', 'replicas'], before: index % 7, after: (index % 7) + 1 },
    ];
    const subject: Subject = { cluster: everywhere[index % 4] ?? 'dev', service: `web-${index % 200}`, object };
    const message = `web.tag: 1.${index}.0 → 1.${index}.1`;
    const cause: Cause = { kind: 'value', message, at: at(`environments/team-${index % 50}.yaml`, index + 1, 9) };
    const id = index.toString(16).padStart(12, '0');
    return { id, action: 'changed', layer: 'object', subjects: [subject], changes, causes: [cause], dangers: [] };
  });
  return { ...sampleComparison, entries, dangers: [], baseProblems: [] };
};
