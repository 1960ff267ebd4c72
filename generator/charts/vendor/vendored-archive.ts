import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, describeError, Failure } from '../../failure.ts';
import type { Problem } from '../../model/problems.ts';
import { problem } from '../../problem.ts';
import { limits } from '../chart.ts';
import { digestOfBytes } from '../digest.ts';
import { leadsOut, linkedOut } from '../linked-out.ts';
import { archiveDigest, type RepositoryEntry } from '../references.ts';
import { vendorPath } from './vendor-path.ts';

/** What stands in vendor/ where the archive of a locked chart belongs. */
export type Vendored =
  | { readonly kind: 'absent' }
  | { readonly kind: 'locked'; readonly bytes: Buffer }
  /** Another file, which `espalier vendor` would replace. */
  | { readonly kind: 'other'; readonly problem: Problem }
  /** What a person has to see to. */
  | { readonly kind: 'refused'; readonly problem: Problem };

/** The archive of a locked chart as the repository holds it: to the byte what is locked, or why not. */
export const readVendored = async (root: string, entry: RepositoryEntry): Promise<Vendored> => {
  const file = vendorPath(entry);
  const locked = archiveDigest(entry);
  if (locked === undefined) return { kind: 'absent' };
  if (await leadsOut(root, file)) return { kind: 'refused', problem: linkedOut(file) };
  const found = await lookAt(root, file);
  if (found === 'absent') return { kind: 'absent' };
  if (found === 'folder') return { kind: 'refused', problem: noFile(file) };
  if (found === 'too large') return other(entry, file, 'is larger than any archive that is taken');
  const digest = digestOfBytes(found);
  if (digest === locked) return { kind: 'locked', bytes: found };
  const pointer = pointerIn(found);
  if (pointer === undefined) return other(entry, file, `has ${digest}`);
  if (pointer.oid !== undefined && pointer.oid !== locked)
    return other(entry, file, `is a pointer of Git LFS to ${pointer.oid}`);
  return { kind: 'refused', problem: notPulled(entry, file) };
};

const lookAt = async (root: string, file: string): Promise<Buffer | 'absent' | 'folder' | 'too large'> => {
  try {
    const found = await stat(join(root, file));
    if (!found.isFile()) return 'folder';
    return found.size > limits.chartBytes ? 'too large' : await readFile(join(root, file));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(String(codeOf(error)))) return 'absent';
    throw new Failure(`cannot read ${file}: ${describeError(error)}`);
  }
};

/**
 * What Git LFS leaves in place of a file that it has not downloaded; `oid` is the digest of that file.
 * https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
 */
const pointerIn = (bytes: Buffer): { readonly oid: string | undefined } | undefined => {
  const text = bytes.subarray(0, 1024).toString('latin1');
  if (!text.startsWith('version https://git-lfs.github.com/spec/')) return undefined;
  return { oid: /^oid (sha256:[0-9a-f]{64})$/m.exec(text)?.[1] };
};

const notPulled = ({ name, resolved, at }: RepositoryEntry, file: string): Problem =>
  problem('git-lfs-pointer', `${file} is a pointer of Git LFS, not yet the archive of ${name} ${resolved}.`, {
    at,
    fix: 'Run `git lfs pull`; in CI, have the checkout do so (`lfs: true`).',
  });

const other = (entry: RepositoryEntry, file: string, what: string): Vendored => ({
  kind: 'other',
  problem: problem(
    'digest-mismatch',
    `${file} ${what}, but ${entry.name} ${entry.resolved} is locked as ${archiveDigest(entry)}.`,
    { at: entry.at, fix: 'Find out who changed it. `espalier vendor` replaces it by the locked archive.' },
  ),
});

const noFile = (file: string): Problem =>
  problem('file-not-ours', `${file} is to be an archive, but is no ordinary file.`, { file, fix: 'Move it away.' });
