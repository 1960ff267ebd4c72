import type { Apiserver } from 'apiserver-wasm';
import type { Rendering } from 'helm-wasm';
import { load } from 'kubeconform-wasm';
import type { Release, ResolvedCluster } from '../../../generator/model/releases.ts';
import type { ClusterObjects } from '../../../generator/model/rendered.ts';
import { againstApiserver, type Defined } from '../../../generator/validate/objects/against-apiserver.ts';
import { againstSchemas } from '../../../generator/validate/objects/against-schemas.ts';
import { definitionsOf } from '../../../generator/validate/objects/definitions.ts';
import { objectsOf } from '../../../generator/validate/objects/objects.ts';
import type { Finding } from '../../../generator/validate/objects/rule.ts';
import { rules } from '../../../generator/validate/objects/rules.ts';
import { scopeOfKind } from '../../../generator/validate/objects/scope-of-kind.ts';
import { withoutSchemas } from '../../../generator/validate/objects/without-schemas.ts';
import type { ApiObject } from '../api.ts';

/** What `check` finds grave about each of some objects, each alone on a cluster with these definitions. */
export const gravelyFound = async (
  objects: readonly ApiObject[],
  definitions: readonly object[],
  apiserver: Apiserver,
): Promise<readonly (readonly Finding[])[]> => {
  const clusters = objects.map((object) => {
    const one = { template: 'agreement', line: 1, object };
    const rendering = { values: {}, objects: [one], hooks: [], crds: [], notes: '', warnings: [] };
    return clusterWith(rendering, releaseIn(object.metadata?.namespace ?? 'agreement'));
  });
  const findings = await graveFindings(
    await Promise.all(clusters.map((cluster) => definedBy(cluster, definitions))),
    apiserver,
  );
  return clusters.map((cluster) => findings.filter(({ object }) => cluster.objects.includes(object)));
};

/** A cluster whose repository knows these definitions. */
export const definedBy = async (cluster: ClusterObjects, definitions: readonly object[]): Promise<Defined> => ({
  cluster,
  definitions: await definitionsOf(cluster, definitions),
});

/** What `check` finds grave on clusters. */
export const graveFindings = async (defined: readonly Defined[], apiserver: Apiserver): Promise<readonly Finding[]> => {
  const clusters = defined.map(({ cluster }) => cluster);
  return [
    ...(await againstApiserver(defined, apiserver)),
    ...(await againstSchemas(clusters, load)),
    ...defined.flatMap(withoutSchemas),
    ...defined.flatMap(({ cluster, definitions }) => rules.flatMap((rule) => rule(cluster, scopeOfKind(definitions)))),
  ].filter(({ severity }) => severity === 'problem');
};

/** A release, and a namespace, of this name on a cluster which serves these APIs beside those of Kubernetes. */
export const releaseIn = (namespace: string, apiVersions: readonly string[] = []): Release => {
  const controller = { value: 'flux' };
  const cluster = { name: namespace, controller, helm: 4, kubernetes: { value: '1.34' }, apiVersions };
  const release = { service: namespace, cluster, namespace: { value: namespace } };
  return { ...release, extraNamespaces: [], clusterResources: ['*'] } as unknown as Release;
};

/** The cluster of a release, which gets nothing else. */
export const clusterWith = (rendering: Rendering, release: Release): ClusterObjects => {
  const name = release.namespace.value;
  const labels = name === 'restricted' ? { 'pod-security.kubernetes.io/enforce': 'restricted' } : {};
  const namespaces = [{ name, labels, create: true }];
  const { cluster } = release;
  const resolved = { cluster, settings: {}, releases: [release], namespaces } as unknown as ResolvedCluster;
  return objectsOf(resolved, [{ release, rendering }]);
};
