import { ownLengths } from './credential-lines.ts';
import { credentialFlag, credentialKey, credentialName, credentialWord } from './credential-names.ts';

/** A map in one line that says where the credential is. */
const namingMap = '\\{\\s*["\']?\\w*(?:name|ref|create|enabled)["\']?\\s*:';

/** Where a value begins that must not be quoted, each pattern up to that very place. */
const beginnings: readonly RegExp[] = [
  // A key that reads like a credential, such as `adminPassword`, `password4` or `passwordHash`, with anything behind it but
  // the head of a block or a comment: `*secret`, `|secret` and `#secret` are passwords that somebody forgot to quote.
  new RegExp(`${credentialKey}["']?\\s*:\\s+(?!\\$\\{|[|>][-+0-9]{0,2}\\s*(?:#|$)|#\\s|${namingMap})(?=\\S)`, 'i'),
  // An environment variable that does, with its value on the same line.
  new RegExp(`${credentialName}\\s*,\\s*["']?value["']?:\\s+(?!\\$\\{)(?=\\S)`, 'i'),
  // A credential in JSON without spaces, in properties and the like, in XML, and in arguments.
  new RegExp(`${credentialKey}["']:(?!${namingMap})["'[{](?!\\$\\{)(?=\\S)`, 'i'),
  new RegExp(`${credentialKey}["']?\\s*=\\s*["']?(?![$=])(?=[^\\s"'])`, 'i'),
  new RegExp(`<[\\w.:-]{0,99}${credentialKey}>(?!\\$)(?=[^\\s<])`, 'i'),
  new RegExp(`(?<![\\w-])${credentialFlag}["']?[\\s,]+["']?(?![-$])(?=[^\\s"'])`, 'i'),
  // What a Secret holds, on one line with its kind.
  /\bstringData["']?\s*:\s*(?=[{"'])/,
  /\bkind["']?\s*:\s*["']?Secret["']?\s*,.{0,200}?\bdata["']?\s*:\s*(?=[{"'])/,
  // A user with a password in a URL or a Go program's name of a database, and the header that carries a token.
  /:\/\/[^\s/:@]*:(?!\$\{)(?=[^\s/@]+@)/,
  /(?<=[\w.-]):(?!\$\{)(?=[^\s/@:]{1,999}@(?:tcp|unix)\()/,
  /\b(?:bearer|basic)\s+(?!\$\{)(?=[\w+/=.~-]{8,})/i,
  // What is inside of a PEM block, or could be: nobody writes that many such characters otherwise.
  /^\s*(?=[A-Za-z0-9+/]{48,}={0,2}\s*$)/,
];

export const mask = '***';

const suspicious = new RegExp(
  `${credentialWord}|://|@(?:tcp|unix)\\(|stringData|basic\\s|[A-Za-z0-9+/]{48}|-----BEGIN`,
  'i',
);

/** Whether it is worth looking at a text line by line. */
export const mayHoldSecret = (text: string): boolean => suspicious.test(text);

const known = new WeakMap<readonly string[], ReturnType<typeof ownLengths>>();

/**
 * A line that is to be quoted, cut off where a credential begins, be its key on this line or above; with the number of
 * units that are still the line's own. Undefined where there is no such line.
 */
export const withoutSecret = (
  lines: readonly string[],
  index: number,
): { readonly text: string; readonly own: number } | undefined => {
  const line = lines[index];
  if (line === undefined) return undefined;
  const lengths = known.get(lines) ?? ownLengths(lines);
  known.set(lines, lengths);
  const ends = beginnings.flatMap((beginning) => {
    const found = beginning.exec(line);
    return found === null ? [] : [found.index + found[0].length];
  });
  const own = Math.min(lengths[index] ?? line.length, ...ends);
  return own < line.length ? { text: `${line.slice(0, own)}${mask}`, own } : { text: line, own };
};
