import { basename } from 'node:path';
import { accessOf } from './access.ts';
import { notAtHand } from './charts/contents.ts';
import { type Access, fetchedAtOnce } from './charts/network/network.ts';
import { problemOf } from './charts/network/wire-error.ts';
import { fetchArchive } from './charts/sources/fetch-archive.ts';
import { planVendor, type VendorPlan, type WantedArchive } from './charts/vendor/plan-vendor.ts';
import { vendorFolder } from './charts/vendor/vendor-path.ts';
import { Failure } from './failure.ts';
import type { Told, World } from './generate.ts';
import type { FileChange } from './model/outputs.ts';
import type { Outcome, Problem } from './model/problems.ts';
import { inParallel } from './parallel.ts';
import { prepare } from './prepare.ts';
import { readDisk, temporaryPrefix } from './write/disk.ts';
import { removeFileAndFolders, writeFileAtomically } from './write/files.ts';
import { strange } from './write/refusals.ts';
import { withRunLock } from './write/run-lock.ts';

export interface VendorOptions {
  /** Change nothing: say what is missing, other or left over. */
  readonly check: boolean;
}

/** `espalier vendor`: brings the archives in vendor/ up to charts.lock.yaml. Each is good by itself, whatever is wrong with another. */
export const vendor = (world: World, options: VendorOptions): Promise<Told> => {
  const work = (): Promise<Told> =>
    prepare(world, 'vendor', async ({ inputs }) => {
      const disk = await readDisk(world.root, vendorFolder, () => false);
      // Where the folder itself is a link, nothing in it is ours to look at.
      if (disk.strange.includes(vendorFolder)) return { value: { changes: [] }, problems: [strange(vendorFolder)] };
      const there = [...disk.files.keys(), ...disk.strange];
      const { value: plan, problems } = await planVendor(world.root, inputs.lock, there, options);
      if (options.check) return { value: { changes: [] }, problems };
      const leftOvers = disk.leftOvers.filter((path) => basename(path).startsWith(temporaryPrefix));
      const put = await carryOut(world, plan, leftOvers, accessOf(world, inputs, false));
      return { value: { changes: put.value, standAlone: true }, problems: [...problems, ...put.problems] };
    });
  return options.check ? work() : withRunLock(world.root, work);
};

const carryOut = async (
  world: World,
  { wanted, unused }: VendorPlan,
  leftOvers: readonly string[],
  access: Access | undefined,
): Promise<Outcome<readonly FileChange[]>> => {
  const changes: FileChange[] = [];
  try {
    for (const path of [...leftOvers, ...unused]) await removeFileAndFolders(world.root, path);
    changes.push(...unused.map((path): FileChange => ({ path, action: 'remove' })));
    const problems = await inParallel(wanted, fetchedAtOnce, async (one) => {
      const found = await putArchive(world, one, access);
      if (found !== undefined) return [found];
      changes.push({ path: one.path, action: one.action });
      return [];
    });
    changes.sort((a, b) => (a.path < b.path ? -1 : 1));
    return { value: changes, problems: problems.flat() };
  } catch (error) {
    if (!world.signal.aborted || changes.length === 0) throw error;
    throw new Failure(
      `interrupted; ${changes.length} of ${wanted.length + unused.length} files were done, each of them whole`,
    );
  }
};

/** Undefined where it has been written. */
const putArchive = async (
  world: World,
  { entry, path }: WantedArchive,
  access: Access | undefined,
): Promise<Problem | undefined> => {
  if (access === undefined) return { ...notAtHand(entry), fix: 'Run this where there is a network.' };
  await world.step(`putting ${entry.name} ${entry.resolved} into ${vendorFolder}/…`);
  let bytes: Buffer;
  try {
    bytes = await fetchArchive(entry, access);
  } catch (error) {
    return problemOf(error, entry.at);
  }
  await writeFileAtomically(world.root, path, bytes);
  return undefined;
};
