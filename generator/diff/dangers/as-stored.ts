/** What the API server makes of an object before it compares: defaults filled in, amounts by what they come to, the empty as the absent. */
import { compareText } from '../../compare-text.ts';
import { fieldOf, listOf, mapOf, textOf } from '../../object-fields.ts';
import { nanosOf } from '../../quantity.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Equal texts for what the server takes for equal. */
export const canonical = (value: unknown): string => JSON.stringify(normal(value) ?? null);

const amounts: ReadonlySet<string> = new Set(['requests', 'limits', 'capacity']);

/** Undefined for what is empty, or holds nothing that is not. */
const normal = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => normal(item) ?? null);
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const entries = Object.entries(value).flatMap(([key, inside]) => {
    const kept = amounts.has(key) ? normal(compared(inside)) : normal(inside);
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries.sort(([a], [b]) => compareText(a, b)));
};

const compared = (quantities: unknown): unknown =>
  typeof quantities === 'object' && quantities !== null && !Array.isArray(quantities)
    ? Object.fromEntries(Object.entries(quantities).map(([name, one]) => [name, nanosOf(one)?.toString() ?? one]))
    : quantities;

/** A pod template without what the server would fill in: `SetDefaults_PodSpec` and others of pkg/apis/core/v1/defaults.go. */
export const storedTemplate = (template: unknown): Fields => ({
  metadata: without(mapOf(template, 'metadata'), { creationTimestamp: null }),
  spec: storedPod(fieldOf(template, 'spec')),
});

export const storedPod = (pod: unknown): Fields => {
  const { serviceAccount, ...spec } = mapOf(pod);
  const named = spec.serviceAccountName ?? serviceAccount;
  return {
    ...without(spec, podDefaults),
    ...(named === undefined ? {} : { serviceAccountName: named }),
    initContainers: listOf(pod, 'initContainers').map(storedContainer),
    containers: listOf(pod, 'containers').map(storedContainer),
    volumes: listOf(pod, 'volumes').map((volume) => inside(mapOf(volume), volumeDefaults)),
  };
};

const podDefaults: Fields = {
  dnsPolicy: 'ClusterFirst',
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  schedulerName: 'default-scheduler',
  hostNetwork: false,
  hostPID: false,
  hostIPC: false,
};

const fileMode = { defaultMode: 0o644 };
const volumeDefaults: Readonly<Record<string, Fields>> = {
  configMap: fileMode,
  secret: fileMode,
  projected: fileMode,
  downwardAPI: fileMode,
  hostPath: { type: '' },
  persistentVolumeClaim: { readOnly: false },
};

const storedContainer = (container: unknown): Fields => {
  const fields = mapOf(container);
  const plain = without(fields, {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: pullPolicy(textOf(fields, 'image') ?? ''),
    stdin: false,
    stdinOnce: false,
    tty: false,
  });
  return {
    ...plain,
    ...Object.fromEntries(
      ['livenessProbe', 'readinessProbe', 'startupProbe']
        .filter((probe) => fields[probe] !== undefined)
        .map((probe) => [probe, without(inside(mapOf(fields, probe), handlerDefaults), probeDefaults)]),
    ),
    ports: listOf(fields, 'ports').map((port) => without(mapOf(port), { protocol: 'TCP' })),
    env: listOf(fields, 'env').map((one) => without(mapOf(one), { value: '' })),
    volumeMounts: listOf(fields, 'volumeMounts').map((mount) => without(mapOf(mount), { readOnly: false })),
  };
};

const probeDefaults: Fields = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
const handlerDefaults: Readonly<Record<string, Fields>> = {
  httpGet: { scheme: 'HTTP', path: '/' },
  grpc: { service: '' },
};

/** An image without a tag is `latest`, and that one is always pulled. */
const pullPolicy = (image: string): string =>
  !image.includes('@') && /(?:^|\/)[^/:]*(?::latest)?$/.test(image) ? 'Always' : 'IfNotPresent';

/** A claim's template as a StatefulSet keeps it. */
export const storedClaim = (claim: unknown): Fields => {
  const { apiVersion: _version, kind: _kind, status: _status, ...rest } = mapOf(claim);
  return {
    ...rest,
    metadata: without(mapOf(rest, 'metadata'), { creationTimestamp: null }),
    spec: without(mapOf(rest, 'spec'), { volumeMode: 'Filesystem' }),
  };
};

const without = (fields: Fields, defaults: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(([key, value]) => !Object.hasOwn(defaults, key) || defaults[key] !== value),
  );

const inside = (fields: Fields, defaults: Readonly<Record<string, Fields>>): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      Object.hasOwn(defaults, key) && typeof value === 'object' ? without(mapOf(value), defaults[key] ?? {}) : value,
    ]),
  );
