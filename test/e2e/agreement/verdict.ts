import type { Apiserver } from 'apiserver-wasm';
import { load } from 'kubeconform-wasm';
import type { ClusterObject, ClusterObjects } from '../../../generator/model/rendered.ts';
import { againstApiserver } from '../../../generator/validate/objects/against-apiserver.ts';
import { againstSchemas } from '../../../generator/validate/objects/against-schemas.ts';
import { definitionsOf } from '../../../generator/validate/objects/definitions.ts';
import type { Finding } from '../../../generator/validate/objects/rule.ts';
import { rules } from '../../../generator/validate/objects/rules.ts';
import { withoutSchemas } from '../../../generator/validate/objects/without-schemas.ts';
import type { ApiObject } from '../api.ts';

/** What `check` finds grave about each of some objects, each alone on a cluster with these definitions. */
export const gravelyFound = async (
  objects: readonly ApiObject[],
  definitions: readonly object[],
  apiserver: Apiserver,
): Promise<readonly (readonly Finding[])[]> => {
  const clusters = objects.map(clusterOf);
  const defined = await Promise.all(
    clusters.map(async (cluster) => ({ cluster, definitions: await definitionsOf(cluster, definitions) })),
  );
  const findings = [
    ...(await againstApiserver(defined, apiserver)),
    ...(await againstSchemas(clusters, load)),
    ...defined.flatMap(withoutSchemas),
    ...clusters.flatMap((cluster) => rules.flatMap((rule) => rule(cluster))),
  ].filter(({ severity }) => severity === 'problem');
  return clusters.map((cluster) => findings.filter(({ object }) => cluster.objects.includes(object)));
};

const clusterOf = (object: ApiObject): ClusterObjects => {
  const namespace = object.metadata?.namespace ?? 'agreement';
  const labels = namespace === 'restricted' ? { 'pod-security.kubernetes.io/enforce': 'restricted' } : {};
  const cluster = {
    name: 'agreement',
    controller: { value: 'flux' },
    helm: 4,
    kubernetes: { value: '1.34' },
    apiVersions: [],
  };
  const release = {
    service: 'agreement',
    cluster,
    namespace: { value: namespace },
    extraNamespaces: [],
    clusterResources: ['*'],
  };
  const one = { release, part: 'object', rendered: { template: 'agreement', line: 1, object }, namespace };
  return {
    cluster: { cluster, settings: {}, releases: [release], namespaces: [{ name: namespace, labels, create: true }] },
    objects: [one as unknown as ClusterObject],
    isWhole: true,
  } as unknown as ClusterObjects;
};
