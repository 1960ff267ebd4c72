import { createHash } from 'node:crypto';
import { type DangerCode, dangerKinds } from '../../model/danger-codes.ts';
import type { Problem } from '../../model/problems.ts';
import { type ProblemCode, problemCodes } from '../../problem.ts';

/** What `check` and `diff` find, for those who show it at the edited lines. */
export interface FindingsOptions {
  /** `check` or `diff`. */
  readonly command: string;
  /** The folder of espalier.yaml in the Git repository, because that is what forges name files from; absent for its root. */
  readonly folder?: string;
  /** An address to which `#code` is appended. */
  readonly documents?: string;
}

/** Where a finding is shown. Forges want a file for each: what is about none is about espalier.yaml. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

const settings = 'espalier.yaml';

export const placeOf = ({ at, file }: Problem, { folder = '' }: FindingsOptions): Place => {
  const path = (name: string): string =>
    [...folder.split('/'), name].filter((part) => part !== '' && part !== '.').join('/');
  return at === undefined
    ? { file: path(file ?? settings) }
    : { file: path(at.file), line: at.line, column: at.column };
};

/** What a code means: one sentence with its full stop. */
export const meaningOf = (code: string): string =>
  problemCodes[code as ProblemCode] ?? `${dangerKinds[code as DangerCode]?.meaning ?? code}.`;

/** What is wrong, and what mends it. */
export const fullText = ({ message, fix }: Problem): string =>
  fix === undefined ? message : `${message}\nFix: ${fix}`;

/**
 * A name for each finding that stays while lines above it come and go: made of its code, its file and what it says, and of its number among
 * those that are alike.
 */
export const fingerprintsOf = (problems: readonly Problem[], options: FindingsOptions): readonly string[] => {
  const numbers = new Map<string, number>();
  return problems.map((found) => {
    const key = JSON.stringify([found.code, placeOf(found, options).file, found.path, found.message]);
    const number = numbers.get(key) ?? 0;
    numbers.set(key, number + 1);
    return createHash('sha256').update(`${key}${number}`).digest('hex').slice(0, 32);
  });
};
