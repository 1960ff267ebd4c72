import type { Problem } from '../model.ts';
import { type ProblemCode, problemCodes } from '../problem.ts';

const credential =
  '(?:passw(?:or)?d|passwd|pwd|passphrase|(?<!existing)secret|token|credentials?|(?:api|access|secret|private|account)[_-]?key|bearer)';

/** Where a value begins that must not be quoted, each pattern up to that very place. */
const beginnings: readonly RegExp[] = [
  // A key that reads like a credential, such as `adminPassword`, `password4` or `passwordHash`, with a literal behind it.
  new RegExp(
    `${credential}(?!Ref|Name|KeyRef)(?:[_-]?(?:hash|value|[0-9]+))?["']?\\s*:\\s+(?!\\$\\{)(?=[^\\s{|>&*#])`,
    'i',
  ),
  // An environment variable that does, with its value on the same line.
  new RegExp(
    `name["']?:\\s+["']?[\\w.-]*${credential}[\\w.-]*["']?\\s*,\\s*["']?value["']?:\\s+(?!\\$\\{)(?=\\S)`,
    'i',
  ),
  // A user with a password in a URL, and the header that carries a token.
  /:\/\/[^\s/:@]*:(?!\$\{)(?=[^\s/@]+@)/,
  /\b(?:bearer|basic)\s+(?!\$\{)(?=[\w+/=.~-]{8,})/i,
  // What is inside of a PEM block, or could be: nobody writes that many such characters otherwise.
  /^\s*(?=[A-Za-z0-9+/]{48,}={0,2}\s*$)/,
];

const mask = '***';

/** A line that is to be quoted, cut off where a credential begins; with the number of units that are still the line's own. */
export const withoutSecret = (line: string): { readonly text: string; readonly own: number } => {
  const ends = beginnings.flatMap((beginning) => {
    const found = beginning.exec(line);
    return found === null ? [] : [found.index + found[0].length];
  });
  if (ends.length === 0) return { text: line, own: line.length };
  const own = Math.min(...ends);
  return { text: `${line.slice(0, own)}${mask}`, own };
};

/**
 * What is wrong with a scalar is told by repeating it, which a credential must not be: where one stands, the message is
 * only what its code means.
 */
export const withoutSecrets = (problems: readonly Problem[], texts: ReadonlyMap<string, string>): readonly Problem[] =>
  problems.map((found) => {
    if (found.at === undefined || !found.code.startsWith('yaml-')) return found;
    const line = texts.get(found.at.file)?.split('\n')[found.at.line - 1] ?? '';
    const { text, own } = withoutSecret(line);
    if (text === line || found.at.column <= own) return found;
    const fix = 'Put it in quotes; better, keep it out of Git: let the chart take it from a Secret that is there.';
    return { ...found, message: problemCodes[found.code as ProblemCode], fix };
  });
