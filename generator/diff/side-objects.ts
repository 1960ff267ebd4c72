import type { Rendering } from 'helm-wasm';
import { appliedObjects } from '../applied-objects.ts';
import { builtInScope } from '../kubernetes-scopes.ts';
import type { ObjectName, SideObject } from '../model/comparison.ts';
import type { Release } from '../model/releases.ts';
import type { JsonObject } from '../model/values.ts';
import { apiOf, fieldOf, textOf } from '../object-fields.ts';

/** All that a cluster gets of a release. */
export const sideObjects = (
  { namespace }: Pick<Release, 'namespace'>,
  rendering: Pick<Rendering, 'crds' | 'objects' | 'hooks'>,
): readonly SideObject[] =>
  appliedObjects(rendering).map(({ part, rendered: { object, template } }) => ({
    name: objectName(object as JsonObject, namespace.value),
    part,
    object: object as JsonObject,
    template,
  }));

/** `namespace` is where an object lies that does not say so. */
export const objectName = (object: JsonObject, namespace: string): ObjectName => {
  const { group, version, kind } = apiOf(object);
  // Whoever reads a kind that is not built in sees a namespace that the object says itself.
  const isInNamespace = isBuiltIn(group)
    ? builtInScope(group, kind) === 'namespace'
    : fieldOf(object, 'metadata', 'namespace') !== undefined;
  return {
    group,
    version,
    kind,
    namespace: isInNamespace ? textOf(object, 'metadata', 'namespace') || namespace : '',
    // Jobs that run anew on each sync have but the beginning of a name.
    name: textOf(object, 'metadata', 'name') || (textOf(object, 'metadata', 'generateName') ?? ''),
  };
};

/** Groups without a dot, and those of Kubernetes itself. */
const isBuiltIn = (group: string): boolean => !group.includes('.') || group.endsWith('.k8s.io');
