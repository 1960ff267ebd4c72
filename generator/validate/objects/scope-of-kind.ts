import { builtInScope, type ResourceScope } from '../../kubernetes-scopes.ts';
import { apiOf, textOf } from '../../object-fields.ts';
import type { Definition } from './definitions.ts';
import { isBuiltIn } from './unserved-apis.ts';

/** Where objects of a kind lie; undefined where nobody knows. */
export type ScopeOf = (object: unknown) => ResourceScope | undefined;

/** By what Kubernetes has itself, and by definitions of custom kinds. */
export const scopeOfKind =
  (definitions: ReadonlyMap<string, Definition>): ScopeOf =>
  (object) => {
    const { group, kind } = apiOf(object);
    if (isBuiltIn(group)) return builtInScope(group, kind);
    const scope = textOf(definitions.get(`${group}/${kind}`)?.object, 'spec', 'scope');
    return scope === undefined ? undefined : scope === 'Cluster' ? 'cluster' : 'namespace';
  };
