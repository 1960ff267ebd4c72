import type { Random } from '../test/helm-properties/random.ts';

/** What YAML and JSON have in common. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };
export type Values = { readonly [key: string]: Value };

const components = [
  'server',
  'worker',
  'gateway',
  'scheduler',
  'compactor',
  'querier',
  'cache',
  'exporter',
  'migrator',
];
const words = ['amber', 'basalt', 'cedar', 'delta', 'ember', 'fjord', 'granite', 'harbor', 'indigo', 'juniper'];

/** What a chart has by default for a number of components: what people set is among it. */
export const chartDefaults = (count: number): Values => ({
  fullnameOverride: '',
  imagePullSecrets: [],
  commonLabels: {},
  serviceAccount: { create: true, name: '', annotations: {} },
  ingress: { enabled: false, className: null, hosts: [], tls: [] },
  ...Object.fromEntries(namesOf(count).map((name) => [name, componentDefaults(name)])),
});

const componentDefaults = (name: string): Values => ({
  enabled: true,
  replicas: 1,
  image: { registry: 'registry.example.com', repository: `platform/${name}`, tag: '', pullPolicy: 'IfNotPresent' },
  service: { type: 'ClusterIP', port: 8080, legacyPort: 8081, annotations: {} },
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: {} },
  autoscaling: { enabled: false, minReplicas: 1, maxReplicas: 3, targetCPUUtilizationPercentage: 80 },
  persistentVolume: { enabled: false, size: '10Gi', storageClass: null },
  podAnnotations: {},
  podLabels: {},
  nodeSelector: {},
  tolerations: [],
  affinity: {},
  extraArgs: [],
  extraEnv: [],
  containerSecurityContext: {},
  config: '',
  terminationGracePeriodSeconds: 30,
});

/** The components of a chart: the nine names first, then these with a number. */
export const namesOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / components.length);
    return `${components[index % components.length]}${round === 0 ? '' : round + 1}`;
  });

/** What a team's base sets: about 0.9 kB for each component. */
export const baseValues = (random: Random, count: number): Values => ({
  commonLabels: { team: random.pick(words), 'cost-center': `cc-${1000 + random.below(9000)}` },
  serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': '${cluster.variables.roleArn}' } },
  ...Object.fromEntries(namesOf(count).map((name) => [name, componentValues(random, name)])),
});

const componentValues = (random: Random, name: string): Values => ({
  replicas: 1 + random.below(5),
  image: { tag: `${1 + random.below(4)}.${random.below(40)}.${random.below(10)}-${random.pick(words)}` },
  resources: {
    requests: { cpu: `${100 * (1 + random.below(9))}m`, memory: `${128 * (1 + random.below(15))}Mi` },
    limits: { memory: `${1 + random.below(7)}Gi` },
  },
  podAnnotations: {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': String(8000 + random.below(1000)),
    'example.com/owner': `${random.pick(words)}-${random.pick(words)}`,
  },
  tolerations: [{ key: 'dedicated', operator: 'Equal', value: random.pick(words), effect: 'NoSchedule' }],
  extraArgs: [`--log.level=${random.pick(['info', 'warn'])}`, `--cluster=${'${cluster.name}'}`],
  extraEnv: [
    { name: 'REGION', value: '${cluster.variables.region}' },
    { name: 'GOMEMLIMIT', value: `${256 * (1 + random.below(8))}MiB` },
    { name: 'ENDPOINT', value: `https://${name}.${random.pick(words)}.example.com:8443/api` },
  ],
  config: [
    `listen: 0.0.0.0:${8000 + random.below(1000)}`,
    'storage:',
    `  bucket: ${random.pick(words)}-${random.below(1000)}`,
    `  prefix: ${random.pick(words)}/$\{POD_NAME}`,
    `# ${random.pick(words)} ${random.pick(words)} ${random.pick(words)}`,
    '',
  ].join('\n'),
});

/** What an environment above the base adds: one more variable for each container, merged into the list by its name. */
export const observedValues = (random: Random, count: number): Values =>
  overrides(count, () => ({
    podLabels: { 'app.kubernetes.io/part-of': random.pick(words) },
    extraEnv: [
      { name: 'TIER', value: '${environment.variables.tier}' },
      { name: 'GOMEMLIMIT', value: '1GiB' },
    ],
  }));

/** What production changes, on every other component; `removes` takes a default of the chart out. */
export const productionValues = (random: Random, count: number, removes: boolean): Values =>
  overrides(Math.ceil(count / 2), () => ({
    replicas: 3 + random.below(6),
    autoscaling: { enabled: true, maxReplicas: 10 + random.below(20) },
    extraArgs: ['--shutdown-delay=15s'],
    ...(removes ? { service: { legacyPort: null } } : {}),
  }));

/** What is said for one region or one cluster. */
export const regionValues = (random: Random): Values =>
  overrides(1, () => ({
    nodeSelector: { 'topology.kubernetes.io/region': '${cluster.variables.region}' },
    replicas: 2 + random.below(3),
  }));

const overrides = (count: number, make: () => Values): Values =>
  Object.fromEntries(namesOf(count).map((name) => [name, make()]));
