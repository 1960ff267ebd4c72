import type { JsonObject } from '../../model/values.ts';

export const helmApi = 'helm.toolkit.fluxcd.io/v2';
export const kustomizeApi = 'kustomize.toolkit.fluxcd.io/v1';
export const sourceApi = 'source.toolkit.fluxcd.io/v1';

/** How often a state is reconciled, and how often a source is looked at. */
export const interval = '30m';
export const sourceInterval = '5m';
export const retryInterval = '2m';

/** One Helm action may take this long. */
export const helmTimeout = '10m';

/** Stays in the cluster when it goes from the repository. */
export const neverPruned = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };

/** The service account that kustomize-controller runs as. */
export const controllerAccount = 'kustomize-controller';

export const keepIf = (kept: boolean): JsonObject => (kept ? { annotations: neverPruned } : {});

/** The layer of a chart's archive, as it is. */
export const chartLayer = {
  mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
  operation: 'copy',
};
