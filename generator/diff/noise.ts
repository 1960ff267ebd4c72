import type { FieldChange, Noise, Step } from '../model/comparison.ts';
import type { Json } from '../model/values.ts';
import { isMap } from '../structure.ts';

/** Labels that say which chart made an object, and of which version. */
const chartLabels = new Set([
  'helm.sh/chart',
  'chart',
  'heritage',
  'app.kubernetes.io/version',
  'app.kubernetes.io/managed-by',
]);

/** Annotations that only say when or of what something was made. */
const generated =
  /^(?:kubectl\.kubernetes\.io\/(?:last-applied-configuration|restartedAt)|deployment\.kubernetes\.io\/revision|argocd\.argoproj\.io\/tracking-id|rollme|.*\brollme)$|(?:^|[/.-])(?:timestamp|(?:created|generated|rendered|updated|deployed)(?:-?(?:at|on|by))?)$/i;

/** Annotations with a digest of what pods read, so that they are made anew when that changes. */
const digests = /checksum|(?:^|[/._-]|config)hash(?:$|[/._-])|sha(?:1|256)(?:sum)?$/i;

/**
 * Why nobody needs to read a change; undefined where somebody does. It may still do something: another checksum restarts pods, which is for dangers to
 * tell, and they look at all changes.
 */
export const noiseOf = ({ path, before, after, reordered, orderCounts, random }: FieldChange): Noise | undefined => {
  if (random) return 'random';
  if (reordered) return orderCounts ? undefined : 'order';
  const group = path.findLastIndex((step) => step === 'labels' || step === 'annotations');
  if (
    group > 0 &&
    path[group - 1] === 'metadata' &&
    !path.some((step) => typeof step === 'object' && 'inside' in step)
  ) {
    const keys = path.length > group + 1 ? path.slice(group + 1, group + 2) : keysOf(before, after);
    return ofAll(keys, path[group] === 'labels' ? ofLabel : ofAnnotation);
  }
  return isHashedName(path, before, after) ? 'checksum' : undefined;
};

/** Of a map that comes or goes as a whole. */
const keysOf = (before: Json | undefined, after: Json | undefined): readonly string[] =>
  [before, after].flatMap((value) => (isMap(value) ? Object.keys(value) : []));

const ofAll = (keys: readonly Step[], noiseAt: (key: string) => Noise | undefined): Noise | undefined => {
  const [first, ...others] = keys.map((key) => (typeof key === 'string' ? noiseAt(key) : undefined));
  return others.every((noise) => noise === first) ? first : undefined;
};

const ofLabel = (key: string): Noise | undefined => (chartLabels.has(key) ? 'chart-label' : undefined);

const ofAnnotation = (key: string): Noise | undefined =>
  digests.test(key) ? 'checksum' : generated.test(key) ? 'annotation' : undefined;

/** As Kustomize's and Helm charts' names of what is never changed in place. */
const hashSuffix = /-(?:[0-9a-f]{6,64}|[0-9bcdfghjklmnpqrstvwxz]{10})$/;

/** The name without a hash of the content at its end; undefined where there is none. */
export const withoutHash = (name: string): string | undefined => {
  const [suffix] = hashSuffix.exec(name) ?? [];
  return suffix === undefined || !/\d/.test(suffix) ? undefined : name.slice(0, -suffix.length);
};

const referring = /^(?:configMap|secret)(?:Ref|KeyRef)?$/;

/** Whether a pod takes the same ConfigMap or Secret, with another hash of its content in the name. */
const isHashedName = (path: readonly Step[], before: Json | undefined, after: Json | undefined): boolean => {
  const [above, key] = path.slice(-2);
  if (typeof above !== 'string' || !referring.test(above) || (key !== 'name' && key !== 'secretName')) return false;
  if (typeof before !== 'string' || typeof after !== 'string') return false;
  const stem = withoutHash(before);
  return stem !== undefined && stem === withoutHash(after);
};
