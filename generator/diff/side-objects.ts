import type { Hook, RenderedObject, Rendering } from 'helm-wasm';
import { builtInScope } from '../kubernetes-scopes.ts';
import type { ObjectName, SideObject } from '../model/comparison.ts';
import type { Release } from '../model/releases.ts';
import type { JsonObject } from '../model/values.ts';
import { withoutLists } from '../without-lists.ts';

/** All that a cluster gets of a release, hooks but those for tests among them. */
export const sideObjects = (
  { namespace }: Pick<Release, 'namespace'>,
  { crds, objects, hooks }: Pick<Rendering, 'crds' | 'objects' | 'hooks'>,
): readonly SideObject[] => {
  const taken = (part: SideObject['part'], all: readonly RenderedObject[]): readonly SideObject[] =>
    withoutLists(all).map(({ object, template }) => ({
      name: objectName(object as JsonObject, namespace.value),
      part,
      object: object as JsonObject,
      template,
    }));
  return [...taken('crd', crds), ...taken('object', objects), ...taken('hook', hooks.filter(runs))];
};

const runs = ({ hook: { events } }: Hook): boolean => events.some((event) => !event.startsWith('test'));

/** `namespace` is where an object lies that does not say so. */
export const objectName = (object: JsonObject, namespace: string): ObjectName => {
  const { apiVersion, kind, metadata } = object as { readonly [key: string]: unknown };
  const [version = '', group = ''] = text(apiVersion).split('/').reverse();
  const {
    name,
    generateName,
    namespace: own,
  } = (typeof metadata === 'object' ? (metadata ?? {}) : {}) as Record<string, unknown>;
  // Whoever reads a kind that is not built in sees a namespace that the object says itself.
  const isInNamespace = isBuiltIn(group) ? builtInScope(group, text(kind)) === 'namespace' : own !== undefined;
  return {
    group,
    version,
    kind: text(kind),
    namespace: isInNamespace ? text(own) || namespace : '',
    // Jobs that run anew on each sync have but the beginning of a name.
    name: text(name) || text(generateName),
  };
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Groups without a dot, and those of Kubernetes itself. */
const isBuiltIn = (group: string): boolean => !group.includes('.') || group.endsWith('.k8s.io');
