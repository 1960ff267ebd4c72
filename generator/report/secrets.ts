import type { Problem } from '../model/problems.ts';
import { type ProblemCode, problemCodes } from '../problem.ts';
import { withoutSecret } from '../secret-text.ts';
import { linesOf } from './lines.ts';

/**
 * What is wrong with a scalar is told by repeating it, which a credential must not be: where one stands, the message is
 * only what its code means.
 */
export const withoutSecrets = (problems: readonly Problem[], texts: ReadonlyMap<string, string>): readonly Problem[] =>
  problems.map((found) => {
    if (found.at === undefined || !found.code.startsWith('yaml-')) return found;
    const quoted = withoutSecret(linesOf(texts, found.at.file), found.at.line - 1);
    if (quoted === undefined || quoted.own === quoted.text.length || found.at.column <= quoted.own) return found;
    const fix = 'Put it in quotes; better, keep it out of Git: let the chart take it from a Secret that is there.';
    return { ...found, message: problemCodes[found.code as ProblemCode], fix };
  });
