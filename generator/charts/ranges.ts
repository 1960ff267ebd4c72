import semver from 'semver';

/**
 * Versions and ranges as Helm takes them, which is as Masterminds/semver v3.4 does (constraints.go, version.go): neither
 * is what the semver package calls one. A version may have fewer than three numbers and a `v`; a range has `!=`, `=>`,
 * `=<` and `~>` besides; and where one part of an "and" names a prerelease, all of that "and" lets prereleases in.
 */
type Version = semver.SemVer;

const identifiers = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const versionParts = new RegExp(`^v?(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?(?:-(${identifiers}))?(?:\\+(${identifiers}))?$`);

/** A version with the numbers that it leaves out; undefined where Helm takes it for none. */
const parseVersion = (text: string): Version | undefined => {
  const [isOne, major, minor = '0', patch = '0', prerelease, build] =
    versionParts.exec(text.slice(0, longest + 1)) ?? [];
  if (isOne === undefined || text.length > longest) return undefined;
  const numbers = [major, minor, patch].map((number) => Number(number)).join('.');
  const rest = `${prerelease === undefined ? '' : `-${prerelease}`}${build === undefined ? '' : `+${build}`}`;
  return semver.parse(numbers + rest) ?? undefined;
};

/** More than any range has. In characters. */
const longest = 256;

type Operator = '' | '!=' | '>' | '<' | '>=' | '<=' | '~' | '^';

/** One comparison. `given` is how many numbers it has before one that is left out or a wildcard: 0 for `*`, 3 for `1.2.3`. */
interface Comparison {
  readonly operator: Operator;
  readonly to: Version;
  readonly given: number;
}

const operators: ReadonlyMap<string, Operator> = new Map([
  ...(['', '!=', '>', '<', '>=', '<=', '~', '^'] as const).map((one) => [one, one] as const),
  ['=', ''],
  ['=>', '>='],
  ['=<', '<='],
  ['~>', '~'],
]);

const signs = '!=|>=|=>|<=|=<|~>|[=<>~^]|';
const number = '(?:\\d+|[xX*])';
const operand = `v?${number}(?:\\.${number}){0,2}(?:-${identifiers})?(?:\\+${identifiers})?`;
const comparisons = new RegExp(`^\\s*(?:${signs})\\s*${operand}\\s*(?:(?:\\s|,)\\s*(?:${signs})\\s*${operand}\\s*)*$`);
const eachComparison = new RegExp(`(${signs})\\s*(${operand})`, 'g');
const hyphenRange = new RegExp(`(${operand})\\s+-\\s+(${operand})`, 'g');

/** A range as alternatives of comparisons that hold together; undefined for what is none. */
const parseRange = (text: string): readonly (readonly Comparison[])[] | undefined => {
  if (text.length > longest) return undefined;
  // Blanks mean the same in any number; one is soon matched.
  const alternatives = text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(hyphenRange, '>= $1, <= $2 ')
    .split('||')
    .map(parseAlternative);
  return alternatives.every((one) => one !== undefined) ? alternatives : undefined;
};

const parseAlternative = (text: string): readonly Comparison[] | undefined => {
  if (!comparisons.test(text)) return undefined;
  const found = [...text.matchAll(eachComparison)].map(([, sign = '', version = '']) => comparisonOf(sign, version));
  return found.every((one) => one !== undefined) ? found : undefined;
};

const comparisonOf = (sign: string, text: string): Comparison | undefined => {
  const [, numbers = '', rest = ''] = /^v?([^-+]*)(.*)$/.exec(text) ?? [];
  const parts = numbers.split('.');
  const wildcard = parts.findIndex((part) => /^[xX*]$/.test(part));
  const given = wildcard < 0 ? parts.length : wildcard;
  const whole = [...parts.slice(0, given), '0', '0', '0'].slice(0, 3).join('.');
  // What a number that is left out had behind it says nothing but whether a prerelease is meant.
  const to = parseVersion(whole + rest);
  const operator = operators.get(sign);
  return to === undefined || operator === undefined ? undefined : { operator, to, given };
};

const sameMajor = (version: Version, { to }: Comparison): boolean => version.major === to.major;
const sameMinor = (version: Version, { to }: Comparison): boolean => version.minor === to.minor;

const isBelow = (version: Version, { to }: Comparison): boolean => version.compare(to) < 0;

const isAbove = (version: Version, comparison: Comparison): boolean => {
  const { to, given } = comparison;
  if (given === 1 || (given === 2 && !sameMajor(version, comparison))) return version.major > to.major;
  return given === 2 ? version.minor > to.minor : version.compare(to) > 0;
};

const isAtMost = (version: Version, comparison: Comparison): boolean => {
  const { to, given } = comparison;
  if (given === 3) return version.compare(to) <= 0;
  if (!sameMajor(version, comparison)) return version.major < to.major;
  return given === 1 || version.minor <= to.minor;
};

const isOther = (version: Version, comparison: Comparison): boolean => {
  const { to, given } = comparison;
  if (given === 0 || given === 3) return version.compare(to) !== 0;
  if (!sameMajor(version, comparison) || given === 1) return !sameMajor(version, comparison);
  if (!sameMinor(version, comparison)) return true;
  return version.comparePre(to) !== 0 && version.prerelease.length + to.prerelease.length > 0;
};

/** `~0.0.0` takes everything, as `*` does. */
const isNear = (version: Version, comparison: Comparison): boolean => {
  const { to, given } = comparison;
  if (isBelow(version, comparison)) return false;
  if ((given === 0 || given === 3) && to.major + to.minor + to.patch === 0) return true;
  return sameMajor(version, comparison) && (given === 1 || sameMinor(version, comparison));
};

const isCompatible = (version: Version, comparison: Comparison): boolean => {
  const { to, given } = comparison;
  if (isBelow(version, comparison) || !sameMajor(version, comparison)) return false;
  if (to.major > 0 || given === 1) return true;
  if (!sameMinor(version, comparison)) return false;
  return to.minor > 0 || given === 2 || version.patch === to.patch;
};

const isEqual = (version: Version, comparison: Comparison): boolean =>
  comparison.given === 3 ? version.compare(comparison.to) === 0 : isNear(version, comparison);

const takes: Readonly<Record<Operator, (version: Version, comparison: Comparison) => boolean>> = {
  '': isEqual,
  '!=': isOther,
  '>': isAbove,
  '<': isBelow,
  '>=': (version, comparison) => !isBelow(version, comparison),
  '<=': isAtMost,
  '~': isNear,
  '^': isCompatible,
};

export const isRange = (text: string): boolean => parseRange(text) !== undefined;

export const satisfies = (version: string, range: string): boolean => {
  if (version === range) return true;
  const parsed = parseVersion(version);
  return parsed !== undefined && (parseRange(range) ?? []).some((all) => takesAll(parsed, all));
};

const takesAll = (version: Version, all: readonly Comparison[]): boolean =>
  (version.prerelease.length === 0 || all.some(({ to }) => to.prerelease.length > 0)) &&
  all.every((comparison) => takes[comparison.operator](version, comparison));

/** The version itself if it is there, else the highest that the range takes. Build metadata decides last, by text. */
export const highest = (versions: readonly string[], range: string): string | undefined => {
  if (versions.includes(range)) return range;
  const alternatives = parseRange(range);
  if (alternatives === undefined) return undefined;
  return versions
    .flatMap((text) => {
      const version = parseVersion(text);
      return version !== undefined && alternatives.some((all) => takesAll(version, all)) ? [{ text, version }] : [];
    })
    .sort((a, b) => semver.compareBuild(b.version, a.version) || (a.text < b.text ? 1 : a.text > b.text ? -1 : 0))[0]
    ?.text;
};
