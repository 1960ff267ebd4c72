import type { Position, Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';
import { isOci, withoutEndSlash } from '../repository-url.ts';
import { archiveUrl } from './archive-url.ts';
import { shown } from './network/wire-error.ts';
import { highest, isRange } from './ranges.ts';
import type { RepositoryReference } from './references.ts';
import type { IndexVersion } from './repository-index.ts';

/** What is wrong with an index's entry of a version, which does not say what its archive is. */
export const entryUnusable = (
  { repository, name }: RepositoryReference,
  { version, digest, url }: IndexVersion,
  at: Position,
): Problem => {
  const entry = `The entry of ${name} ${version} in the index of ${repository}`;
  const given = `run \`espalier lock --digest ${name}@${version}=sha256:…\` with the digest of the archive`;
  const fix = `Have those who run the repository mend it, or ${given}.`;
  if (digest !== undefined) {
    const written = JSON.stringify(digest.slice(0, 100));
    return problem('digest-invalid', `${entry} has the digest ${written}, which is none.`, { at, fix });
  }
  if (archiveUrl(url, repository) === undefined)
    return problem('chart-unreachable', `${entry} has no digest, and ${wrongUrl(url, repository)}.`, { at, fix });
  return problem('chart-unreachable', `${entry} has no digest.`, {
    at,
    fix: `Leave --index and --offline out, so that the archive is fetched, or ${given}.`,
  });
};

/** What an index has in place of the URL of an archive, as the end of a sentence. */
export const wrongUrl = (url: string | undefined, repository: string): string => {
  if (url === undefined) return 'no URL of an archive';
  const base = `${withoutEndSlash(repository)}/`;
  if (!URL.canParse(url, base)) return 'in place of the URL of an archive something that is no URL';
  return `as the URL of its archive ${shown(new URL(url, base)).slice(0, 200)}, which is neither https:// nor http://`;
};

/** `known` is absent where the repository has no such chart at all. */
export const versionUnknown = (
  { repository, name, version }: RepositoryReference,
  known: readonly string[] | undefined,
  at: Position,
): Problem => {
  const tell = (message: string, fix: string): Problem => problem('chart-version-unknown', message, { at, fix });
  if (!isRange(version))
    return tell(
      `${name} ${version}: that is neither a version nor a range.`,
      'Write a version such as 5.8.0, or a range such as ^5.8.0.',
    );
  const where = isOci(repository) ? repository : `The index of ${repository}`;
  if (known === undefined) return tell(`${where} has no chart ${name}.`, 'Mend the name.');
  const newest = highest(known, '*') ?? highest(known, '*-0');
  if (newest !== undefined) return tell(`${where} has no ${name} ${version}.`, `Its newest version is ${newest}.`);
  const written = known.slice(0, 3).map((one) => JSON.stringify(one.slice(0, 50)));
  const examples = written.length === 0 ? '' : ` (it has ${written.join(', ')})`;
  return tell(
    `${where} has ${name}, but no version of it that can be read${examples}.`,
    'Ask those who run the repository: Helm takes semantic versions alone, such as 5.8.0.',
  );
};
