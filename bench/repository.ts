import { stringify } from 'yaml';
import { newRandom, type Random } from '../test/helm-properties/random.ts';
import {
  baseValues,
  chartDefaults,
  namesOf,
  observedValues,
  productionValues,
  regionValues,
  type Value,
  type Values,
} from './values.ts';

/** Texts by path from the repository's root. */
export type Files = ReadonlyMap<string, string>;

/** A repository before `espalier lock` and `espalier contract` have run in it. */
export interface Generated {
  readonly files: Files;
  /** Charts from elsewhere, each with the folder that stands in for it. */
  readonly charts: readonly RemoteChart[];
}

interface RemoteChart {
  readonly name: string;
  readonly version: string;
  readonly files: Files;
}

export interface Scale {
  readonly clusters: number;
  /** On each cluster. */
  readonly services: number;
}

interface Service {
  readonly name: string;
  readonly components: number;
  readonly isRemote: boolean;
  readonly dependsOn: readonly string[];
  /** Whether production removes a default of its chart: such values travel as text. */
  readonly removes: boolean;
}

const version = '1.4.2';
const regions = ['eu-west-1', 'us-east-2', 'ap-southeast-1', 'sa-east-1', 'me-central-1'] as const;
const controllers = ['argocd', 'flux'] as const;
const clustersOfFleet = regions.length * controllers.length;

/**
 * A repository of this scale, the same for the same seed. It consists of fleets of up to ten clusters, one of either
 * controller in each region. A fleet has environments of its own, four deep, and shares only the charts with others, so
 * that inputs grow with releases.
 */
export const generateRepository = (scale: Scale, seed: number): Generated => {
  const random = newRandom(seed);
  const services = Array.from({ length: scale.services }, (_, index) => service(random, index));
  const own = services.filter(({ isRemote }) => !isRemote);
  const files = new Map([
    ['espalier.yaml', print({ repository: { url: 'https://git.example.com/platform.git', branch: 'main' } })],
    ...own.flatMap((each) => [...chartFiles(each, `charts/${each.name}/`)]),
  ]);
  for (let fleet = 0; fleet * clustersOfFleet < scale.clusters; fleet += 1) {
    const clusters = Math.min(clustersOfFleet, scale.clusters - fleet * clustersOfFleet);
    const name = `fleet-${String(fleet + 1).padStart(2, '0')}`;
    for (const [path, content] of fleetFiles(random, name, services, clusters)) files.set(path, print(content));
  }
  const remote = services.filter(({ isRemote }) => isRemote);
  return { files, charts: remote.map((each) => ({ name: each.name, version, files: chartFiles(each, '') })) };
};

/** Two to eight components give 2 to 8 kB of values; one service in 25 has thirty. */
const service = (random: Random, index: number): Service => ({
  name: serviceName(index),
  components: index % 25 === 7 ? 30 : 2 + random.below(7),
  isRemote: index % 5 !== 4,
  dependsOn: index === 0 ? [] : [...new Set([random.below(index), random.below(index)])].map(serviceName),
  removes: index % 10 === 6,
});

const serviceName = (index: number): string => `service-${String(index + 1).padStart(2, '0')}`;

const chartFiles = ({ name, components }: Service, folder: string): Files =>
  new Map([
    [`${folder}Chart.yaml`, print({ apiVersion: 'v2', name, version })],
    [`${folder}values.yaml`, print(chartDefaults(components))],
    [`${folder}templates/configmaps.yaml`, namesOf(components).map(template).join('---\n')],
  ]);

const template = (component: string): string =>
  [
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata:',
    `  name: {{ .Release.Name }}-${component}`,
    'data:',
    `  config: {{ toJson .Values.${component} | quote }}`,
    '',
  ].join('\n');

/** The environments of a fleet, from the base up to one for each region, and its clusters. */
const fleetFiles = (
  random: Random,
  fleet: string,
  services: readonly Service[],
  clusters: number,
): ReadonlyMap<string, Values> => {
  const layer = (values: (each: Service) => Values): Values =>
    Object.fromEntries(services.map((each) => [each.name, { values: values(each) }]));
  const files = new Map<string, Values>([
    [`environments/${fleet}-base.yaml`, { variables: { tier: 'bronze' }, services: baseServices(random, services) }],
    [
      `environments/${fleet}-observed.yaml`,
      { extends: [`${fleet}-base`], services: layer(({ components }) => observedValues(random, components)) },
    ],
    [
      `environments/${fleet}-production.yaml`,
      {
        extends: [`${fleet}-observed`],
        variables: { tier: 'gold' },
        services: layer(({ components, removes }) => productionValues(random, components, removes)),
      },
    ],
  ]);
  for (let index = 0; index < clusters; index += 1) {
    const region = regions[Math.floor(index / controllers.length)] ?? 'nowhere';
    const controller = controllers[index % controllers.length] ?? 'argocd';
    const environment = `${fleet}-${region}`;
    if (index % controllers.length === 0)
      files.set(`environments/${environment}.yaml`, {
        extends: [`${fleet}-production`],
        variables: { replicationRegion: region },
        services: layer(() => regionValues(random)),
      });
    files.set(`clusters/${fleet}-${region}-${controller}.yaml`, {
      ...clusterFields(environment, region, controller),
      services: clusterServices(random, services),
    });
  }
  return files;
};

const baseServices = (random: Random, services: readonly Service[]): Values =>
  Object.fromEntries(
    services.map(({ name, isRemote, components, dependsOn }) => [
      name,
      {
        chart: isRemote
          ? { repository: `https://charts.example.com/${name.slice(-1)}`, name, version }
          : { path: `charts/${name}` },
        namespace: name,
        dependsOn: ['cert-manager', ...dependsOn],
        lists: Object.fromEntries(
          namesOf(components).flatMap((component): readonly (readonly [string, Value])[] => [
            [`/${component}/extraEnv`, { mergeBy: 'name' }],
            [`/${component}/extraArgs`, 'append'],
          ]),
        ),
        values: baseValues(random, components),
      },
    ]),
  );

const clusterFields = (environment: string, region: string, controller: string): Values => ({
  environment,
  controller,
  kubernetes: '1.34',
  variables: { region, roleArn: `arn:aws:iam::111122223333:role/${environment}-${controller}` },
  external: ['cert-manager'],
});

/** Every tenth service differs on the cluster itself. */
const clusterServices = (random: Random, services: readonly Service[]): Values =>
  Object.fromEntries(
    services.filter((_, index) => index % 10 === 3).map(({ name }) => [name, { values: regionValues(random) }]),
  );

const print = (value: Value): string => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
