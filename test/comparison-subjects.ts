/** The objects that the sample comparison speaks of. */
import type { Entry, Subject } from '../generator/model/comparison.ts';

export const production: readonly string[] = ['production-eu', 'production-us'];
export const everywhere: readonly string[] = ['dev', ...production, 'staging-eu'];

export const sampleSubject = (cluster: string, kind: string, name: string, group = '', version = 'v1'): Subject => ({
  cluster,
  service: 'mimir-distributed',
  object: { group, version, kind, namespace: kind.startsWith('Cluster') ? '' : 'mimir-distributed', name },
});

const components = ['distributor', 'overrides-exporter', 'querier', 'query-frontend', 'query-scheduler', 'ruler'];
const sets = ['alertmanager', 'compactor', 'ingester', 'store-gateway'];

/** Forty objects, ten on each cluster. */
export const workloads: readonly Subject[] = everywhere.flatMap((cluster) => [
  ...components.map((name) => sampleSubject(cluster, 'Deployment', `mimir-${name}`, 'apps')),
  ...sets.map((name) => sampleSubject(cluster, 'StatefulSet', `mimir-${name}`, 'apps')),
]);

/** Of an entry, what most have. */
export const changed = (id: string): Pick<Entry, 'id' | 'action' | 'layer' | 'dangers'> => ({
  id: `0a1b2c3d4e${id}`,
  action: 'changed',
  layer: 'object',
  dangers: [],
});
