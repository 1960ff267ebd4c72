import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastGlob from 'fast-glob';
import { dangerKinds } from '../../generator/model/danger-codes.ts';
import { problemCodes } from '../../generator/problem.ts';
import { dangersPage } from './dangers.ts';
import { inputsPage } from './inputs.ts';
import { groupsOf, problemsPage } from './problems.ts';
import type { Schema } from './schema.ts';

export const repository: string = fileURLToPath(new URL('../../', import.meta.url));

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

/** What people write, in the order in which they meet it. */
const kinds = ['espalier', 'cluster', 'environment', 'lock', 'prices'];

/** The documents that are made from the source, by path. */
export const referenceDocuments = (): ReadonlyMap<string, string> => {
  const schemas = kinds.map((kind): readonly [string, Schema] => {
    const file = `${kind}.schema.json`;
    return [file, JSON.parse(read(`schemas/${file}`)) as Schema];
  });
  const reports = fastGlob
    .sync('test/cases/*/*/report.txt', { cwd: repository })
    .sort()
    .map((path) => ({ leaf: path.slice(0, -'/report.txt'.length), told: read(path) }));
  return new Map([
    ['docs/reference/inputs.md', inputsPage(new Map(schemas))],
    ['docs/reference/dangers.md', dangersPage(dangerKinds)],
    ['docs/reference/problems.md', problemsPage(groupsOf(read('generator/problem.ts')), problemCodes, reports)],
  ]);
};
