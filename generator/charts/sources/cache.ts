import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { putCacheFile } from '../../cache-file.ts';
import { codeOf, describeError, Failure } from '../../failure.ts';
import { cacheFolder } from '../credentials/places.ts';
import { digestOfBytes } from '../digest.ts';
import { type Access, limitsOf } from '../network/network.ts';

/** Archives lie under their digest, whatever repository they came from. Undefined where no folder is known. */
const pathOf = (digest: string, { network }: Access): string | undefined => {
  const folder = cacheFolder(network.environment);
  return folder && join(folder, 'charts', `${digest.replace(':', '-')}.tgz`);
};

/** The archive with a digest, if the cache has it. What has changed there since is no longer it, and is thrown away. */
export const cachedArchive = async (digest: string, access: Access): Promise<Buffer | undefined> => {
  const path = pathOf(digest, access);
  if (path === undefined) return undefined;
  try {
    const found = await stat(path);
    const bytes = found.isFile() && found.size <= limitsOf(access).archiveBytes ? await readFile(path) : undefined;
    if (bytes !== undefined && digestOfBytes(bytes) === digest) return bytes;
    await rm(path, { recursive: true, force: true });
    return undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new Failure(`Cannot read the cache (${path}): ${describeError(error)}`);
  }
};

/** Puts an archive into the cache: whole or not at all, whoever else does the same meanwhile. */
export const keepArchive = async (digest: string, bytes: Uint8Array, access: Access): Promise<void> => {
  const path = pathOf(digest, access);
  if (path === undefined) return;
  try {
    await putCacheFile(path, bytes);
  } catch (error) {
    throw new Failure(
      `Cannot write the cache (${path}): ${describeError(error)}. XDG_CACHE_HOME names another folder.`,
    );
  }
};

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(String(codeOf(error)));
