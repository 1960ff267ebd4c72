import { groupedBy } from '../grouped.ts';
import type { ChartReference, Lock, LockEntry } from '../model/charts.ts';
import type { Position, Problem } from '../model/problems.ts';
import { nearest } from '../nearest.ts';
import { problem } from '../problem.ts';
import { isOci, oneSpelling, withoutEndSlash } from '../repository-url.ts';
import type { GivenDigest } from './lock-sources.ts';
import { isRange, satisfies } from './ranges.ts';
import {
  type FolderEntry,
  isRepositoryEntry,
  type RepositoryEntry,
  type RepositoryReference,
  sameRepository,
} from './references.ts';

export const notLocked = (reference: ChartReference, at: Position, lock: Lock): Problem => {
  const name =
    reference.kind === 'folder'
      ? `The chart folder ${reference.path}`
      : `Chart ${reference.name} ${reference.version} of ${reference.repository}`;
  return problem('chart-not-locked', `${name} is not in ${lock.file}.${likelyMeant(reference, lock)}`, {
    at,
    fix: `Run \`espalier lock\` and commit ${lock.file}.`,
  });
};

const likelyMeant = (reference: ChartReference, lock: Lock): string => {
  if (reference.kind === 'folder') return '';
  const here = lock.entries
    .filter(isRepositoryEntry)
    .filter(({ repository }) => sameRepository(repository, reference.repository));
  const versions = here.filter(({ name }) => name === reference.name).map(({ version }) => version);
  if (versions.length > 0) return ` It has ${[...versions].sort().join(', ')}.`;
  const likely = nearest(
    reference.name,
    here.map(({ name }) => name),
  );
  return likely === undefined ? '' : ` Did you mean ${likely}?`;
};

export const changedWithoutVersion = (entry: FolderEntry, versionAt: Position): Problem =>
  problem(
    'chart-changed-without-version',
    `${entry.path} changed, but its version is still the locked ${entry.version}.`,
    { at: versionAt, fix: 'Raise the version here and run `espalier lock`: Flux takes only a new version.' },
  );

/** All entries of one reference but the first, which say something else: a merge of two branches leaves such a lock. */
export const lockedTwice = ([first, ...others]: readonly LockEntry[]): readonly Problem[] =>
  others.flatMap((other) =>
    first === undefined || (first.digest === other.digest && lockedAs(first) === lockedAs(other))
      ? []
      : problem(
          'chart-lock-stale',
          `${other.name} ${other.version} is locked twice: as ${lockedAs(first)} and as ${lockedAs(other)}.`,
          {
            at: other.at,
            fix: 'Remove the wrong entry, then run `espalier lock`.',
            related: [{ message: 'the first entry', at: first.at }],
          },
        ),
  );

/**
 * Entries of the lock that cannot both be right: two that answer one reference, and two digests for one version. Nobody
 * but the author can tell which one was checked.
 */
export const lockContradictions = ({ entries }: Lock): readonly Problem[] => [
  ...[...groupedBy(entries, askedFor).values()].flatMap(lockedTwice),
  ...[...groupedBy(entries.filter(isRepositoryEntry), resolvedAs).values()].flatMap(digestsOfOneVersion),
];

const askedFor = (entry: LockEntry): string =>
  entry.kind === 'folder' ? entry.path : [oneSpelling(entry.repository), entry.name, entry.version].join(' ');

const resolvedAs = ({ repository, name, resolved }: RepositoryEntry): string =>
  [oneSpelling(repository), name, resolved].join(' ');

const digestsOfOneVersion = ([first, ...others]: readonly [
  RepositoryEntry,
  ...RepositoryEntry[],
]): readonly Problem[] =>
  others.flatMap((other) =>
    // Of two entries for one reference, the other rule tells.
    first.digest === other.digest || first.version === other.version
      ? []
      : problem(
          'chart-republished',
          `${other.name} ${other.resolved} is locked with two digests: ${first.digest} for ${first.version}, and ${other.digest} for ${other.version}.`,
          {
            at: other.at,
            fix: 'Find out which one is right, remove the other entry, then run `espalier lock`.',
            related: [{ message: `the one for ${first.version}`, at: first.at }],
          },
        ),
  );

const lockedAs = (entry: LockEntry): string =>
  `${entry.kind === 'folder' ? entry.version : entry.resolved} (${entry.digest.slice(0, 'sha256:'.length + 12)}…)`;

/** What a chart folder says otherwise than its entry in the lock. `at` is where the inputs ask for it. */
export const folderDrift = (
  entry: FolderEntry,
  folder: { readonly name: string; readonly version: string; readonly versionAt: Position; readonly digest: string },
  at: Position,
): readonly Problem[] => {
  const { name, version, versionAt, digest } = folder;
  if (entry.name === name && entry.version === version)
    return entry.digest === digest ? [] : [changedWithoutVersion(entry, versionAt)];
  const message = `${entry.path} is ${name} ${version}, but the lock has ${entry.name} ${entry.version}.`;
  const fix = 'Run `espalier lock` and commit the lock.';
  return [
    problem('chart-lock-stale', message, { at, fix, related: [{ message: 'the chart says so', at: versionAt }] }),
  ];
};

/** A version that its own range does not take, which only an edit by hand can bring about. */
export const rangeDrift = (entry: RepositoryEntry): readonly Problem[] =>
  !isRange(entry.version) || satisfies(entry.resolved, entry.version)
    ? []
    : [
        problem('chart-lock-stale', `${entry.name} ${entry.version} is locked as ${entry.resolved}.`, {
          at: entry.at,
          fix: 'Take the entry out and run `espalier lock`.',
        }),
      ];

/** An entry that is said to be the mirror of another repository than the inputs say, or of one at all. */
export const mirrorDrift = (entry: RepositoryEntry, reference: ChartReference): readonly Problem[] => {
  const asked = reference.kind === 'folder' ? undefined : reference.mirrorOf;
  const isSame = asked === entry.mirrorOf || sameRepository(asked ?? '', entry.mirrorOf ?? '');
  if (isSame) return [];
  const lockedOf = entry.mirrorOf === undefined ? 'as no mirror' : `as the mirror of ${entry.mirrorOf}`;
  const now = asked === undefined ? 'the inputs name it as none' : `the inputs name it as the mirror of ${asked}`;
  return [
    problem(
      'chart-lock-stale',
      `${entry.name} ${entry.version} of ${entry.repository} is locked ${lockedOf}, but ${now}.`,
      {
        at: entry.at,
        fix: 'Run `espalier lock` and commit the lock.',
      },
    ),
  ];
};

export const leftOver = (entry: LockEntry): Problem =>
  problem(
    'chart-lock-unused',
    `Nothing asks for ${entry.kind === 'folder' ? entry.path : `${entry.name} ${entry.version} of ${entry.repository}`}.`,
    { at: entry.at, fix: 'Run `espalier lock`, which takes it out.' },
  );

export const unreachable = ({ repository, name, version }: RepositoryReference, at: Position): Problem => {
  const exact = isRange(version) && !/^v?\d+\.\d+\.\d+/.test(version) ? 'VERSION' : version;
  const given = `\`espalier lock --digest ${name}@${exact}=sha256:…\``;
  const index = `${withoutEndSlash(repository)}/index.yaml`;
  return problem('chart-unreachable', `Nothing at hand says what ${name} ${version} of ${repository} is.`, {
    at,
    fix: isOci(repository)
      ? `Run ${given} with the manifest's digest.`
      : `Download ${index} and run \`espalier lock --index ${repository}=index.yaml\`, or run ${given}.`,
  });
};

export const republished = (
  { name }: RepositoryReference,
  version: string,
  locked: string,
  found: string,
  at: Position,
): Problem =>
  problem('chart-republished', `${name} ${version} is locked as ${locked}, but now has ${found}.`, {
    at,
    fix: 'Find out why it was published again; then `espalier lock --accept-republished` takes the new digest.',
  });

export const contradiction = ({ name }: RepositoryReference, version: string, who: string, at: Position): Problem =>
  problem('chart-republished', `For ${name} ${version}, ${who} say different digests.`, {
    at,
    fix: 'Give only the one that you trust.',
  });

/** `--digest` that says two things of one chart. */
export const digestsGivenTwice = (given: readonly GivenDigest[]): readonly Problem[] =>
  [...groupedBy(given, ({ name, version }) => `${name}@${version}`).values()].flatMap(([first, ...others]) =>
    others.every(({ digest }) => digest === first.digest)
      ? []
      : problem('digest-invalid', `--digest gives ${first.name}@${first.version} more than one digest.`, {
          fix: 'Give only the one that you trust.',
        }),
  );

export const unused = ({ name, version }: GivenDigest, repositories: readonly string[]): Problem =>
  problem(
    'digest-invalid',
    repositories.length === 0
      ? `--digest names ${name}@${version}, which no input asks for.`
      : `--digest names ${name}@${version}, which is in ${repositories.join(' and ')}.`,
    { fix: repositories.length === 0 ? 'Leave it out, or mend it.' : `Write REPOSITORY/${name}@${version}.` },
  );
