/** A key that reads like a credential, with a value behind it that stands there literally. */
const literal =
  /(?:password|passwd|passphrase|(?<!existing)secret|token|credentials?|(?:api|access|secret|private)[_-]?key)["']?\s*:\s+(?!\$\{)(?=[^\s{[|>&*#])/i;

const mask = '***';

/** A line that is to be quoted, cut off where a credential begins; with the number of units that are still the line's own. */
export const withoutSecret = (line: string): { readonly text: string; readonly own: number } => {
  const found = literal.exec(line);
  if (found === null) return { text: line, own: line.length };
  const own = found.index + found[0].length;
  return { text: `${line.slice(0, own)}${mask}`, own };
};
