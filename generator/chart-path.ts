/**
 * Paths of folders that controllers can follow: Argo CD separates the paths that it watches by semicolons, and both
 * controllers take a path for a pattern.
 */
export const followablePath: RegExp = /^[^;*?[\]{}\\\p{Cc}]+$/u;

/** What to do about a path that is none. */
export const followablePathCure = 'Rename the folder: no semicolons, backslashes, wildcards or brackets.';
