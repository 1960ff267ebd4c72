import semver from 'semver';
import type { Outcome, Problem } from '../../model/problems.ts';
import type { Access } from '../network/network.ts';
import { problemOfAsked } from '../network/wire-error.ts';
import { readManifest, tagOf } from '../oci/manifest.ts';
import { openRegistry, type Registry } from '../oci/registry.ts';
import { listVersions } from '../oci/tags.ts';
import { highest } from '../ranges.ts';
import type { AskedOfRepository, RepositoryReference } from '../references.ts';
import type { IndexVersion, RepositoryIndex } from '../repository-index.ts';

/** What a registry has of the charts that are wanted: the digests of those versions alone that answer a reference. */
export const ociVersions = async (
  url: string,
  wanted: readonly AskedOfRepository[],
  access: Access,
): Promise<Outcome<RepositoryIndex>> => {
  const registry = await openRegistry(url, access);
  try {
    const value = new Map<string, readonly IndexVersion[]>();
    const problems: Problem[] = [];
    for (const asked of wanted) {
      const { value: reference } = asked;
      try {
        await access.step(`asking ${registry.base.host} for ${reference.name} ${reference.version}…`);
        await addVersions(registry, reference, value);
      } catch (error) {
        problems.push(problemOfAsked(error, asked));
      }
    }
    return { value, problems };
  } finally {
    await registry.connections.close();
  }
};

const addVersions = async (
  registry: Registry,
  { name, version }: RepositoryReference,
  index: Map<string, readonly IndexVersion[]>,
): Promise<void> => {
  const known = index.get(name) ?? [];
  const add = (versions: readonly IndexVersion[]): void => {
    const digests = new Map([...known, ...versions].map((one) => [one.version, one]));
    // What has a digest stays when the same version comes again without one.
    for (const one of known) if (one.digest !== undefined) digests.set(one.version, one);
    index.set(name, [...digests.values()]);
  };
  // An exact version is a tag: nobody needs to list thousands of others for it.
  const exact = semver.valid(version) === null ? undefined : await readManifest(registry, name, tagOf(version));
  if (exact !== undefined) return add([{ version, digest: exact.digest, layer: exact.layer }]);
  const versions = await listVersions(registry, name);
  // Without tags there is no such chart.
  if (versions.length === 0) return;
  const chosen = highest(versions, version);
  const manifest = chosen === undefined ? undefined : await readManifest(registry, name, tagOf(chosen));
  add(
    versions.map((one) =>
      one === chosen && manifest !== undefined
        ? { version: one, digest: manifest.digest, layer: manifest.layer }
        : { version: one },
    ),
  );
};
