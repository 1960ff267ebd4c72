/** Fields that the API server keeps as they are, from its validation of updates in Kubernetes 1.34 (validation.go of each group), field by field. */

interface Immutable {
  /** The path that must stay; with `but`, what is below it, save these keys. */
  readonly path: readonly string[];
  readonly but?: readonly string[];
  /** What the server takes for an absent field. */
  readonly usual?: unknown;
  /** Whether only a field that is set on the head is refused: the server keeps what it chose itself. */
  readonly ifSet?: boolean;
  /** Whether it may be set where it was not. */
  readonly onceFree?: boolean;
}

const of = (...path: readonly string[]): Immutable => ({ path });

const statefulSet: Immutable = {
  path: ['spec'],
  but: [
    'replicas',
    'ordinals',
    'template',
    'updateStrategy',
    'revisionHistoryLimit',
    'persistentVolumeClaimRetentionPolicy',
    'minReadySeconds',
  ],
};

/** By `group/Kind`, or `Kind` of the core group. */
export const immutableFields: Readonly<Record<string, readonly Immutable[]>> = {
  'apps/StatefulSet': [statefulSet],
  'apps/Deployment': [of('spec', 'selector')],
  'apps/DaemonSet': [of('spec', 'selector')],
  'apps/ReplicaSet': [of('spec', 'selector')],
  'apps/ControllerRevision': [of('data')],
  'batch/Job': [
    of('spec', 'template'),
    { path: ['spec', 'selector'], ifSet: true },
    { path: ['spec', 'completions'], usual: 1 },
    { path: ['spec', 'completionMode'], usual: 'NonIndexed' },
    of('spec', 'podFailurePolicy'),
    of('spec', 'backoffLimitPerIndex'),
    of('spec', 'managedBy'),
    of('spec', 'successPolicy'),
  ],
  Service: [
    { path: ['spec', 'clusterIP'], ifSet: true },
    { path: ['spec', 'loadBalancerClass'], ifSet: true, onceFree: true },
  ],
  PersistentVolumeClaim: [
    { path: ['spec'], but: ['resources', 'volumeAttributesClassName', 'volumeName', 'volumeMode'] },
    { path: ['spec', 'volumeMode'], usual: 'Filesystem' },
  ],
  PersistentVolume: [
    ...[
      'awsElasticBlockStore',
      'azureDisk',
      'azureFile',
      'csi',
      'fc',
      'gcePersistentDisk',
      'hostPath',
      'iscsi',
      'local',
      'nfs',
    ].map((source) => of('spec', source)),
    { path: ['spec', 'volumeMode'], usual: 'Filesystem' },
    { path: ['spec', 'nodeAffinity'], onceFree: true },
  ],
  'storage.k8s.io/StorageClass': [
    of('provisioner'),
    of('parameters'),
    { path: ['reclaimPolicy'], usual: 'Delete' },
    { path: ['volumeBindingMode'], usual: 'Immediate' },
  ],
  'storage.k8s.io/CSIDriver': [
    { path: ['spec', 'attachRequired'], usual: true },
    { path: ['spec', 'volumeLifecycleModes'], usual: ['Persistent'] },
  ],
  'storage.k8s.io/VolumeAttributesClass': [of('driverName'), of('parameters')],
  'rbac.authorization.k8s.io/RoleBinding': [of('roleRef')],
  'rbac.authorization.k8s.io/ClusterRoleBinding': [of('roleRef')],
  'scheduling.k8s.io/PriorityClass': [
    { path: ['value'], usual: 0 },
    { path: ['preemptionPolicy'], usual: 'PreemptLowerPriority' },
  ],
  'node.k8s.io/RuntimeClass': [of('handler')],
  'networking.k8s.io/IngressClass': [of('spec', 'controller')],
  'discovery.k8s.io/EndpointSlice': [of('addressType')],
  'certificates.k8s.io/ClusterTrustBundle': [of('spec', 'signerName')],
  'resource.k8s.io/ResourceClaim': [of('spec')],
  'resource.k8s.io/ResourceClaimTemplate': [of('spec')],
  'apiextensions.k8s.io/CustomResourceDefinition': [
    of('spec', 'group'),
    of('spec', 'scope'),
    of('spec', 'names', 'plural'),
    of('spec', 'names', 'kind'),
  ],
  Secret: [{ path: ['type'], usual: 'Opaque' }],
};

/** What the server fills in inside of a StatefulSet's and a claim's spec. */
export const usualBelow: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'apps/StatefulSet': { podManagementPolicy: 'OrderedReady', serviceName: '' },
};
