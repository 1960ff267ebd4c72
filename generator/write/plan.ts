import type { FileChange, Outcome, OutFile, OutTree, Problem } from '../model.ts';
import { problem } from '../problem.ts';
import { emptiedClusters } from './cluster-emptied.ts';
import { type Disk, type DiskFile, readDisk } from './disk.ts';
import { conflictSides, readHeader, withHeader } from './header.ts';

export interface PlanOptions {
  /** Overwrite and remove files of ours that were edited or are read-only. */
  readonly force: boolean;
  /** Take over files without our header that stand where one is to be written. */
  readonly adopt: boolean;
  /** Let every release of a cluster vanish. */
  readonly allowEmpty: boolean;
}

/** What is to be done to the disk. */
export interface Plan {
  /** Sorted by path. */
  readonly changes: readonly FileChange[];
  readonly unchanged: number;
  /** Files that a killed run left behind, to be removed without a word. */
  readonly temporary: readonly string[];
}

const folder = 'out';

/** Compares the tree with what lies under `out/`. Reads only; a conflict with what people did there is a problem. */
export const planChanges = async (root: string, tree: OutTree, options: PlanOptions): Promise<Outcome<Plan>> => {
  const disk = await readDisk(root, folder);
  const problems: Problem[] = disk.strange.map(strange);
  const changes: FileChange[] = [];
  const wanted = new Map(tree.files.map((file) => [file.path, file]));
  for (const file of tree.files) {
    const change = planFile(file, disk.files.get(file.path), options, problems);
    if (change !== undefined) changes.push(change);
  }
  for (const [path, file] of disk.files)
    if (!wanted.has(path)) {
      const change = planLeftOver(path, file, tree, options, problems);
      if (change !== undefined) changes.push(change);
    }
  if (!options.allowEmpty) problems.push(...emptiedClusters(ours(disk), [...wanted.keys()]));
  changes.sort((a, b) => (a.path < b.path ? -1 : 1));
  const written = changes.filter(({ action }) => action !== 'remove').length;
  return { value: { changes, unchanged: tree.files.length - written, temporary: disk.temporary }, problems };
};

const planFile = (
  file: OutFile,
  old: DiskFile | undefined,
  options: PlanOptions,
  problems: Problem[],
): FileChange | undefined => {
  const { path } = file;
  const content = withHeader(file);
  if (old === undefined) return { path, action: 'create', content };
  if (old.text === content) return undefined;
  const owner = ownerOf(old);
  if (owner === 'others' && !options.adopt) problems.push(notOurs(path));
  if (owner === 'edited' && !options.force) problems.push(edited(path));
  if (old.isReadOnly && !options.force) problems.push(readOnly(path));
  return { path, action: 'update', content };
};

/** A file that is not, or no longer, to be there. */
const planLeftOver = (
  path: string,
  file: DiskFile,
  tree: OutTree,
  options: PlanOptions,
  problems: Problem[],
): FileChange | undefined => {
  const owner = ownerOf(file);
  if (owner === 'others') {
    if (applied.test(path) && tree.syncedFolders.some((synced) => path.startsWith(`${synced}/`)))
      problems.push(foreign(path));
    return undefined;
  }
  if (owner === 'edited' && !options.force) problems.push(edited(path));
  if (file.isReadOnly && !options.force) problems.push(readOnly(path));
  return { path, action: 'remove' };
};

/** What a controller would apply, or take as a word on how to apply the rest. */
const applied = /\.(ya?ml|json|jsonnet|libsonnet)$|\/Kustomization$/i;

const ownerOf = ({ text }: DiskFile): 'ours' | 'edited' | 'others' => {
  if (text === undefined) return 'others';
  const sides = conflictSides(text);
  if (sides !== undefined) {
    const headers = sides.map((side) => readHeader(side));
    if (headers.every((header) => header?.isEdited === false)) return 'ours';
    return headers.some((header) => header !== undefined) ? 'edited' : 'others';
  }
  const header = readHeader(text);
  if (header === undefined) return 'others';
  return header.isEdited ? 'edited' : 'ours';
};

const ours = (disk: Disk): readonly string[] =>
  [...disk.files].filter(([, file]) => ownerOf(file) !== 'others').map(([path]) => path);

const strange = (path: string): Problem =>
  problem('file-not-ours', `${path} is a link or no regular file; Espalier does not follow it.`, {
    file: path,
    fix: 'Remove it, or put a real folder or file in its place.',
  });

const notOurs = (path: string): Problem =>
  problem('file-not-ours', `${path} is to be written, but a file that Espalier did not write stands there.`, {
    file: path,
    fix: 'Move it away, or run `generate --adopt` to replace it.',
  });

const edited = (path: string): Problem =>
  problem('file-edited', `${path} was edited by hand; the next run would lose that.`, {
    file: path,
    fix: 'Say it in environments/ or clusters/ instead, then run `generate --force` to discard the edit.',
  });

const readOnly = (path: string): Problem =>
  problem('file-read-only', `${path} is read-only, and would have to change.`, {
    file: path,
    fix: 'Make it writable (`chmod u+w`), or run `generate --force`.',
  });

const foreign = (path: string): Problem =>
  problem('foreign-file', `${path} is not ours, and the controller would apply it.`, {
    file: path,
    fix: 'Move it out of this folder: objects of your own belong into a chart under charts/.',
  });
