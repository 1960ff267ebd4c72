import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

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
