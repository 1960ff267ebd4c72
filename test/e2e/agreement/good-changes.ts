import type { Changes } from './changes.ts';

const pod = '/spec/template/spec';
const container = `${pod}/containers/0`;

/** By kind, changes after which an API server takes the object still. */
export const good: Changes = {
  Deployment: [
    ['/spec/replicas', 0],
    ['/spec/replicas'],
    ['/spec/replicas', null],
    ['/metadata/creationTimestamp', null],
    ['/metadata/annotations', { 'example.com/note': 'any text: "quoted"\n' }],
    ['/metadata/name', 'web.example.com'],
    ['/status', {}],
    ['/spec/strategy', { type: 'Recreate' }],
    ['/spec/strategy/rollingUpdate/maxSurge', '30%'],
    ['/spec/minReadySeconds', 5],
    ['/spec/template/metadata/annotations', { 'checksum/config': 'abc' }],
    [`${pod}/terminationGracePeriodSeconds`, 0],
    [`${pod}/priorityClassName`, 'system-cluster-critical'],
    [`${pod}/nodeSelector`, { 'kubernetes.io/os': 'linux' }],
    [`${pod}/tolerations`, [{ key: 'a', operator: 'Equal', value: 'b', effect: 'NoSchedule' }]],
    [
      `${pod}/topologySpreadConstraints`,
      [
        {
          maxSkew: 1,
          topologyKey: 'zone',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: { app: 'web' } },
        },
      ],
    ],
    [
      `${pod}/affinity`,
      {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            {
              topologyKey: 'kubernetes.io/hostname',
              labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
            },
          ],
        },
      },
    ],
    [`${pod}/dnsConfig`, { nameservers: ['10.0.0.1'], options: [{ name: 'ndots', value: '1' }] }],
    [`${pod}/hostAliases`, [{ ip: '10.0.0.1', hostnames: ['a.example.com'] }]],
    [`${pod}/imagePullSecrets`, [{ name: 'registry' }]],
    [`${pod}/serviceAccountName`, 'web'],
    [
      `${pod}/volumes/1`,
      { name: 'tmp', projected: { sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 3600 } }] } },
    ],
    [`${pod}/volumes/1`, { name: 'tmp', persistentVolumeClaim: { claimName: 'data' } }],
    [
      `${pod}/volumes/1`,
      {
        name: 'tmp',
        ephemeral: {
          volumeClaimTemplate: {
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        },
      },
    ],
    [
      `${container}/image`,
      'registry.example.com:5000/a/b@sha256:0123456789012345678901234567890123456789012345678901234567890123',
    ],
    [`${container}/resources/requests/cpu`, 0.1],
    [`${container}/resources/limits/memory`, '268435456'],
    [`${container}/resources/limits/memory`, '1.5Gi'],
    [`${container}/resources/limits`],
    [`${container}/resources`, { claims: [] }],
    [`${container}/env/0/value`],
    [`${container}/envFrom`, [{ configMapRef: { name: 'web' }, prefix: 'WEB_' }]],
    [`${container}/readinessProbe`, { exec: { command: ['true'] } }],
    [`${container}/startupProbe`, { grpc: { port: 9000 }, failureThreshold: 30 }],
    [`${container}/lifecycle`, { preStop: { exec: { command: ['sleep', '5'] } } }],
    [`${container}/securityContext/privileged`, false],
    [`${container}/securityContext/runAsUser`, 10001],
    [`${container}/volumeMounts/0/subPath`, 'config.yaml'],
    [`${pod}/initContainers/0/restartPolicy`, 'Always'],
  ],
  StatefulSet: [
    ['/spec/serviceName'],
    ['/spec/volumeClaimTemplates/0/apiVersion', 'v1'],
    ['/spec/ordinals', { start: 1 }],
    ['/spec/updateStrategy', { type: 'OnDelete' }],
    ['/spec/podManagementPolicy', 'OrderedReady'],
    ['/spec/volumeClaimTemplates/0/spec/resources/requests/storage', 1e9],
  ],
  DaemonSet: [
    [`${pod}/hostPID`, true],
    [`${container}/securityContext`, { privileged: true }],
    ['/spec/updateStrategy', { type: 'OnDelete' }],
  ],
  Job: [
    ['/spec/template/spec/restartPolicy', 'Never'],
    ['/spec/completionMode', 'Indexed'],
    ['/spec/parallelism', 0],
    ['/spec/suspend', true],
    ['/metadata', { generateName: 'migrate-', namespace: 'agreement' }],
  ],
  CronJob: [
    ['/spec/schedule', '@daily'],
    ['/spec/schedule', '*/5 8-18 * * 1-5'],
    ['/spec/timeZone'],
    ['/spec/suspend', true],
    ['/metadata/name', 'a'.repeat(52)],
  ],
  Pod: [
    ['/spec/containers/0/securityContext/runAsUser', 1000],
    ['/spec/containers/0/ports', [{ containerPort: 80 }]],
    ['/spec/volumes', [{ name: 'tmp', emptyDir: {} }]],
    ['/spec/securityContext/sysctls', [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }]],
  ],
  Service: [
    ['/spec/clusterIP', 'None'],
    ['/spec/type', 'NodePort'],
    ['/spec/type', 'LoadBalancer'],
    ['/spec/selector'],
    ['/spec', { type: 'ExternalName', externalName: 'db.example.com' }],
    ['/spec/ports', [{ port: 80 }]],
    ['/spec/ports/0/appProtocol', 'kubernetes.io/h2c'],
    ['/spec/ports/0/targetPort', 8080],
    ['/spec/sessionAffinity', 'ClientIP'],
    ['/spec/ipFamilyPolicy', 'PreferDualStack'],
    ['/spec/publishNotReadyAddresses', true],
    ['/status', { loadBalancer: {} }],
  ],
  ConfigMap: [['/data', {}], ['/data/..a'], ['/immutable', true], ['/metadata/name', 'a.b-c']],
  Secret: [['/type', 'example.com/custom'], ['/data/token', ''], ['/data']],
  PersistentVolumeClaim: [
    ['/spec/storageClassName', ''],
    ['/spec/volumeMode', 'Block'],
    ['/spec/accessModes', ['ReadWriteMany']],
  ],
  LimitRange: [['/spec/limits/0/max', { memory: '1Gi' }]],
  ResourceQuota: [['/spec/hard', { 'count/configmaps': '10', 'requests.storage': '1Ti' }]],
  PodDisruptionBudget: [
    ['/spec/maxUnavailable', '50%'],
    ['/spec', { minAvailable: 0, selector: {} }],
    ['/spec/unhealthyPodEvictionPolicy', 'AlwaysAllow'],
  ],
  NetworkPolicy: [
    ['/spec/ingress/0/ports/0/port', 'http'],
    ['/spec/policyTypes'],
    ['/spec/ingress/0/ports/0/endPort', 9000],
    ['/spec/podSelector', {}],
  ],
  Ingress: [
    ['/spec/rules/0/host', '*.example.com'],
    ['/spec/rules/0/host'],
    ['/spec/rules/0/http/paths/0/pathType', 'ImplementationSpecific'],
    ['/spec/rules/0/http/paths/0/backend/service/port', { number: 80 }],
    ['/spec/tls/0/secretName'],
    ['/spec/defaultBackend', { service: { name: 'web', port: { number: 80 } } }],
  ],
  HorizontalPodAutoscaler: [
    ['/spec/minReplicas'],
    [
      '/spec/behavior',
      { scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } },
    ],
    ['/spec/metrics/0/resource/target', { type: 'AverageValue', averageValue: '500m' }],
  ],
  Role: [
    ['/rules', []],
    ['/rules/0/resourceNames', ['a']],
    ['/rules/0/verbs', ['*']],
  ],
  RoleBinding: [
    ['/subjects'],
    ['/roleRef/kind', 'ClusterRole'],
    ['/subjects/0', { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'somebody@example.com' }],
  ],
  ClusterRoleBinding: [['/subjects/0/apiGroup', '']],
  ClusterRole: [
    ['/rules/0/nonResourceURLs', ['metrics']],
    ['/aggregationRule', { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] }],
  ],
  PriorityClass: [
    ['/preemptionPolicy', 'Never'],
    ['/value', -10],
  ],
  StorageClass: [
    ['/reclaimPolicy', 'Retain'],
    ['/parameters', { type: 'ssd' }],
  ],
  EndpointSlice: [['/endpoints/0/conditions', { ready: true }]],
  Range: [
    ['/spec/mode'],
    ['/spec/extra', { any: [1, { thing: null }] }],
    ['/spec/note', null],
    ['/spec/size', 5],
    ['/spec/tags', ['a', 'b']],
    ['/spec/ports'],
    ['/spec/at', '2026-01-02T03:04:05Z'],
    ['/spec/address', '10.0.0.1'],
  ],
  GitRepository: [
    ['/spec/ref', { tag: 'v1.0.0' }],
    ['/spec/timeout', '90s'],
  ],
  HelmRelease: [
    ['/spec/values', {}],
    ['/spec/valuesFrom', [{ kind: 'Secret', name: 'values' }]],
    ['/spec/suspend', true],
  ],
  Kustomization: [
    ['/spec/dependsOn', [{ name: 'other' }]],
    ['/spec/wait', true],
  ],
};
