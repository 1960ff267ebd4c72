import type { JsonObject } from '../../model/values.ts';
import { textOf } from '../../object-fields.ts';

/** Whether its controller may delete an object and make it again, where it cannot be changed. */
export const isMadeAnew = (object: JsonObject): boolean => {
  const annotation = (name: string): string => textOf(object, 'metadata', 'annotations', name) ?? '';
  const options = annotation('argocd.argoproj.io/sync-options').replaceAll(' ', '').toLowerCase().split(',');
  return (
    (options.includes('force=true') && options.includes('replace=true')) ||
    annotation('kustomize.toolkit.fluxcd.io/force').toLowerCase() === 'enabled'
  );
};

/** Whether it stays in the cluster when it goes from here. */
export const isKept = (object: JsonObject): boolean => {
  const annotation = (name: string): string => textOf(object, 'metadata', 'annotations', name) ?? '';
  return (
    annotation('helm.sh/resource-policy').trim().toLowerCase() === 'keep' ||
    annotation('kustomize.toolkit.fluxcd.io/prune').toLowerCase() === 'disabled' ||
    /\bprune=(?:false|confirm)\b/i.test(annotation('argocd.argoproj.io/sync-options'))
  );
};
