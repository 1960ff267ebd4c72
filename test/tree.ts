import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Every file below a folder by its path, with its bytes as latin1 text; empty for a folder that is not there. */
export const readTree = (folder: string): ReadonlyMap<string, string> => {
  const files = new Map<string, string>();
  const visit = (path: string): void => {
    for (const name of readdirSync(join(folder, path)).sort()) {
      const inside = path === '' ? name : `${path}/${name}`;
      const status = lstatSync(join(folder, inside));
      if (status.isSymbolicLink()) files.set(inside, `link to ${readlinkSync(join(folder, inside))}`);
      else if (status.isDirectory()) visit(inside);
      else files.set(inside, readFileSync(join(folder, inside), 'latin1'));
    }
  };
  if (existsSync(folder)) visit('');
  return files;
};

/** Stands for a file that is to vanish, or that did. */
export const removed = '.removed';

/** What is new or other in a tree than it was, and an empty `x.removed` for each file that is gone. */
export const changesBetween = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> => {
  const written = [...after].filter(([path, content]) => before.get(path) !== content);
  const gone = [...before.keys()].filter((path) => !after.has(path)).map((path) => [`${path}${removed}`, ''] as const);
  return new Map([...written, ...gone].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** Writes such changes as a folder, taking each file from the tree that has it. */
export const writeChanges = (changes: ReadonlyMap<string, string>, from: string, folder: string): void => {
  for (const path of changes.keys()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (path.endsWith(removed)) writeFileSync(join(folder, path), '');
    else cpSync(join(from, path), join(folder, path), { verbatimSymlinks: true });
  }
};
