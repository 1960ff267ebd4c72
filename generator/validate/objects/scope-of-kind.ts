import { builtInScope, type ResourceScope } from '../../kubernetes-scopes.ts';
import type { ClusterObjects } from '../../model/rendered.ts';
import { textOf } from '../../object-fields.ts';
import { apiOf } from './objects.ts';
import { isBuiltIn } from './unserved-apis.ts';

/** Custom kinds that lie in no namespace, and that many clusters have. */
const known = new Set([
  'cert-manager.io/ClusterIssuer',
  'external-secrets.io/ClusterExternalSecret',
  'external-secrets.io/ClusterPushSecret',
  'external-secrets.io/ClusterSecretStore',
  'gateway.networking.k8s.io/GatewayClass',
  'keda.sh/ClusterTriggerAuthentication',
  'kyverno.io/ClusterPolicy',
]);

/** Where objects of a kind lie, by what the cluster gets itself and by what everybody knows; undefined where nobody does. */
export const scopeOfKind = ({ objects }: ClusterObjects): ((object: unknown) => ResourceScope | undefined) => {
  const defined = new Map(
    objects
      .map(({ rendered }) => rendered.object)
      .filter((object) => apiOf(object).kind === 'CustomResourceDefinition')
      .map((object) => [
        `${textOf(object, 'spec', 'group')}/${textOf(object, 'spec', 'names', 'kind')}`,
        textOf(object, 'spec', 'scope'),
      ]),
  );
  return (object) => {
    const { group, kind } = apiOf(object);
    if (isBuiltIn(group)) return builtInScope(group, kind);
    const said = defined.get(`${group}/${kind}`);
    if (said !== undefined) return said === 'Cluster' ? 'cluster' : 'namespace';
    return known.has(`${group}/${kind}`) ? 'cluster' : undefined;
  };
};
