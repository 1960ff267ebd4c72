import { readFileSync } from 'node:fs';
import fastGlob from 'fast-glob';
import { parse } from 'yaml';
import type { ApiObject } from '../api.ts';

/** One object on a live server, what is asked of it, and what `diff` says of that. */
export interface ServerChange {
  readonly name: string;
  /** What must be there first. */
  readonly given: readonly ApiObject[];
  readonly before: ApiObject;
  readonly after: ApiObject;
  /** `code path`, with the severity where it is not the code's; empty for nothing. */
  readonly says: string;
  /** Whether the server takes it all the same. */
  readonly isTaken: boolean;
}

type Written = Omit<Partial<ServerChange>, 'isTaken'> &
  Pick<ServerChange, 'name' | 'before' | 'after'> & { readonly taken?: boolean };

/** All of them, file by file. */
export const serverChanges = (): readonly ServerChange[] =>
  fastGlob
    .sync('*.yaml', { cwd: import.meta.dirname, absolute: true })
    .sort()
    .flatMap((file) => parse(readFileSync(file, 'utf8'), { merge: true, maxAliasCount: -1 }) as readonly Written[])
    .map(({ given = [], says = '', taken = says === '', ...change }) => ({ ...change, given, says, isTaken: taken }));
