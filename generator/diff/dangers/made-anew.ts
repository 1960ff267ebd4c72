import type { ReleasePair, SideObject } from '../../model/comparison.ts';
import type { Release } from '../../model/releases.ts';
import { textOf } from '../../object-fields.ts';

const annotation = ({ object }: SideObject, name: string): string =>
  textOf(object, 'metadata', 'annotations', name)?.trim() ?? '';

const argocdOptions = (side: SideObject): readonly string[] =>
  annotation(side, 'argocd.argoproj.io/sync-options')
    .split(',')
    .map((option) => option.trim());

const fluxSays = (side: SideObject, what: 'force' | 'prune'): string =>
  annotation(side, `kustomize.toolkit.fluxcd.io/${what}`).toLowerCase();

/** Whose annotations count. Flux hands a chart to Helm, unless it is delivered rendered; what steers a release is applied by itself. */
const applierOf = (side: SideObject, release: Release | undefined): 'argocd' | 'helm' | 'kustomize' | undefined => {
  if (release === undefined) return undefined;
  if (release.cluster.controller.value === 'argocd') return 'argocd';
  return release.delivery === 'rendered' || side.part === 'controller' ? 'kustomize' : 'helm';
};

/** Whether its controller may delete an object and make it again, where it cannot be changed. */
export const isMadeAnew = (side: SideObject, release: ReleasePair | undefined): boolean => {
  const options = argocdOptions(side);
  const byArgocd = options.includes('Force=true') && options.includes('Replace=true');
  const byFlux = fluxSays(side, 'force') === 'enabled';
  switch (applierOf(side, release?.after)) {
    case 'argocd':
      return byArgocd;
    case 'helm':
      return false;
    case 'kustomize':
      return byFlux;
    default:
      return byArgocd || byFlux;
  }
};

/**
 * Whether it stays in the cluster when it goes from here. `helm.sh/resource-policy: keep` holds for Helm; Argo CD heeds it only where the whole
 * Application goes, unless the release is delivered rendered, which says it in each controller's own words.
 */
export const isKept = (side: SideObject, release: ReleasePair | undefined): boolean => {
  const before = release?.before;
  const isGone = release?.after === undefined;
  const isRendered = before?.delivery === 'rendered' && side.part !== 'controller';
  const byHelm = annotation(side, 'helm.sh/resource-policy').toLowerCase() === 'keep';
  const options = argocdOptions(side);
  const says = (what: string): boolean => options.includes(`${what}=false`) || options.includes(`${what}=confirm`);
  const isDefinition = side.name.group === 'apiextensions.k8s.io' && side.name.kind === 'CustomResourceDefinition';
  switch (applierOf(side, before)) {
    case 'argocd':
      // It puts no mark of its own on definitions, and so never knows them for what went.
      if (isDefinition || (isRendered && byHelm)) return true;
      return isGone ? byHelm || says('Delete') : says('Prune');
    case 'helm':
      return byHelm || side.part === 'crd';
    case 'kustomize':
      return fluxSays(side, 'prune') === 'disabled' || (isRendered && (byHelm || side.part === 'crd'));
    default:
      return byHelm || says('Prune') || fluxSays(side, 'prune') === 'disabled';
  }
};
