import { foldersAbove } from '../folders-above.ts';
import type { OutFile, OutTree } from '../model/outputs.ts';
import type { Problem } from '../model/problems.ts';
import type { Disk } from './disk.ts';
import { inTheWay, otherCase, strange } from './refusals.ts';

/** Nothing outside `out/` is ever written, whatever a name in the inputs says: such a tree is a bug. */
export const assertTree = ({ files }: OutTree): void => {
  const seen = new Set<string>();
  for (const { path } of files) {
    const parts = path.split('/');
    const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\\0]/.test(part));
    if (!isPlain || parts[0] !== 'out' || parts.length < 2) throw new Error(`not a path under out/: ${path}`);
    if (seen.has(path.toLowerCase())) throw new Error(`two files would be ${path}`);
    seen.add(path.toLowerCase());
  }
};

/** What stands where something else is to be, and what must not be there at all. */
export const findObstacles = (disk: Disk, wanted: ReadonlyMap<string, OutFile>): readonly Problem[] => {
  const folders = new Set([...wanted.keys()].flatMap(foldersAbove));
  const names = new Map([...wanted.keys(), ...folders].map((path) => [path.toLowerCase(), path]));
  return [
    ...disk.strange.map(strange),
    ...[...disk.folders].filter((path) => wanted.has(path)).map((path) => inTheWay(path, 'file')),
    ...[...disk.files.keys()].filter((path) => folders.has(path)).map((path) => inTheWay(path, 'folder')),
    ...otherCases([...disk.folders, ...disk.files.keys()], names),
  ];
};

/** Of a folder's content nothing more is told when the folder is. */
const otherCases = (paths: readonly string[], names: ReadonlyMap<string, string>): readonly Problem[] => {
  const told = new Set<string>();
  return [...paths].sort().flatMap((path) => {
    const name = names.get(path.toLowerCase());
    if (name === undefined || name === path) return [];
    told.add(path);
    return foldersAbove(path).some((folder) => told.has(folder)) ? [] : [otherCase(path, name)];
  });
};
