import type { Problem } from '../model.ts';
import { type ProblemCode, problemCodes } from '../problem.ts';

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
