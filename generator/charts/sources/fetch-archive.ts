import { isOci } from '../../repository-url.ts';
import { archiveUrl } from '../archive-url.ts';
import { limits as chartLimits } from '../chart.ts';
import { digestOfBytes } from '../digest.ts';
import { wrongUrl } from '../index-problems.ts';
import { type Access, limitsOf } from '../network/network.ts';
import { WireError } from '../network/wire-error.ts';
import { readManifest } from '../oci/manifest.ts';
import { askRegistry, openRegistry, type Registry } from '../oci/registry.ts';
import { archiveDigest, type RepositoryEntry } from '../references.ts';
import { cachedArchive, keepArchive } from './cache.ts';
import { fetchHttpArchive, fetchIndex, openHttpRepository } from './http-source.ts';

/** The archive of a locked chart, to the byte: from the cache, else from where it is locked. Throws a `WireError`. */
export const fetchArchive = (entry: RepositoryEntry, access: Access): Promise<Buffer> =>
  isOci(entry.repository) ? fromRegistry(entry, access) : fromRepository(entry, access);

/** The same where it need not be fetched; undefined where it must. */
export const archiveAtHand = async (entry: RepositoryEntry, access: Access): Promise<Buffer | undefined> => {
  const digest = archiveDigest(entry);
  return digest === undefined ? undefined : cachedArchive(digest, access);
};

const fromRepository = async (entry: RepositoryEntry, access: Access): Promise<Buffer> => {
  const cached = await cachedArchive(entry.digest, access);
  if (cached !== undefined) return cached;
  refuseOffline(entry, access);
  const repository = await openHttpRepository(entry.repository, access);
  try {
    const text = entry.url ?? (await urlInIndex(entry, repository));
    const url = archiveUrl(text, repository.base.href);
    if (url === undefined && text !== undefined)
      throw new WireError(
        'chart-unreachable',
        `The entry of ${entry.name} ${entry.resolved} in the index of ${entry.repository} has ${wrongUrl(text, repository.base.href)}.`,
        { fix: 'Give the archive with `--chart`, or have those who run the repository mend it.' },
      );
    if (url === undefined)
      throw new WireError(
        'chart-version-unknown',
        `${entry.repository} has no ${entry.name} ${entry.resolved} any more.`,
        {
          fix: 'Give the archive with `--chart`, or lock another version.',
        },
      );
    return await keep(entry.digest, await fetchHttpArchive(repository, url), entry, access);
  } finally {
    await repository.connections.close();
  }
};

/** Where only the digest was given, the index still knows the archive's place. */
const urlInIndex = async (
  { name, resolved }: RepositoryEntry,
  repository: Awaited<ReturnType<typeof openHttpRepository>>,
): Promise<string | undefined> => {
  const { value } = await fetchIndex(repository, new Set([name]));
  return value?.get(name)?.find(({ version }) => version === resolved)?.url;
};

const fromRegistry = async (entry: RepositoryEntry, access: Access): Promise<Buffer> => {
  const cached = entry.layer === undefined ? undefined : await cachedArchive(entry.layer, access);
  if (cached !== undefined) return cached;
  refuseOffline(entry, access);
  const registry = await openRegistry(entry.repository, access);
  try {
    return await pull(entry, registry, access);
  } finally {
    await registry.connections.close();
  }
};

const pull = async (entry: RepositoryEntry, registry: Registry, access: Access): Promise<Buffer> => {
  const { name, resolved, digest } = entry;
  const asked = `${name} ${resolved} of ${entry.repository}`;
  const manifest = await readManifest(registry, name, digest);
  if (manifest === undefined)
    throw new WireError('chart-version-unknown', `${asked} is no longer there as ${digest}.`, {
      fix: 'Find out why; `espalier lock --update` looks at what is there now.',
    });
  const { layer, size } = manifest;
  if (entry.layer !== undefined && entry.layer !== layer)
    throw new WireError(
      'digest-mismatch',
      `${asked} is locked with the archive ${entry.layer}, but its manifest has ${layer}.`,
      {
        fix: 'One of both was edited by hand in charts.lock.yaml: take the entry out and run `espalier lock`.',
      },
    );
  const most = Math.min(size, limitsOf(access).archiveBytes, chartLimits.chartBytes);
  await access.step(`downloading ${asked}…`);
  const { status, body } = await askRegistry(registry, name, `blobs/${layer}`, { most });
  if (status !== 200)
    throw new WireError(
      'repository-unreachable',
      `${registry.base.host} answers ${status} for the archive of ${asked}.`,
      {
        fix: 'Ask those who run the registry.',
      },
    );
  return keep(layer, body, entry, access);
};

const keep = async (digest: string, bytes: Buffer, entry: RepositoryEntry, access: Access): Promise<Buffer> => {
  const found = digestOfBytes(bytes);
  if (found !== digest)
    throw new WireError(
      'digest-mismatch',
      `${entry.name} ${entry.resolved} of ${entry.repository} is locked as ${digest}, but what came is ${found}.`,
      { fix: 'Find out why it was published again; see `espalier lock --accept-republished`.' },
    );
  await keepArchive(digest, bytes, access);
  return bytes;
};

const refuseOffline = ({ name, resolved }: RepositoryEntry, { isOffline }: Access): void => {
  if (isOffline)
    throw new WireError('repository-unreachable', `The archive of ${name} ${resolved} is not in the cache.`, {
      fix: 'Leave --offline out, or give the archive with `--chart`.',
    });
};
