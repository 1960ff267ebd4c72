import type { Lock } from '../../model/charts.ts';
import type { Outcome, Problem } from '../../model/problems.ts';
import { note, problem } from '../../problem.ts';
import { lockContradictions } from '../lock-problems.ts';
import { archiveDigest, lockedCharts, type RepositoryEntry } from '../references.ts';
import { isVendorPath, vendorPath } from './vendor-path.ts';
import { readVendored } from './vendored-archive.ts';

/** An archive that is to be put into vendor/. */
export interface WantedArchive {
  readonly entry: RepositoryEntry;
  readonly path: string;
  readonly action: 'create' | 'update';
}

export interface VendorPlan {
  readonly wanted: readonly WantedArchive[];
  /** Archives that no locked chart is. Sorted paths. */
  readonly unused: readonly string[];
}

/**
 * `espalier vendor`: what vendor/ lacks of the locked archives, and has besides. `files` are the paths of all that lies
 * there. With `check`, whatever is not as it is to be is a problem, and nothing is planned.
 */
export const planVendor = async (
  root: string,
  lock: Lock,
  files: readonly string[],
  { check }: { readonly check: boolean },
): Promise<Outcome<VendorPlan>> => {
  const locked = lockedCharts(lock);
  const problems: Problem[] = [...lockContradictions(lock)];
  const wanted: WantedArchive[] = [];
  for (const entry of locked) {
    const path = vendorPath(entry);
    const found = await readVendored(root, entry);
    if (archiveDigest(entry) === undefined) problems.push(onlyManifest(entry));
    else if (found.kind === 'absent')
      if (check) problems.push(missing(entry, path));
      else wanted.push({ entry, path, action: 'create' });
    else if (found.kind === 'refused') problems.push(found.problem);
    else if (found.kind === 'other')
      if (check) problems.push(found.problem);
      else wanted.push({ entry, path, action: 'update' });
  }
  const used = new Set(locked.map(vendorPath));
  const besides = files.filter((path) => !used.has(path)).sort();
  const unused = besides.filter(isVendorPath);
  if (check) problems.push(...unused.map(leftOver));
  problems.push(...foreign(besides.filter((path) => !isVendorPath(path) && !isOfGit(path))));
  return { value: check ? { wanted: [], unused: [] } : { wanted, unused }, problems };
};

const missing = ({ name, resolved, at }: RepositoryEntry, path: string): Problem =>
  problem('vendor-missing', `The archive of ${name} ${resolved} is not in the repository (${path}).`, {
    at,
    fix: 'Run `espalier vendor` and commit vendor/.',
  });

const onlyManifest = ({ name, resolved, at }: RepositoryEntry): Problem =>
  problem(
    'vendor-missing',
    `The archive of ${name} ${resolved} cannot be kept in vendor/: the lock has only the digest of its manifest.`,
    { at, fix: 'Take the entry out, and run `espalier lock` where there is a network: it locks the archive, too.' },
  );

const leftOver = (path: string): Problem =>
  problem('vendor-unused', `No locked chart has the archive ${path}.`, {
    file: path,
    fix: 'Run `espalier vendor`, which removes it.',
  });

/** `.gitattributes` and the like belong there. */
const isOfGit = (path: string): boolean => /\/\.git[a-z]+$/.test(path);

/** Names that are told; the rest is counted. */
const mostNames = 5;

/** Others keep files of theirs in a folder of that name. */
const foreign = (paths: readonly string[]): readonly Problem[] => {
  if (paths.length === 0) return [];
  const told = paths.slice(0, mostNames).join(', ');
  const more = paths.length > mostNames ? ` and ${paths.length - mostNames} more` : '';
  return [
    note('vendor-foreign', `No archives of charts, and left alone: ${told}${more}.`, {
      file: 'vendor',
      fix: 'Nothing has to be done; what nobody needs can be removed.',
    }),
  ];
};
