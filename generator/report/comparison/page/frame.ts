import { groupedBy } from '../../../grouped.ts';
import type { ComparedCluster, ComparedSide, Comparison } from '../../../model/comparison.ts';
import type { Problem } from '../../../model/problems.ts';
import { visible } from '../../visible.ts';
import { type CostTable, costTable } from '../cost.ts';
import { type DangerGroup, gravest } from '../danger-groups.ts';
import type { Links } from '../links.ts';
import { count, foldedText, isNoise, isOpen, isTouched, releasesText, summaryText } from '../words.ts';
import { type DangerCard, dangerCard, type Piece, pieces } from './dangers.ts';
import type { PageData, PageEntry } from './data.ts';

/** What of the page is there without its script. */
export interface Frame {
  readonly title: string;
  readonly verdict: string;
  /** `problem`, `warning`, `calm`. */
  readonly tone: string;
  readonly sums: readonly { readonly text: string; readonly href: string }[];
  readonly base: string;
  readonly head: string;
  readonly dangers: readonly DangerCard[];
  readonly environments: readonly EnvironmentOfPage[];
  readonly touched: string;
  readonly fewClusters: boolean;
  readonly services: readonly { readonly name: string; readonly value: number }[];
  readonly codes: readonly { readonly name: string; readonly value: string }[];
  readonly costs: readonly Cost[];
  readonly sameCost: string;
  readonly folded: string;
  readonly foldedCount: number;
  /** Empty where everything is compared. */
  readonly incomplete: string;
  readonly leftOut: readonly string[];
  readonly baseProblems: readonly ProblemOfPage[];
  readonly changes: string;
  readonly plain: readonly PlainEntry[];
  readonly plainLeft: string;
}

interface EnvironmentOfPage {
  readonly name: string;
  readonly clusters: readonly {
    readonly name: string;
    readonly value: number;
    readonly note: string;
    readonly isSame: boolean;
  }[];
}

interface Cost {
  readonly who: string;
  readonly isOpen: boolean;
  readonly amounts: readonly { readonly head: string; readonly text: string; readonly by: string }[];
}

interface ProblemOfPage {
  readonly code: string;
  readonly place: string;
  readonly message: readonly Piece[];
  readonly fix: readonly Piece[];
}

/** A change in one line, for readers without scripts. */
interface PlainEntry {
  readonly id: string;
  readonly head: string;
  readonly who: string;
  readonly cause: string;
}

/** Rows of costs, and changes for readers without scripts; the rest is counted. */
const mostCosts = 60;
const mostPlain = 500;
const mostReleases = 40;
/** So many clusters are listed at once; of more the list is folded. */
const fewClusters = 12;

export const frameOf = (
  comparison: Comparison,
  groups: readonly DangerGroup[],
  data: PageData,
  links: Links,
): Frame => {
  const [verdict = '', ...sums] = summaryText(comparison).split(' · ');
  const read = data.entries.filter(({ noise }) => noise === '');
  const changes = count(read.length, 'change');
  const folded = comparison.entries.filter(isNoise);
  const told = entriesByDanger(data);
  const codes = [...new Set(groups.map(({ first }) => first.code))];
  return {
    title: `Espalier diff: ${sideText(comparison.base)} → ${sideText(comparison.head)}`,
    verdict,
    tone: toneOf(groups),
    sums: [...severityText(groups), ...sums].map((text) => ({
      text,
      href: text.startsWith(`${changes} on`) ? '#changes' : '',
    })),
    base: sideText(comparison.base),
    head: sideText(comparison.head),
    dangers: groups.map((group, index) =>
      dangerCard({ comparison, group, index, entries: told.get(index) ?? [], links }),
    ),
    ...clustersOf(comparison, data),
    services: data.services
      .map((name, value) => ({ name, value }))
      .filter(({ name }) => name !== '')
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    codes: codes.map((code) => ({ name: code, value: code })),
    ...costsOf(comparison),
    folded: foldedText(comparison),
    foldedCount: folded.reduce((sum, { subjects }) => sum + subjects.length, 0),
    incomplete: incompleteText(comparison),
    leftOut: leftOut(comparison),
    baseProblems: comparison.baseProblems.map(problemOf),
    changes,
    plain: read.slice(0, mostPlain).map((entry) => ({
      id: entry.id,
      head: [`${entry.sign} ${entry.what}`, entry.was, entry.service].filter((part) => part !== '').join(' · '),
      who: data.sets[entry.set]?.chips.join(', ') ?? '',
      cause: (data.causes[entry.causes] ?? []).map(({ place, message }) => `${place} ${message}`.trim()).join('; '),
    })),
    plainLeft: read.length > mostPlain ? count(read.length - mostPlain, 'more change') : '',
  };
};

/** By card, the changes that it speaks of. */
const entriesByDanger = ({ entries }: PageData): ReadonlyMap<number, readonly PageEntry[]> => {
  const told = new Map<number, PageEntry[]>();
  for (const entry of entries)
    for (const card of entry.dangers) {
      const alike = told.get(card) ?? [];
      alike.push(entry);
      told.set(card, alike);
    }
  return told;
};

const sideText = ({ name, commit }: ComparedSide): string =>
  visible(commit === undefined || commit.startsWith(name) ? name : `${name} (${commit.slice(0, 12)})`);

const toneOf = (groups: readonly DangerGroup[]): string => {
  const open = groups.filter(({ first }) => isOpen(first));
  return open.some(({ first }) => first.severity === 'problem') ? 'problem' : open.length > 0 ? 'warning' : 'calm';
};

/** `2 problems, 2 warnings`: told where there are both. */
const severityText = (groups: readonly DangerGroup[]): readonly string[] => {
  const open = groups.filter(({ first }) => isOpen(first));
  const sums = gravest.flatMap((severity) => {
    const alike = open.filter(({ first }) => first.severity === severity);
    return alike.length === 0 ? [] : [count(alike.length, severity)];
  });
  return sums.length > 1 ? [sums.join(', ')] : [];
};

const incompleteText = ({ notRendered, notCompared, baseProblems }: Comparison): string =>
  [
    ...(notRendered.length === 0 ? [] : [`${count(notRendered.length, 'release')} not rendered`]),
    ...(notCompared.length === 0 ? [] : [`${count(notCompared.length, 'release')} left out`]),
    ...(baseProblems.length === 0 ? [] : [`${count(baseProblems.length, 'problem')} on the base already`]),
  ].join(', ');

const clustersOf = (
  { clusters }: Comparison,
  data: PageData,
): Pick<Frame, 'environments' | 'touched' | 'fewClusters'> => {
  const places = new Map(data.clusters.map((name, index) => [name, index]));
  const touched = clusters.filter(isTouched).length;
  return {
    environments: [...groupedBy(clusters, ({ environment }) => environment)].map(([name, inside]) => ({
      name: visible(name),
      clusters: inside.map((cluster) => ({
        name: visible(cluster.name),
        value: places.get(visible(cluster.name)) ?? -1,
        note: noteOf(cluster),
        isSame: cluster.state === 'same',
      })),
    })),
    touched: `${touched.toLocaleString('en-US')} of ${count(clusters.length, 'cluster')} differ${touched === 1 && clusters.length === 1 ? 's' : ''}`,
    fewClusters: clusters.length <= fewClusters,
  };
};

const noteOf = ({ state, releases, changed }: ComparedCluster): string => {
  if (state === 'same') return 'no difference';
  if (state === 'unknown') return 'not compared';
  return `${state === 'changed' ? '' : `${state}, `}${changed} of ${count(releases, 'release')}`;
};

const costsOf = (comparison: Comparison): Pick<Frame, 'costs' | 'sameCost'> => {
  const table = costTable(comparison);
  if (table === undefined) return { costs: [], sameCost: '' };
  const rows = table.rows.length > 1 ? [...table.rows.slice(-1), ...table.rows.slice(0, -1)] : table.rows;
  const left = rows.length - mostCosts;
  const notes = [
    ...(left > 0 ? [`${count(left, 'more row')} in the JSON report`] : []),
    ...(table.same > 0 ? [`as before: ${count(table.same, 'cluster')}`] : []),
  ];
  return {
    costs: rows.slice(0, mostCosts).map((row, index) => costOf(table, row, index === 0)),
    sameCost: notes.join('; '),
  };
};

const costOf = ({ heads }: CostTable, [who = '', ...cells]: readonly string[], isFirst: boolean): Cost => ({
  who: visible(who),
  isOpen: isFirst,
  amounts: cells.flatMap((cell, index) => {
    if (cell === '') return [];
    const [, text = cell, by = ''] = /^(.*?)(?: \(([^)]*)\))?$/s.exec(cell) ?? [];
    return [{ head: visible(heads[index + 1] ?? ''), text: visible(text), by }];
  }),
});

const leftOut = (comparison: Comparison): readonly string[] => {
  const rendered = releasesText(comparison, comparison.notRendered, mostReleases);
  const compared = releasesText(comparison, comparison.notCompared, mostReleases);
  return [
    ...(rendered === ''
      ? []
      : [`Not rendered: ${rendered}. Values and chart versions are compared, not what templates make of them.`]),
    ...(compared === '' ? [] : [`Not compared, because the base is wrong there: ${compared}.`]),
  ].map(visible);
};

const problemOf = ({ code, at, file, message, fix = '' }: Problem): ProblemOfPage => ({
  code,
  place: visible(at === undefined ? (file ?? '') : `${at.file}:${at.line}`),
  message: pieces(message),
  fix: pieces(fix),
});
