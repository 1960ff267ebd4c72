import semver from 'semver';

/**
 * Helm's ranges (Masterminds/semver) in the words of the semver package: a comma means "and", and a range that names a
 * prerelease lets prereleases in everywhere.
 */
const normalise = (range: string): string => range.replaceAll(',', ' ').trim();

const namesPrerelease = (range: string): boolean => /\d-[0-9A-Za-z]/.test(range);

const isVersion = (text: string): boolean => semver.valid(text) !== null;

export const isRange = (text: string): boolean => text.length <= 256 && semver.validRange(normalise(text)) !== null;

export const satisfies = (version: string, range: string): boolean =>
  version === range ||
  semver.satisfies(version, normalise(range), { includePrerelease: namesPrerelease(normalise(range)) });

/** The version itself if it is there, else the highest that the range takes. Build metadata decides last, by text. */
export const highest = (versions: readonly string[], range: string): string | undefined => {
  if (versions.includes(range)) return range;
  if (!isRange(range)) return undefined;
  return versions
    .filter((version) => isVersion(version) && satisfies(version, range))
    .sort((a, b) => semver.compareBuild(b, a) || (a < b ? 1 : a > b ? -1 : 0))[0];
};
