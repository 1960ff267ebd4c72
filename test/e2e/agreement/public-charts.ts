import { basename } from 'node:path';
import { type Helm, HelmError } from 'helm-wasm';
import type { ClusterObjects } from '../../../generator/model/rendered.ts';
import { capabilitiesOf } from '../../../generator/render/capabilities.ts';
import { filesOf } from '../../../packages/helm-wasm/test/native.ts';
import { valuesOf, variantsOf, versionOf } from '../../../packages/helm-wasm/test/variants.ts';
import { clusterWith, releaseIn } from './verdict.ts';

/** What a chart makes, each way to render it on a cluster of its own. */
export interface PublicChart {
  readonly name: string;
  readonly clusters: readonly ClusterObjects[];
  /** Renders that Helm refuses. */
  readonly failed: number;
}

/** Kinds of well-known projects that charts make where the cluster has them. */
const lookedFor = [
  'monitoring.coreos.com/v1/PodMonitor',
  'monitoring.coreos.com/v1/PrometheusRule',
  'monitoring.coreos.com/v1/ServiceMonitor',
  'cert-manager.io/v1/Certificate',
  'gateway.networking.k8s.io/v1/HTTPRoute',
];

export const renderPublic = async (helm: Helm, folder: string): Promise<PublicChart> => {
  // Charts that look for the name of their release in that of their namespace find it.
  const namespace = `public-${basename(folder)}`.slice(0, 40).toLowerCase();
  const release = releaseIn(namespace, lookedFor);
  const clusters: ClusterObjects[] = [];
  let failed = 0;
  const chart = await helm.load({ files: filesOf(folder) });
  for (const variant of variantsOf(folder)) {
    try {
      const rendering = await chart.render({
        values: valuesOf(variant),
        release: { name: 'release', namespace },
        capabilities: capabilitiesOf(release),
      });
      clusters.push(clusterWith(rendering, release));
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      failed += 1;
    }
  }
  await chart.drop();
  return { name: `${basename(folder)} ${versionOf(folder)}`, clusters, failed };
};
