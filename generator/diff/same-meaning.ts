import type { Step } from '../model/comparison.ts';
import type { Json } from '../model/values.ts';
import { nanosOf } from '../quantity.ts';
import { isScalar } from '../structure.ts';
import type { Kind } from './list-order.ts';
import type { Shape } from './shape.ts';

interface Place {
  readonly path: readonly Step[];
  readonly shape: Shape | undefined;
  readonly kind: Kind;
}

/** Whether two that are written differently are read alike by whoever reads that field. */
export const meansSame = (before: Json | undefined, after: Json | undefined, place: Place): boolean => {
  if (before === undefined || after === undefined || !isScalar(before) || !isScalar(after)) return false;
  if (place.shape?.isQuantity === true || isAmount(place)) return isEqual(nanosOf(before), nanosOf(after));
  if (isProbedPort(place)) return isEqual(portOf(before), portOf(after));
  return isDuration(place) && isEqual(millisecondsOf(before), millisecondsOf(after));
};

const isEqual = (before: unknown, after: unknown): boolean => before !== undefined && before === after;

/** Where every kind has amounts, known or not. */
const isAmount = ({ path }: Place): boolean => {
  const [above, group] = [path.at(-2), path.at(-3)];
  return (above === 'requests' || above === 'limits') && (group === 'resources' || group === 'resourceRequirements');
};

/** The kubelet takes a name that no port of the container has as a number; Services and NetworkPolicies refuse such names. */
const isProbedPort = ({ path, kind }: Place): boolean =>
  kind === 'built-in' && path.at(-1) === 'port' && (path.at(-2) === 'httpGet' || path.at(-2) === 'tcpSocket');

const portOf = (value: Json): number | undefined =>
  typeof value === 'number' || (typeof value === 'string' && /^[1-9]\d{0,4}$/.test(value)) ? Number(value) : undefined;

/** Of Prometheus Operator, cert-manager, Flux, Argo CD and External Secrets: their CRDs have them as texts. */
const durations =
  /^(?:interval|timeout|duration|maxDuration|renewBefore|retryInterval|refreshInterval|scrapeInterval|scrapeTimeout|evaluationInterval|for|keep_firing_for|retention|groupWait|groupInterval|repeatInterval)$/;

const isDuration = ({ path, kind }: Place): boolean => {
  const key = path.at(-1);
  return (
    kind === 'custom' &&
    path[0] === 'spec' &&
    typeof key === 'string' &&
    durations.test(key) &&
    !path.some((step) => step === 'labels' || step === 'annotations')
  );
};

/** As Prometheus has them, where a day is 24 hours whatever the clock does. */
const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
};

const millisecondsOf = (value: Json): number | undefined => {
  if (typeof value !== 'string' || !/^(?:\d{1,9}(?:ms|[smhdwy]))+$/.test(value)) return undefined;
  const parts = [...value.matchAll(/(\d+)(ms|[smhdwy])/g)];
  return parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (units[unit] ?? 0), 0);
};
