import picocolors from 'picocolors';
import type { RunResult } from '../model/outputs.ts';
import type { Problem, Severity } from '../model/problems.ts';
import { isGrave } from '../problem.ts';
import { bootstrapLines, clusterLines, tally, verbs } from './changes.ts';
import type { Looks } from './looks.ts';
import { groupProblems, problemLines } from './problems.ts';
import { inert, visible } from './visible.ts';

export interface TextOptions {
  /** Texts of the input files by path: problems quote them. */
  readonly texts: ReadonlyMap<string, string>;
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Warnings and notes count as problems. */
  readonly strict?: boolean;
}

/** What a person reads after a run: the problems, gravest first, what changes for which cluster, and the sum of it. */
export const reportText = (result: RunResult, options: TextOptions): string => {
  const looks: Looks = {
    colors: picocolors.createColors(options.color),
    width: options.width,
    texts: options.texts,
  };
  const lines = [
    ...problemLines(worthTelling(result, options.strict === true), looks),
    ...bootstrapLines(result, looks),
    ...movedLines(result, looks),
    ...(isAboutOut(result) ? clusterLines(result, looks) : fileLines(result)),
    ...notChecked(result, looks),
    sum(result, looks, options.strict === true),
  ];
  return `${lines.map(inert).join('\n')}\n`;
};

/** The warnings alone, for beside a document; empty where there are none. */
export const warningsText = ({ problems }: RunResult, { color, width, texts }: TextOptions): string => {
  const looks: Looks = { colors: picocolors.createColors(color), width, texts };
  const lines = problemLines(
    problems.filter(({ severity }) => severity === 'warning'),
    looks,
  );
  return lines.map((line) => `${line}\n`).join('');
};

/** Notes wait until nothing is wrong: they would stand between a person and what is to be mended. */
const worthTelling = (result: RunResult, strict: boolean): readonly Problem[] =>
  isRefused(result) && !strict ? result.problems.filter(({ severity }) => severity !== 'note') : result.problems;

const isAboutOut = ({ command }: RunResult): boolean => command === 'generate' || command === 'check';

/** Changes of files that are not under `out/`. */
const fileLines = ({ changes, applied }: RunResult): readonly string[] =>
  changes.length === 0
    ? []
    : [...changes.map(({ path, action }) => `${applied ? '' : 'not written: '}${verbs[action]} ${visible(path)}`), ''];

/** Which charts are locked as another version than before. */
const movedLines = ({ moved = [], applied }: RunResult, { colors }: Looks): readonly string[] =>
  moved.length === 0 || !applied
    ? []
    : [
        ...moved.map(({ name, version, from, to, repository }) => {
          const range = version === to ? '' : ` (${version})`;
          return `${visible(name)} ${visible(from)} → ${colors.bold(visible(to))}${visible(range)}  ${colors.dim(visible(repository))}`;
        }),
        '',
      ];

/** What a run says that was not looked at, so that nobody takes it for checked. */
const notChecked = (result: RunResult, { colors }: Looks): readonly string[] => {
  const { notRendered = [], external = [] } = result;
  if (isRefused(result) && result.command !== 'check') return [];
  return [
    ...(notRendered.length === 0
      ? []
      : [
          `Not rendered: ${some(notRendered)}. Values were checked against contracts, but not what templates make of them.`,
        ]),
    ...(external.length === 0 ? [] : [`Taken as given, because others run it: ${some(external)}.`]),
  ].map(colors.dim);
};

/** Names that are listed; the rest is counted. */
const mostNames = 6;

const some = (names: readonly string[]): string => {
  const told = names.slice(0, mostNames).map(visible).join(', ');
  return names.length > mostNames ? `${told} and ${names.length - mostNames} more` : told;
};

const sum = (result: RunResult, { colors }: Looks, strict: boolean): string => {
  const isBad = isRefused(result) || (strict && result.problems.length > 0);
  const verdict = isBad ? colors.red(`✗ ${outcome(result)}`) : colors.green(`✓ ${outcome(result)}`);
  const why = isBad && !isRefused(result) ? colors.red('--strict') : '';
  const parts = [verdict, scope(result), found(result), why, duration(result.milliseconds)];
  return parts.filter((part) => part !== '').join(colors.dim(' · '));
};

const isRefused = ({ problems }: RunResult): boolean => problems.some(isGrave);

const failed: ReadonlyMap<string, string> = new Map([
  ['check', 'check failed'],
  ['diff', 'nothing was compared'],
  ['matrix', 'nothing to show'],
]);

const outcome = (result: RunResult): string => {
  const { changes, command, applied, problems } = result;
  const grave = problems.filter(isGrave);
  if (grave.length > 0 && grave.every(({ code }) => code === 'out-stale')) return `out/ is stale: ${tally(changes)}`;
  // What could be made of some charts is there, whatever is wrong with others.
  if (grave.length > 0 && applied && (command === 'contract' || command === 'vendor'))
    return `written, but not all: ${tally(changes)}`;
  // A new repository is there, to be mended and generated again.
  if (grave.length > 0 && applied) return `written, but not sound yet: ${tally(changes)}`;
  if (grave.length > 0) return failed.get(command) ?? 'nothing was written';
  if (changes.length === 0) return isAboutOut(result) ? 'out/ is current' : (failed.get(command) ?? 'nothing to write');
  return `${applied ? 'written' : 'not written'}: ${tally(changes)}`;
};

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

const scope = ({ clusters }: RunResult): string => {
  if (clusters.length === 0) return '';
  const releases = clusters.reduce((total, cluster) => total + cluster.releases, 0);
  return `${count(releases, 'release')} on ${count(clusters.length, 'cluster')}`;
};

const severities: readonly Severity[] = ['problem', 'warning', 'note'];

const found = ({ problems }: RunResult): string => {
  const groups = groupProblems(problems);
  return severities
    .map((severity) => ({ severity, number: groups.filter(([first]) => first?.severity === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => count(number, severity))
    .join(', ');
};

const duration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
