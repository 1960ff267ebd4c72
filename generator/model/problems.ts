/** Places in files, and what there is to tell of them. */

/** A place in a file that a person wrote. Line and column count from 1, the column in UTF-16 units. */
export interface Position {
  /** Path from the repository's root, with `/`, as a person would type it. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = 'problem' | 'warning' | 'note';

/** Something to tell the user, at the place that a person must edit. */
export interface Problem {
  /** Stable kebab-case code; `problem.ts` has the list. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence: what is wrong. Names, never secrets. */
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
  /** Absent where nothing in a file is to be edited (`--allow-empty`), or the whole file is meant (then `file` alone). */
  readonly at?: Position;
  /** The file, where no line of it is meant. */
  readonly file?: string;
  /** JSON pointer of what is meant, inside `at.file` or inside the emitted document. */
  readonly path?: string;
  /** Other places that explain it, such as the value that was overridden. */
  readonly related?: readonly Related[];
}

export interface Related {
  readonly message: string;
  readonly at: Position;
}

/** What a stage returns: a value that is as good as it could be made, and what was wrong. */
export interface Outcome<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}
