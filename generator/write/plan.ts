import { dirname } from 'node:path';
import { foldersAbove } from '../folders-above.ts';
import type { FileChange, OutFile, OutTree } from '../model/outputs.ts';
import type { Outcome, Problem } from '../model/problems.ts';
import { emptiedClusters } from './cluster-emptied.ts';
import { judgeConflict } from './conflict.ts';
import { type Disk, type DiskFile, digestOfDisk, readDisk } from './disk.ts';
import { canCarryHeader, isIntact, readHeader, withHeader } from './header.ts';
import { assertTree, findObstacles } from './obstacles.ts';
import { edited, editedInConflict, foreign, notOurs, readOnly } from './refusals.ts';

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
  /** What a killed run left behind, to be removed without a word; what lies inside comes before its folder. */
  readonly leftOvers: readonly string[];
  /** What lay under `out/`, as `outDigest` gives it. */
  readonly found: string;
}

/** Whether there is nothing to be done. */
export const isEmpty = ({ changes, leftOvers }: Plan): boolean => changes.length === 0 && leftOvers.length === 0;

/** What lies under `out/`, as one digest: plans of the same tree are equal where it is. */
export const outDigest = async (root: string): Promise<string> =>
  digestOfDisk(await readDisk(root, 'out', canCarryHeader));

/** Compares the tree with what lies under `out/`. Reads only; a conflict with what people did there is a problem. */
export const planChanges = async (root: string, tree: OutTree, options: PlanOptions): Promise<Outcome<Plan>> => {
  assertTree(tree);
  const wanted = new Map(tree.files.map((file) => [file.path, file]));
  const disk = await readDisk(root, 'out', (path) => wanted.has(path) || canCarryHeader(path));
  const written = tree.files.map((file) => planFile(file, disk.files.get(file.path), options));
  const removed = [...disk.files]
    .filter(([path]) => !wanted.has(path))
    .map(([path, file]) => planLeftOver(path, file, options));
  const steps = [...written, ...removed];
  const changes = steps.flatMap(({ change }) => change ?? []).sort((a, b) => (a.path < b.path ? -1 : 1));
  const problems = [
    ...findObstacles(disk, wanted),
    ...steps.flatMap((step) => step.problems),
    ...foreignFiles(tree, removed).map(foreign),
    ...(options.allowEmpty ? [] : emptiedClusters(pathsOfOurs(disk, steps), wanted.keys())),
  ];
  const unchanged = written.filter(({ change }) => change === undefined).length;
  return { value: { changes, unchanged, leftOvers: disk.leftOvers, found: digestOfDisk(disk) }, problems };
};

/** What is done about one path. */
interface Step {
  readonly path: string;
  readonly owner: Owner;
  readonly change?: FileChange;
  readonly problems: readonly Problem[];
}

type Owner = 'ours' | 'edited' | 'edited-in-conflict' | 'others';

const planFile = (file: OutFile, old: DiskFile | undefined, options: PlanOptions): Step => {
  const { path } = file;
  const content = withHeader(file);
  if (old === undefined) return { path, owner: 'ours', change: { path, action: 'create', content }, problems: [] };
  const bytes = Buffer.from(content);
  if (old.bytes?.equals(bytes) === true) return { path, owner: 'ours', problems: [] };
  const before = old.bytes?.toString();
  const owner = old.bytes !== undefined && isCutShort(old.bytes, bytes) ? 'ours' : ownerOf(before, content);
  const adopted = owner !== 'others' || options.adopt ? [] : [notOurs(path)];
  const change = { path, action: 'update' as const, content, ...(before === undefined ? {} : { before }) };
  return { path, owner, change, problems: [...adopted, ...losses(path, owner, old, options)] };
};

/**
 * Whether a file holds nothing but the beginning of what is to be there: a machine that died before the disk had all of it
 * leaves that, or nothing, or zeros. Whoever's it is, nothing in it is lost.
 */
const isCutShort = (before: Buffer, wanted: Buffer): boolean => {
  let end = before.length;
  while (before[end - 1] === 0) end -= 1;
  return end <= wanted.length && before.subarray(0, end).equals(wanted.subarray(0, end));
};

/** A file that is not, or no longer, to be there. */
const planLeftOver = (path: string, old: DiskFile, options: PlanOptions): Step => {
  const owner = ownerOf(old.bytes?.toString(), undefined);
  if (owner === 'others') return { path, owner, problems: [] };
  return { path, owner, change: { path, action: 'remove' }, problems: losses(path, owner, old, options) };
};

const losses = (path: string, owner: Owner, old: DiskFile, { force }: PlanOptions): readonly Problem[] => {
  if (force) return [];
  const lost = owner === 'edited' ? [edited(path)] : owner === 'edited-in-conflict' ? [editedInConflict(path)] : [];
  // Replacing it would work wherever its folder is writable. But somebody made it so, and would not expect it to change.
  return old.isReadOnly ? [...lost, readOnly(path)] : lost;
};

const ownerOf = (text: string | undefined, wanted: string | undefined): Owner => {
  if (text === undefined) return 'others';
  const judged = judgeConflict(text, wanted);
  if (judged !== undefined) return judged === 'ours' ? 'ours' : 'edited-in-conflict';
  const header = readHeader(text);
  if (header === undefined) return 'others';
  return isIntact(header) ? 'ours' : 'edited';
};

const pathsOfOurs = (disk: Disk, steps: readonly Step[]): readonly string[] =>
  steps.filter(({ path, owner }) => owner !== 'others' && disk.files.has(path)).map(({ path }) => path);

/** What a controller would apply, or take as a word on how to apply the rest. */
const applied = /\.(ya?ml|json|jsonnet|libsonnet)$|\/Kustomization$/i;

/** Others' files where a controller looks: in its folders, and in those that it looked into until now. */
const foreignFiles = (tree: OutTree, removed: readonly Step[]): readonly string[] => {
  const until = removed.filter(({ change }) => change !== undefined).map(({ path }) => dirname(path));
  // Of a cluster's own folder nothing is applied but bootstrap.yaml, by hand.
  const folders = new Set([...tree.syncedFolders, ...until.filter((folder) => folder.split('/').length > 2)]);
  return removed
    .filter(({ path, owner }) => owner === 'others' && applied.test(path))
    .filter(({ path }) => foldersAbove(path).some((folder) => folders.has(folder)))
    .map(({ path }) => path);
};
