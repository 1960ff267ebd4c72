import semver from 'semver';

/** The numbers of a tag, and what follows them: `v1.2.3-alpine` has 1, 2, 3 and `-alpine`. */
interface TagVersion {
  readonly numbers: readonly number[];
  readonly rest: string;
}

const form = /^v?(\d{1,15}(?:\.\d{1,15}){0,3})((?:[-+_].*)?)$/;

/** Undefined for what is no version: a branch, or a commit that happens to be all digits. */
const tagVersion = (tag: string): TagVersion | undefined => {
  const [, numbers = '', rest = ''] = form.exec(tag) ?? [];
  if (numbers === '' || /^\d{7,}$/.test(numbers)) return undefined;
  return { numbers: numbers.split('.').map(Number), rest };
};

/** What comes before a release, unlike `-alpine` or `-debian-12-r3`, which are another make of it. */
const isPreliminary = (rest: string): boolean => /^-(?:alpha|beta|rc|pre|preview|dev|snapshot|m)[.\d-]*$/i.test(rest);

/** `-rc10` as `-rc.10`, or it would be before `-rc2`. */
const withNumberApart = (rest: string): string => rest.replace(/^(-[a-z]+)-?(?=\d)/i, '$1.');

const compareNumbers = (a: readonly number[], b: readonly number[]): number => {
  // `1.2` stands for the newest of 1.2, which is neither before nor after 1.2.3.
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** Whether a tag names an earlier version than another one does. False where nobody can tell. */
export const isEarlier = (tag: string, than: string): boolean => {
  const [now, was] = [tagVersion(tag), tagVersion(than)];
  if (now === undefined || was === undefined) return false;
  const order = compareNumbers(now.numbers, was.numbers);
  if (order !== 0) return order < 0;
  if (now.numbers.length !== was.numbers.length || !isPreliminary(now.rest)) return false;
  if (was.rest === '') return true;
  const [a, b] = [now, was].map(({ rest }) => semver.parse(`0.0.0${withNumberApart(rest)}`, { loose: true }));
  return isPreliminary(was.rest) && a instanceof semver.SemVer && b instanceof semver.SemVer && semver.lt(a, b);
};
