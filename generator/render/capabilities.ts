import type { Capabilities } from 'helm-wasm';
import { servedKinds } from '../kubernetes-apis.ts';
import type { Release } from '../model/releases.ts';
import { isOci } from '../repository-url.ts';

/**
 * What a chart hears of the cluster, as its controller would say it. Argo CD says the version that the cluster's file gives, and adds what is
 * served to what Helm was built with; Flux says the server's own version, of which only the beginning is known here, and what is served.
 */
export const capabilitiesOf = ({ cluster }: Release): Capabilities => {
  const { value: version } = cluster.kubernetes;
  const isFlux = cluster.controller.value === 'flux';
  return {
    kubeVersion: isFlux && /^\d+\.\d+$/.test(version) ? `${version}.0` : version,
    apiVersions: [...served(version), ...cluster.apiVersions.flatMap((said) => [said, said.split('/', 2).join('/')])],
    exact: isFlux,
  };
};

const served = (version: string): readonly string[] =>
  Object.entries(servedKinds(version) ?? {}).flatMap(([group, kinds]) => [
    group,
    ...kinds.map((kind) => `${group}/${kind}`),
  ]);

/** Flux puts the digest of an OCI chart behind its version, in place of what build metadata that has. */
export const chartVersionOf = ({ cluster, chart, mirror }: Release): string | undefined => {
  if (cluster.controller.value !== 'flux' || chart.value.kind !== 'repository') return undefined;
  const { repository, digest } = mirror?.value ?? chart.value;
  if (!isOci(repository)) return undefined;
  return `${chart.value.version.replace(/\+.*$/, '')}+${digest.slice('sha256:'.length, 'sha256:'.length + 12)}`;
};
