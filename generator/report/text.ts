import picocolors from 'picocolors';
import type { FileChange, RunResult } from '../model.ts';
import { type Looks, problemLines } from './problems.ts';

export interface TextOptions {
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
    sum(result, looks),
  ];
  return `${lines.join('\n')}\n`;
};

const isAboutOut = ({ command }: RunResult): boolean => command === 'generate' || command === 'check';

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

const bootstrap = /^out\/([^/]+)\/bootstrap\.yaml$/;

/** What no controller applies by itself comes first. */
const bootstrapLines = ({ changes, applied }: RunResult, { colors }: Looks): readonly string[] => {
  const changed = changes.filter(({ path, action }) => bootstrap.test(path) && action !== 'remove');
  if (changed.length === 0) return [];
  return [
    colors.yellow(
      `${applied ? 'Apply' : 'Would have to be applied'} by hand, because no controller does (each cluster's README.md says where):`,
    ),
    ...changed.map(({ path }) => `  kubectl apply --server-side --filename ${path}`),
    '',
  ];
};

const verbs = { create: 'new', update: 'changed', remove: 'removed' } as const;

const tally = (changes: readonly FileChange[]): string =>
  (['create', 'update', 'remove'] as const)
    .flatMap((action) => {
      const number = changes.filter((change) => change.action === action).length;
      return number === 0 ? [] : [`${number} ${verbs[action]}`];
    })
    .join(', ');

/** Files that are listed for a cluster; the rest is counted. */
const mostFiles = 12;

const clusterLines = (result: RunResult, { colors }: Looks): readonly string[] => {
  const { clusters, changes } = result;
  const names = [
    ...new Set([...clusters.map(({ name }) => name), ...changes.map(({ path }) => path.split('/')[1] ?? '')]),
  ];
  const width = Math.max(0, ...names.map((name) => name.length));
  return names.flatMap((name) => {
    const inside = changes.filter(({ path }) => path.startsWith(`out/${name}/`) || path === `out/${name}`);
    if (inside.length === 0) return [];
    const shown = inside.slice(0, mostFiles).map(({ path, action }) => `  ${marks[action]} ${path}`);
    const rest = inside.length > mostFiles ? [`  … and ${inside.length - mostFiles} more`] : [];
    return [`${colors.bold(name.padEnd(width))}  ${tally(inside)}`, ...shown, ...rest, ''];
  });
};

const marks = { create: '+', update: '~', remove: '-' } as const;

const fileLines = ({ changes, applied }: RunResult): readonly string[] =>
  changes.length === 0
    ? []
    : [...changes.map(({ path, action }) => `${applied ? '' : 'not written: '}${verbs[action]} ${path}`), ''];

const sum = (result: RunResult, { colors }: Looks): string => {
  const of = (severity: string): number => result.problems.filter((found) => found.severity === severity).length;
  const grave = of('problem');
  const found = (['problem', 'warning', 'note'] as const)
    .flatMap((severity) => (of(severity) === 0 ? [] : [count(of(severity), severity)]))
    .join(', ');
  const verdict = grave > 0 ? colors.red(`✗ ${outcome(result)}`) : colors.green(`✓ ${outcome(result)}`);
  const time =
    result.milliseconds < 1000
      ? `${Math.round(result.milliseconds)} ms`
      : `${(result.milliseconds / 1000).toFixed(1)} s`;
  return [verdict, scope(result), found, time].filter((part) => part !== '').join(colors.dim(' · '));
};

const outcome = (result: RunResult): string => {
  const { changes, command, applied, problems } = result;
  const isGrave = problems.some(({ severity }) => severity === 'problem');
  if (isGrave) return command === 'check' ? 'not good' : 'nothing written';
  if (changes.length === 0) return isAboutOut(result) ? 'out/ is current' : 'nothing to write';
  return `${applied ? '' : 'would write: '}${tally(changes)}`;
};

const scope = (result: RunResult): string => {
  if (!isAboutOut(result)) return '';
  const releases = result.clusters.reduce((total, cluster) => total + cluster.releases, 0);
  const checked = `${count(releases, 'release')} on ${count(result.clusters.length, 'cluster')}`;
  return `${checked}, values checked against contracts, charts not rendered`;
};
