/**
 * How a plain scalar is read: by go-yaml v2, which sigs.k8s.io/yaml and so Helm and Kubernetes use, and by the core schema
 * of YAML 1.2. The first follows `resolve.go` of go.yaml.in/yaml/v2 v2.4.2; `test/yaml-table` compares it with the library.
 */

export type Reading =
  | { readonly tag: 'null'; readonly value: null }
  | { readonly tag: 'bool'; readonly value: boolean }
  | { readonly tag: 'int'; readonly value: bigint }
  | { readonly tag: 'float'; readonly value: number }
  | { readonly tag: 'str'; readonly value: string };

const goWords: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word): [string, Reading] => [
    word,
    { tag: 'bool', value: true },
  ]),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word): [string, Reading] => [
    word,
    { tag: 'bool', value: false },
  ]),
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, Reading] => [word, { tag: 'null', value: null }]),
  ...['.nan', '.NaN', '.NAN'].map((word): [string, Reading] => [word, { tag: 'float', value: Number.NaN }]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word): [string, Reading] => [
    word,
    { tag: 'float', value: Number.POSITIVE_INFINITY },
  ]),
  ...['-.inf', '-.Inf', '-.INF'].map((word): [string, Reading] => [
    word,
    { tag: 'float', value: Number.NEGATIVE_INFINITY },
  ]),
]);

const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const goInteger = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([0-9]|[1-9][0-9]+))$/;
/** After a leading dot, go-yaml lets strconv.ParseFloat decide, which takes underscores between digits. */
const goFraction = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
const goSignAfterPrefix = /^0b([-+])([01]+)$/;

const text = (value: string): Reading => ({ tag: 'str', value });

/** Digits of an integer as BigInt reads them, sign apart. */
const integer = (sign: string | undefined, digits: string): bigint => {
  const size = BigInt(digits);
  return sign === '-' ? -size : size;
};

/** strconv.ParseInt and ParseUint with base 0 and 64 bits: an unsigned number may not have a sign. */
const parseGoInteger = (plain: string): bigint | undefined => {
  const match = goInteger.exec(plain);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, digits] = match;
  const written = hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : (digits ?? '0');
  const value = integer(sign, written);
  const largest = sign === '' ? 2n ** 64n - 1n : 2n ** 63n - 1n;
  return value >= -(2n ** 63n) && value <= largest ? value : undefined;
};

/** strconv.ParseFloat refuses what is out of range, and the scalar stays a string. */
const parseGoFloat = (plain: string): Reading | undefined => {
  if (!decimal.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? { tag: 'float', value } : undefined;
};

const parseGoNumber = (written: string): Reading | undefined => {
  const plain = written.replaceAll('_', '');
  const whole = parseGoInteger(plain);
  if (whole !== undefined) return { tag: 'int', value: whole };
  const float = parseGoFloat(plain);
  if (float !== undefined) return float;
  const signed = goSignAfterPrefix.exec(plain);
  if (signed === null) return undefined;
  const value = integer(signed[1], `0b${signed[2]}`);
  return BigInt.asIntN(64, value) === value ? { tag: 'int', value } : undefined;
};

/** What go-yaml v2 makes of a plain scalar. */
export const readAsGo = (written: string): Reading => {
  const word = goWords.get(written);
  if (word !== undefined) return word;
  // A date (`2001-1-1`) is a timestamp to go-yaml, which hands it on as the string that it was; nothing else reads it either.
  const first = written.charCodeAt(0);
  if (first === 0x2e) {
    return (goFraction.test(written) ? parseGoFloat(written.replaceAll('_', '')) : undefined) ?? text(written);
  }
  const digit = first >= 0x30 && first <= 0x39;
  if (digit || first === 0x2b || first === 0x2d) return parseGoNumber(written) ?? text(written);
  return text(written);
};

const coreWords: ReadonlyMap<string, Reading> = new Map<string, Reading>(
  [...goWords].filter(([word]) => !/^(?:y|yes|on|n|no|off)$/i.test(word)),
);

/** What the core schema of YAML 1.2 makes of a plain scalar. */
export const readAsCore = (written: string): Reading => {
  const word = coreWords.get(written);
  if (word !== undefined) return word;
  if (/^[-+]?[0-9]+$/.test(written)) {
    return { tag: 'int', value: integer(written[0], written.replace(/^[-+]/, '')) };
  }
  if (/^0o[0-7]+$|^0x[0-9a-fA-F]+$/.test(written)) return { tag: 'int', value: BigInt(written) };
  return decimal.test(written) ? { tag: 'float', value: Number(written) } : text(written);
};

/** The value as JSON has it, where integers and floats are one type. */
export const toValue = (reading: Reading): string | number | boolean | null =>
  reading.tag === 'int' ? Number(reading.value) : reading.value;

export const readAlike = (a: Reading, b: Reading): boolean => {
  const left = toValue(a);
  const right = toValue(b);
  return left === right || (Number.isNaN(left) && Number.isNaN(right));
};

/** A number that JSON or a double cannot carry: infinite, not a number, or an integer beyond 2^53. */
export const isUnsafe = (reading: Reading): boolean =>
  reading.tag === 'int'
    ? reading.value > 2n ** 53n || reading.value < -(2n ** 53n)
    : reading.tag === 'float' && !Number.isFinite(reading.value);

/** Whether a person may have meant the text, `1.10` or `007`, whose number is written otherwise. */
export const losesText = (written: string, reading: Reading): boolean =>
  (reading.tag === 'int' || reading.tag === 'float') &&
  /^[-+]?[0-9]+(?:\.[0-9]*)?$/.test(written) &&
  String(toValue(reading)) !== written;

const types = { null: 'null', bool: 'the boolean', int: 'the number', float: 'the number', str: 'the text' } as const;

/** `the boolean true`, for messages. */
export const describe = (reading: Reading): string =>
  reading.tag === 'null'
    ? 'null'
    : `${types[reading.tag]} ${reading.tag === 'str' ? JSON.stringify(reading.value) : String(reading.value)}`;

/** The fewest digits that name a single-precision number; of two that are equally near the one that ends evenly, as in Go. */
const shortest = (single: number): string => {
  let precision = 0;
  while (Math.fround(Number(single.toExponential(precision))) !== single) precision += 1;
  const [longer = '', exponent] = single.toExponential(precision + 1).split('e');
  const lower = `${longer.slice(0, -1).replace(/\.$/, '')}e${exponent}`;
  const isBetween = /[02468]\.?5$/.test(longer) && Number(`${longer}e${exponent}`) === single;
  return isBetween && Math.fround(Number(lower)) === single ? lower : single.toExponential(precision);
};

/** strconv.FormatFloat(value, 'g', -1, 32), which sigs.k8s.io/yaml uses for keys. */
const formatKeyFloat = (value: number): string => {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return '.nan';
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  const [digits = '', exponent = ''] = shortest(single).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(`${digits}e${power}`));
  const size = String(Math.abs(power)).padStart(2, '0');
  return `${digits}e${power < 0 ? '-' : '+'}${size}`;
};

/** The key that a scalar becomes in JSON; undefined for null and for what Go refuses as a key. */
export const toKey = (reading: Reading): string | undefined => {
  if (reading.tag === 'null') return undefined;
  if (reading.tag === 'float') return formatKeyFloat(reading.value);
  if (reading.tag === 'int' && reading.value >= 2n ** 63n) return undefined;
  return String(reading.value);
};
