import picocolors from 'picocolors';
import type { RunResult, Severity } from '../model.ts';
import { bootstrapLines, clusterLines, tally, verbs } from './changes.ts';
import type { Looks } from './looks.ts';
import { problemLines } from './problems.ts';
import { visible } from './visible.ts';

export interface TextOptions {
  /** Texts of the input files by path: problems quote them. */
  readonly texts: ReadonlyMap<string, string>;
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** What a person reads after a run: the problems, gravest first, what changes for which cluster, and the sum of it. */
export const reportText = (result: RunResult, options: TextOptions): string => {
  const looks: Looks = {
    colors: picocolors.createColors(options.color),
    width: options.width,
    texts: options.texts,
  };
  const lines = [
    ...problemLines(result.problems, looks),
    ...bootstrapLines(result, looks),
    ...(isAboutOut(result) ? clusterLines(result, looks) : fileLines(result)),
    ...notRendered(result, looks),
    sum(result, looks),
  ];
  return `${lines.join('\n')}\n`;
};

const isAboutOut = ({ command }: RunResult): boolean => command === 'generate' || command === 'check';

/** Changes of files that are not under `out/`. */
const fileLines = ({ changes, applied }: RunResult): readonly string[] =>
  changes.length === 0
    ? []
    : [...changes.map(({ path, action }) => `${applied ? '' : 'not written: '}${verbs[action]} ${visible(path)}`), ''];

/** Never "valid" for what was not looked at. */
const notRendered = ({ notRendered: charts = [] }: RunResult, { colors }: Looks): readonly string[] =>
  charts.length === 0
    ? []
    : [colors.dim(`Values were checked against contracts. Charts not rendered: ${charts.map(visible).join(', ')}.`)];

const sum = (result: RunResult, { colors }: Looks): string => {
  const verdict = isRefused(result) ? colors.red(`✗ ${outcome(result)}`) : colors.green(`✓ ${outcome(result)}`);
  const parts = [verdict, scope(result), found(result), duration(result.milliseconds)];
  return parts.filter((part) => part !== '').join(colors.dim(' · '));
};

const isRefused = ({ problems }: RunResult): boolean => problems.some(({ severity }) => severity === 'problem');

const outcome = (result: RunResult): string => {
  const { changes, command, applied } = result;
  if (isRefused(result)) return command === 'check' ? 'not good' : 'nothing written';
  if (changes.length === 0) return isAboutOut(result) ? 'out/ is current' : 'nothing to write';
  return `${applied ? '' : 'would write: '}${tally(changes)}`;
};

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

const scope = ({ clusters }: RunResult): string => {
  if (clusters.length === 0) return '';
  const releases = clusters.reduce((total, cluster) => total + cluster.releases, 0);
  return `${count(releases, 'release')} on ${count(clusters.length, 'cluster')}`;
};

const severities: readonly Severity[] = ['problem', 'warning', 'note'];

const found = ({ problems }: RunResult): string =>
  severities
    .map((severity) => ({ severity, number: problems.filter((one) => one.severity === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => count(number, severity))
    .join(', ');

const duration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
