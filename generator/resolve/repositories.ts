import type { ChartReference } from '../model/charts.ts';
import type { Cluster, Repositories, RepositorySettings, Settings } from '../model/inputs.ts';
import type { Position, Problem } from '../model/problems.ts';
import type { Located } from '../model/values.ts';
import { note, problem } from '../problem.ts';
import { closestAbove, oneSpelling } from '../repository-url.ts';
import type { LayeredCluster } from './namespace-use.ts';
import type { PlannedRelease } from './release.ts';

type RepositoryReference = Extract<ChartReference, { kind: 'repository' }>;

/** Where a cluster takes a chart from, and what reading it there needs. */
export interface Supply {
  /** The chart at the cluster's mirror, where it has one. */
  readonly mirror?: Located<RepositoryReference>;
  readonly access?: RepositorySettings;
  /** The URLs whose settings counted, in one spelling. */
  readonly asked: readonly string[];
}

/**
 * What is known of repositories, by one spelling of their URLs: espalier.yaml's word, and over it field by field that of
 * clusters, in the order in which they are given. A cluster says where it differs.
 */
export const repositoriesOf = (settings: Settings, ...clusters: readonly Cluster[]): Repositories => {
  const merged = new Map<string, RepositorySettings>();
  for (const { repositories } of [settings, ...clusters])
    for (const [url, fields] of repositories)
      merged.set(oneSpelling(url), { ...merged.get(oneSpelling(url)), ...fields });
  return merged;
};

/** Where a chart comes from, given what `repositoriesOf` says. */
export const supplyOf = (reference: ChartReference, repositories: Repositories, problems: Problem[]): Supply => {
  if (reference.kind === 'folder') return { asked: [] };
  const [own, settings] = settingsFor(reference.repository, repositories);
  const url = settings?.mirror && mirrorUrl(reference.repository, own, settings.mirror.value);
  if (settings?.mirror === undefined || url === undefined || url === oneSpelling(reference.repository))
    return { asked: [own], ...(settings && { access: settings }) };
  const [there, access] = settingsFor(url, repositories);
  if (access?.mirror !== undefined) problems.push(mirrorOfMirror(access.mirror, settings.mirror.at));
  const mirrored = { ...reference, repository: url, mirrorOf: reference.repository };
  return {
    mirror: { value: mirrored, at: settings.mirror.at },
    asked: [own, there],
    ...(access && { access }),
  };
};

const settingsFor = (url: string, repositories: Repositories): [string, RepositorySettings | undefined] => {
  const key = closestAbove(oneSpelling(url), new Set(repositories.keys())) ?? '';
  return [key, repositories.get(key)];
};

/** What lies below the mirrored URL lies below the mirror alike. */
const mirrorUrl = (url: string, mirrored: string, mirror: string): string =>
  `${oneSpelling(mirror)}${oneSpelling(url).slice(mirrored.length)}`;

const mirrorOfMirror = ({ value, at }: Located<string>, from: Position): Problem =>
  problem('invalid-value', `This repository is a mirror itself, and has a mirror in turn: ${value}.`, {
    at,
    fix: 'Name the last mirror alone.',
    related: [{ message: 'it is named as a mirror here', at: from }],
  });

/** URLs of one file that are one repository in two spellings. */
export const spelledTwice = (repositories: Repositories): readonly Problem[] => {
  const known = new Map<string, [string, RepositorySettings]>();
  return [...repositories].flatMap(([url, settings]) => {
    const [other, first] = known.get(oneSpelling(url)) ?? [];
    known.set(oneSpelling(url), [url, settings]);
    if (other === undefined || first === undefined) return [];
    return [
      problem('repository-declared-twice', `${other} and ${url} are one repository.`, {
        at: settings.at,
        fix: 'Say all of it under one of them.',
        related: [{ message: 'the first', at: first.at }],
      }),
    ];
  });
};

/** What is said of repositories that no chart comes from: a misspelt URL would lose its credentials in silence. */
export const repositoryUse = (settings: Settings, clusters: readonly LayeredCluster[]): readonly Problem[] => {
  const asked = new Map(clusters.map(({ cluster, releases }) => [cluster, new Set(releases.flatMap(askedBy))]));
  // One whose charts are not all known may ask for any.
  if (clusters.some(({ isWhole }) => !isWhole)) return [];
  const ofAll = new Set([...asked.values()].flatMap((urls) => [...urls]));
  return [
    ...unused(settings.repositories, ofAll),
    ...[...asked].flatMap(([cluster, urls]) => unused(cluster.repositories, urls)),
  ];
};

const askedBy = ({ supply }: PlannedRelease): readonly string[] => supply.asked;

const unused = (repositories: Repositories, asked: ReadonlySet<string>): readonly Problem[] =>
  [...repositories]
    .filter(([url]) => !asked.has(oneSpelling(url)))
    .map(([url, { at }]) =>
      note('repository-unused', `No chart comes from ${url}.`, {
        at,
        fix: 'Take it out, or mend the URL: an https:// one must be the whole, as the charts name it.',
      }),
    );
