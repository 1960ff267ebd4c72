/** Whether Helm leaves a path out of the chart. Paths are relative to the chart, with `/`. */
export type Ignore = (path: string, isFolder: boolean) => boolean;

interface Rule {
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  /** A pattern with a slash is matched with the whole path, one without with the last name. */
  readonly wholePath: boolean;
  readonly segments: readonly string[];
}

/**
 * The rules of a `.helmignore`, as Helm reads them: the first rule that matches decides, and a negated rule ignores all
 * that it does *not* match. Hidden files right in `templates/` are always left out.
 * Source: pkg/ignore/rules.go in helm/helm.
 */
export const helmIgnore = (text: string): Ignore => {
  const rules = [...text.split('\n').flatMap(ruleOf), ...ruleOf('templates/.?*')];
  return (path, isFolder) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    for (const rule of rules) {
      const matched = matchSegments(rule.segments, rule.wholePath ? path.split('/') : [name]);
      if (rule.negated) {
        if ((rule.foldersOnly && !isFolder) || !matched) return true;
      } else if (matched && (isFolder || !rule.foldersOnly)) return true;
    }
    return false;
  };
};

const ruleOf = (line: string): readonly Rule[] => {
  let pattern = line.trim();
  if (pattern === '' || pattern.startsWith('#')) return [];
  const negated = pattern.startsWith('!');
  if (negated) pattern = pattern.slice(1);
  const foldersOnly = pattern.endsWith('/');
  if (foldersOnly) pattern = pattern.slice(0, -1);
  const wholePath = pattern.includes('/');
  return [{ negated, foldersOnly, wholePath, segments: pattern.replace(/^\//, '').split('/') }];
};

const matchSegments = (patterns: readonly string[], names: readonly string[]): boolean =>
  patterns.length === names.length && patterns.every((pattern, index) => matchName(pattern, names[index] ?? ''));

/** Go's filepath.Match within one name. Goes back to the last star only, so that no pattern takes exponential time. */
const matchName = (pattern: string, name: string): boolean => {
  let inPattern = 0;
  let inName = 0;
  let star = -1;
  let starName = 0;
  while (inName < name.length) {
    if (pattern[inPattern] === '*') {
      star = inPattern++;
      starName = inName;
      continue;
    }
    const next = matchOne(pattern, inPattern, name[inName] ?? '');
    if (next !== undefined) {
      inPattern = next;
      inName += 1;
    } else if (star >= 0) {
      inPattern = star + 1;
      inName = ++starName;
    } else return false;
  }
  while (pattern[inPattern] === '*') inPattern += 1;
  return inPattern === pattern.length;
};

/** The index behind the pattern's part that matches one character; undefined where it doesn't match. */
const matchOne = (pattern: string, index: number, character: string): number | undefined => {
  const first = pattern[index];
  if (first === undefined) return undefined;
  if (first === '?') return index + 1;
  if (first === '[') return matchClass(pattern, index, character);
  if (first === '\\') return pattern[index + 1] === character ? index + 2 : undefined;
  return first === character ? index + 1 : undefined;
};

const matchClass = (pattern: string, index: number, character: string): number | undefined => {
  const end = pattern.indexOf(']', index + 2);
  if (end < 0) return undefined;
  const negated = pattern[index + 1] === '^';
  const body = pattern.slice(index + (negated ? 2 : 1), end);
  let matched = false;
  for (let at = 0; at < body.length; at += 1) {
    const low = body[at] ?? '';
    const high = body[at + 1] === '-' && at + 2 < body.length ? (body[at + 2] ?? '') : low;
    if (high !== low) at += 2;
    if (low <= character && character <= high) matched = true;
  }
  return matched === negated ? undefined : end + 1;
};
