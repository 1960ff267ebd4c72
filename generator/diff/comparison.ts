import type { ClusterPair, ComparedCluster, Comparison, Danger, Entry } from '../model/comparison.ts';
import type { DangerSettings } from '../model/danger-settings.ts';
import type { Outcome } from '../model/problems.ts';
import { pathText } from '../steps.ts';
import { costOf } from './amounts.ts';
import { type Background, causesAt, causesOfDanger } from './causes.ts';
import { leads } from './doing.ts';
import { entriesOf } from './entries.ts';
import { findDangers } from './find-dangers.ts';

type Given = Pick<Comparison, 'base' | 'head' | 'notCompared' | 'baseProblems'> & {
  readonly environments: ReadonlyMap<string, string>;
  readonly settings: DangerSettings;
  readonly today: string;
};

/** Puts together what is told of pairs of clusters: entries and dangers, each with what caused it and with the other. */
export const comparisonOf = (
  clusters: readonly ClusterPair[],
  background: Background,
  { environments, settings, today, ...given }: Given,
): Outcome<Comparison> => {
  const found = findDangers(clusters, settings, today);
  const told = entriesOf(clusters, (layer, subject, was, path) => causesAt(layer, subject, was, path, background));
  const indexes = new Map<string, number[]>();
  for (const [index, danger] of found.dangers.entries())
    for (const key of keysOfDanger(danger)) indexes.set(key, [...(indexes.get(key) ?? []), index]);
  const entries = told.map((entry) => ({ ...entry, dangers: dangersOf(entry, indexes, found.dangers) }));
  const ordered = entries
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => rankOf(a.entry) - rankOf(b.entry) || a.index - b.index)
    .map(({ entry }) => entry);
  const byDanger = new Map<number, Entry[]>();
  for (const entry of ordered)
    for (const index of entry.dangers) byDanger.set(index, [...(byDanger.get(index) ?? []), entry]);
  const value: Comparison = {
    ...given,
    clusters: [
      ...clusters.map((cluster) => comparedCluster(cluster, environments)),
      ...given.notCompared
        .filter(({ service }) => service === '')
        .map(({ cluster }) => unknownCluster(cluster, environments)),
    ].sort((a, b) => (a.name < b.name ? -1 : 1)),
    entries: ordered,
    dangers: found.dangers.map((danger, index) => ({
      ...danger,
      causes: causesOfDanger(danger, byDanger.get(index) ?? [], background),
    })),
    cost: costOf(clusters, settings.prices),
    notRendered: clusters.flatMap(({ cluster, releases }) =>
      releases.filter(({ differs, isRendered }) => differs && !isRendered).map(({ service }) => ({ cluster, service })),
    ),
  };
  return { value, problems: found.problems };
};

const comparedCluster = (
  { cluster, isAdded, isRemoved, releases, pairs }: ClusterPair,
  environments: ReadonlyMap<string, string>,
): ComparedCluster => {
  const changed = releases.filter(({ differs }) => differs).length;
  const isSame = changed === 0 && pairs.length === 0;
  return {
    name: cluster,
    environment: environments.get(cluster) ?? '',
    state: isAdded ? 'added' : isRemoved ? 'removed' : isSame ? 'same' : 'changed',
    releases: releases.length,
    changed,
  };
};

const unknownCluster = (name: string, environments: ReadonlyMap<string, string>): ComparedCluster => ({
  name,
  environment: environments.get(name) ?? '',
  state: 'unknown',
  releases: 0,
  changed: 0,
});

/** What has a danger comes first, and noise last. */
const rankOf = ({ dangers, noise }: Entry): number => (dangers.length > 0 ? 0 : noise === undefined ? 1 : 2);

const subjectKey = (cluster: string, service: string, kind: string, name: string): string =>
  JSON.stringify([cluster, service, kind, name]);

const keysOfDanger = ({ subjects }: Danger): readonly string[] =>
  subjects.flatMap(({ cluster, service, object }) =>
    object === undefined ? [] : [subjectKey(cluster, service, object.kind, object.name)],
  );

/** Dangers of one of its subjects, and of one of its fields where the danger names one. */
const dangersOf = (
  { subjects, changes }: Pick<Entry, 'subjects' | 'changes'>,
  indexes: ReadonlyMap<string, readonly number[]>,
  dangers: readonly Danger[],
): readonly number[] => {
  const of = subjects.flatMap(
    ({ cluster, service, object }) => indexes.get(subjectKey(cluster, service, object.kind, object.name)) ?? [],
  );
  const paths = changes.map(({ path }) => pathText(path));
  return [...new Set(of)]
    .filter((index) => {
      const path = dangers[index]?.path;
      if (path === undefined || paths.length === 0) return true;
      const text = pathText(path);
      return paths.some((one) => leads(one, text) || leads(text, one));
    })
    .sort((a, b) => a - b);
};
