import type { Hook, RenderedObject } from 'helm-wasm';
import type { ResolvedCluster } from '../../model/releases.ts';
import type { ClusterObject, ClusterObjects, RenderedRelease } from '../../model/rendered.ts';
import { textOf } from '../../object-fields.ts';
import { withoutLists } from '../../without-lists.ts';

/** What one cluster gets, in the order in which it is applied. */
export const objectsOf = (cluster: ResolvedCluster, rendered: readonly RenderedRelease[]): ClusterObjects => {
  const here = rendered.filter(({ release }) => release.cluster.name === cluster.cluster.name);
  const objects = here.flatMap(({ release, rendering: { crds, objects: plain, hooks } }) => {
    const taken = (part: ClusterObject['part'], all: readonly RenderedObject[]): readonly ClusterObject[] =>
      withoutLists(all).map((one) => ({
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

/** Deeper than any kind is, and than what looks at objects goes by itself. */
const deepest = 256;

/** By levels, since recursion ends where the stack does. */
export const isTooDeep = (object: object): boolean => {
  let level: readonly object[] = [object];
  for (let depth = 0; depth <= deepest; depth += 1) {
    level = level.flatMap((one) =>
      Object.values(one).filter((inside) => typeof inside === 'object' && inside !== null),
    );
    if (level.length === 0) return false;
  }
  return true;
};
