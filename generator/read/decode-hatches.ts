import type { Hatches } from '../model/inputs.ts';
import type { Tree } from '../model/values.ts';
import { field, mapField, optional } from './fields.ts';

/** The escape hatches of a file or a service: each stands under its controller. */
export const decodeHatches = (tree: Tree | undefined): Hatches => {
  const argocd = field(tree, 'argocd');
  const flux = field(tree, 'flux');
  return {
    ...optional('application', mapField(argocd, 'application')),
    ...optional('appProject', mapField(argocd, 'appProject')),
    ...optional('helmRelease', mapField(flux, 'helmRelease')),
    ...optional('kustomization', mapField(flux, 'kustomization')),
    ...optional('source', mapField(flux, 'source')),
  };
};
