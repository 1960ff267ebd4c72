/** Fields that the API server keeps as they are, from its validation of updates in Kubernetes 1.34 (validation.go of each group), field by field. */
import type { JsonObject } from '../../model/values.ts';
import { fieldOf, listOf, mapOf } from '../../object-fields.ts';
import { storedClaim, storedPod } from './as-stored.ts';
import { frozenField, frozenSecret } from './immutable-data.ts';
import { jobCompletions, jobTemplate } from './immutable-job.ts';
import { balancerClass, clusterAddress, firstFamily, healthPort } from './immutable-service.ts';

export interface Immutable {
  /** The path that must stay; with `but`, each key below it, save these. */
  readonly path: readonly string[];
  readonly but?: readonly string[];
  /** What the server takes for an absent field. */
  readonly usual?: unknown;
  /** What the server compares, where it is not just what lies at the path. */
  readonly read?: (object: JsonObject, sides: { readonly before: JsonObject; readonly after: JsonObject }) => unknown;
  /** Whether only a field that is set on the head is refused: the server keeps what it chose itself. */
  readonly ifSet?: true;
  /** Whether it may be set where it was not. */
  readonly onceFree?: true;
  /** When setting it where it was not does no harm; it is refused else. */
  readonly unless?: string;
}

const of = (...path: readonly string[]): Immutable => ({ path });
const usually = (usual: unknown, ...path: readonly string[]): Immutable => ({ path, usual });

const selector = of('spec', 'selector');

const frozen = (field: string): Immutable => ({ path: [field], read: frozenField(field) });

const roleRef: Immutable = {
  path: ['roleRef'],
  read: (object) => ({ apiGroup: 'rbac.authorization.k8s.io', ...mapOf(object, 'roleRef') }),
};

/** What may change of a pod is left out. Of a pod alone, and no template, the server says that it has links to services. */
const pod = (object: JsonObject): unknown => {
  const {
    activeDeadlineSeconds: _deadline,
    tolerations: _,
    schedulingGates: _gates,
    ...spec
  } = storedPod(fieldOf(object, 'spec'));
  const imageless = (key: string): readonly unknown[] => listOf(spec, key).map((one) => ({ ...mapOf(one), image: '' }));
  return {
    enableServiceLinks: true,
    ...spec,
    containers: imageless('containers'),
    initContainers: imageless('initContainers'),
  };
};

const volumeSources = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'csi',
  'fc',
  'gcePersistentDisk',
  'hostPath',
  'iscsi',
  'local',
  'nfs',
  'rbd',
];

/** By `group/Kind`, or `Kind` of the core group. */
export const immutableFields: Readonly<Record<string, readonly Immutable[]>> = {
  'apps/StatefulSet': [
    selector,
    usually('', 'spec', 'serviceName'),
    usually('OrderedReady', 'spec', 'podManagementPolicy'),
    {
      path: ['spec', 'volumeClaimTemplates'],
      read: (object) => listOf(object, 'spec', 'volumeClaimTemplates').map(storedClaim),
    },
  ],
  'apps/Deployment': [selector],
  'apps/DaemonSet': [selector],
  'apps/ReplicaSet': [selector],
  'apps/ControllerRevision': [of('data')],
  'batch/Job': [
    { path: ['spec', 'template'], read: jobTemplate },
    { path: ['spec', 'selector'], ifSet: true },
    { path: ['spec', 'completions'], read: jobCompletions },
    usually('NonIndexed', 'spec', 'completionMode'),
    of('spec', 'podFailurePolicy'),
    of('spec', 'backoffLimitPerIndex'),
    of('spec', 'managedBy'),
    of('spec', 'successPolicy'),
  ],
  Pod: [{ path: ['spec'], read: pod }],
  Service: [
    { path: ['spec', 'clusterIP'], read: clusterAddress, ifSet: true },
    { path: ['spec', 'ipFamilies'], read: firstFamily, ifSet: true, onceFree: true },
    { path: ['spec', 'loadBalancerClass'], read: balancerClass },
    { path: ['spec', 'healthCheckNodePort'], read: healthPort, ifSet: true },
  ],
  PersistentVolumeClaim: [
    { path: ['spec'], but: ['resources', 'volumeAttributesClassName', 'volumeName', 'volumeMode', 'storageClassName'] },
    of('spec', 'resources', 'limits'),
    usually('Filesystem', 'spec', 'volumeMode'),
    { path: ['spec', 'volumeName'], onceFree: true },
    { path: ['spec', 'storageClassName'], unless: 'this names the class that was the default of the cluster' },
  ],
  PersistentVolume: [
    ...volumeSources.map((source) => of('spec', source)),
    usually('Filesystem', 'spec', 'volumeMode'),
    { path: ['spec', 'nodeAffinity'], onceFree: true },
  ],
  ResourceQuota: [
    { path: ['spec', 'scopes'], read: (object) => [...new Set(listOf(object, 'spec', 'scopes').map(String))].sort() },
  ],
  'storage.k8s.io/StorageClass': [
    of('provisioner'),
    of('parameters'),
    usually('Delete', 'reclaimPolicy'),
    usually('Immediate', 'volumeBindingMode'),
  ],
  'storage.k8s.io/CSIDriver': [
    usually(true, 'spec', 'attachRequired'),
    usually(['Persistent'], 'spec', 'volumeLifecycleModes'),
  ],
  'storage.k8s.io/VolumeAttributesClass': [of('driverName'), of('parameters')],
  'rbac.authorization.k8s.io/RoleBinding': [roleRef],
  'rbac.authorization.k8s.io/ClusterRoleBinding': [roleRef],
  'scheduling.k8s.io/PriorityClass': [usually(0, 'value'), usually('PreemptLowerPriority', 'preemptionPolicy')],
  'node.k8s.io/RuntimeClass': [of('handler')],
  'networking.k8s.io/IngressClass': [of('spec', 'controller')],
  'discovery.k8s.io/EndpointSlice': [of('addressType')],
  'certificates.k8s.io/ClusterTrustBundle': [usually('', 'spec', 'signerName')],
  'resource.k8s.io/ResourceClaim': [of('spec')],
  'resource.k8s.io/ResourceClaimTemplate': [of('spec')],
  'apiextensions.k8s.io/CustomResourceDefinition': [
    of('spec', 'group'),
    of('spec', 'scope'),
    of('spec', 'names', 'plural'),
    of('spec', 'names', 'kind'),
  ],
  Secret: [usually('Opaque', 'type'), { path: ['data'], read: frozenSecret }, frozen('immutable')],
  ConfigMap: [frozen('data'), frozen('binaryData'), frozen('immutable')],
};
