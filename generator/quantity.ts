/** Kubernetes' quantities: `500m`, `1.5Gi`, `12e3`. */

const units: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 10n ** 3n,
  m: 10n ** 6n,
  '': 10n ** 9n,
  k: 10n ** 12n,
  M: 10n ** 15n,
  G: 10n ** 18n,
  T: 10n ** 21n,
  P: 10n ** 24n,
  E: 10n ** 27n,
  Ki: 10n ** 9n * 2n ** 10n,
  Mi: 10n ** 9n * 2n ** 20n,
  Gi: 10n ** 9n * 2n ** 30n,
  Ti: 10n ** 9n * 2n ** 40n,
  Pi: 10n ** 9n * 2n ** 50n,
  Ei: 10n ** 9n * 2n ** 60n,
};

const quantity = /^([+-]?)(\d*)(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,2}))?$/;

/** In billionths, rounded up as Kubernetes does; undefined for what it would refuse. Takes text and numbers, as the API server does. */
export const nanosOf = (value: unknown): bigint | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const [, sign, whole = '', fraction = '', unit = '', exponent = '0'] = quantity.exec(String(value)) ?? [];
  if (sign === undefined || whole + fraction === '' || whole.length + fraction.length > 40) return undefined;
  const power = Number(exponent) - fraction.length;
  const scaled = BigInt(whole + fraction) * (units[unit] as bigint) * (power > 0 ? 10n ** BigInt(power) : 1n);
  const divisor = power < 0 ? 10n ** BigInt(-power) : 1n;
  const nanos = (scaled + divisor - 1n) / divisor;
  return sign === '-' ? -nanos : nanos;
};
