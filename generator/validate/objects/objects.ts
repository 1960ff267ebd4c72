import type { Hook, RenderedObject } from 'helm-wasm';
import type { ResolvedCluster } from '../../model/releases.ts';
import type { ClusterObject, ClusterObjects, RenderedRelease } from '../../model/rendered.ts';
import { listOf, textOf } from './fields.ts';

/** What one cluster gets, in the order in which it is applied. */
export const objectsOf = (cluster: ResolvedCluster, rendered: readonly RenderedRelease[]): ClusterObjects => {
  const here = rendered.filter(({ release }) => release.cluster.name === cluster.cluster.name);
  const objects = here.flatMap(({ release, rendering: { crds, objects: plain, hooks } }) => {
    const taken = (part: ClusterObject['part'], all: readonly RenderedObject[]): readonly ClusterObject[] =>
      all.flatMap(withoutList).map((one) => ({
        release,
        part,
        rendered: one,
        namespace: textOf(one.object, 'metadata', 'namespace') ?? release.namespace.value,
      }));
    return [...taken('crd', crds), ...taken('object', plain), ...taken('hook', hooks.filter(runs))];
  });
  return { cluster, objects, isWhole: here.length === cluster.releases.length };
};

/** Tests run when somebody asks for them, which neither controller does unless told to. */
const runs = ({ hook: { events } }: Hook): boolean => events.some((event) => !event.startsWith('test'));

/** A `List` is no object: who applies it applies its items. */
const withoutList = (one: RenderedObject): readonly RenderedObject[] =>
  textOf(one.object, 'kind') === 'List' && textOf(one.object, 'apiVersion') === 'v1'
    ? listOf(one.object, 'items').flatMap((item) =>
        typeof item === 'object' && item !== null ? [{ ...one, object: item as RenderedObject['object'] }] : [],
      )
    : [one];

/** `1.34` of `1.34.2`. */
export const minorOf = ({ cluster: { cluster } }: ClusterObjects): string =>
  cluster.kubernetes.value.split('.', 2).join('.');

/** Group and version as an object says them; the core group is empty. */
export const apiOf = (object: unknown): { readonly group: string; readonly version: string; readonly kind: string } => {
  const apiVersion = textOf(object, 'apiVersion') ?? '';
  const slash = apiVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind: textOf(object, 'kind') ?? '',
  };
};
