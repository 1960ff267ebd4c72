import type { FieldChange, Noise } from '../model/comparison.ts';

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
  /(?:^|\/)(?:last-applied-configuration|revision|timestamp|(?:created|generated|rendered)(?:-?(?:at|on|by))?)$/i;

/** Why nobody needs to read a change; undefined where somebody does. */
export const noiseOf = ({ path, reordered, random }: FieldChange): Noise | undefined => {
  if (random) return 'random';
  if (reordered) return 'order';
  const [group, key] = path.slice(-2);
  if (typeof group !== 'string' || typeof key !== 'string') return undefined;
  if (group === 'labels' || group === 'matchLabels')
    return group === 'labels' && chartLabels.has(key) ? 'chart-label' : undefined;
  if (group !== 'annotations') return undefined;
  if (/^checksum\//i.test(key) || /checksum|-hash$|sha256/i.test(key)) return 'checksum';
  return generated.test(key) ? 'annotation' : undefined;
};
