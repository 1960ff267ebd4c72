import type { FileChange, RunResult } from '../model/outputs.ts';
import { withoutSecret } from '../secret-text.ts';
import { type DiffLine, diffLines, type Hunk } from './line-diff.ts';
import type { Looks } from './looks.ts';
import { visible } from './visible.ts';

/** Clusters that are told of, and files that are listed for one and in all; the rest is counted. */
const mostClusters = 30;
const mostFiles = 12;
const mostFilesInAll = 60;
/** Files whose difference is shown, where nothing was written, and lines of each. */
const mostDiffs = 3;
const mostDiffLines = 20;

const bootstrap = /^out\/([^/]+)\/bootstrap\.yaml$/;
const mostBootstraps = 30;

/** What no controller applies by itself comes first. */
export const bootstrapLines = ({ changes, applied }: RunResult, { colors }: Looks): readonly string[] => {
  const touched = changes.filter(({ path }) => bootstrap.test(path));
  const changed = touched.filter(({ action }) => action !== 'remove').map(apply);
  const gone = touched.filter(({ action }) => action === 'remove').map(({ path }) => visible(path.split('/')[1] ?? ''));
  const asks = applied ? 'Apply by hand, because no controller does' : 'To be applied by hand once it is written';
  const stays = 'its root stays in the cluster until somebody deletes it there';
  return [
    ...(changed.length === 0 ? [] : [colors.yellow(`${asks} (each cluster's README.md says with which context):`)]),
    ...listed(changed, mostBootstraps).map((line) => `  ${line}`),
    ...(gone.length === 0 ? [] : [colors.yellow(`No longer generated; ${stays}:`)]),
    ...listed(gone, mostBootstraps).map((line) => `  ${line}`),
    ...(touched.length === 0 ? [] : ['']),
  ];
};

const apply = ({ path }: FileChange): string => `kubectl apply --server-side --filename ${visible(path)}`;

/** The first lines, and how many there are beside them. */
const listed = (lines: readonly string[], most: number): readonly string[] =>
  lines.length > most ? [...lines.slice(0, most), `… and ${lines.length - most} more`] : lines;

const signs = { create: '+', update: '~', remove: '-' } as const;
export const verbs = { create: 'new', update: 'changed', remove: 'removed' } as const;

/** `2 changed, 1 new`. */
export const tally = (changes: readonly FileChange[]): string =>
  (['update', 'create', 'remove'] as const)
    .flatMap((action) => {
      const number = changes.filter((change) => change.action === action).length;
      return number === 0 ? [] : [`${number} ${verbs[action]}`];
    })
    .join(', ');

/** What changes under `out/`, by cluster; the lines themselves where nothing was written. */
export const clusterLines = (result: RunResult, looks: Looks): readonly string[] => {
  const byCluster = new Map<string, FileChange[]>();
  for (const change of result.changes) {
    // What lies in `out/` itself belongs to no cluster.
    const name = change.path.split('/').length > 2 ? (change.path.split('/')[1] ?? '') : 'out/';
    const inside = byCluster.get(name);
    if (inside === undefined) byCluster.set(name, [change]);
    else inside.push(change);
  }
  const width = Math.max(0, ...[...byCluster.keys()].slice(0, mostClusters).map((name) => name.length));
  const isShown = withDiff(result);
  let room = mostFilesInAll;
  const told = [...byCluster].slice(0, mostClusters).flatMap(([name, changes]) => {
    const most = Math.min(mostFiles, room);
    room -= Math.min(most, changes.length);
    const files = changes
      .slice(0, most)
      .flatMap((change) => [
        `  ${signs[change.action]} ${visible(change.path)}`,
        ...(isShown.has(change) ? differences(change, looks) : []),
      ]);
    const rest = changes.length > most && most > 0 ? [`  … and ${changes.length - most} more`] : [];
    return [
      `${looks.colors.bold(visible(name.padEnd(width)))}  ${tally(changes)}`,
      ...files,
      ...rest,
      ...(most > 0 ? [''] : []),
    ];
  });
  const heading = result.applied || result.changes.length === 0 ? [] : [looks.colors.dim('Not written:')];
  const hidden = byCluster.size - mostClusters;
  const rest = hidden > 0 ? [`… and ${hidden} more clusters`] : [];
  const lines = [...heading, ...told, ...rest];
  return lines.length === 0 || lines.at(-1) === '' ? lines : [...lines, ''];
};

/** Manifests whose lines are of interest: where `out/` is stale, all; else what somebody edited by hand. */
const withDiff = ({ changes, applied, problems }: RunResult): ReadonlySet<FileChange> => {
  if (applied) return new Set();
  const isStale = problems.some(({ code }) => code === 'out-stale');
  const edited = new Set(problems.filter(({ code }) => code === 'file-edited').map(({ file }) => file));
  const told = changes.filter(
    ({ path, before, content }) =>
      before !== undefined && content !== undefined && ((isStale && path.endsWith('.yaml')) || edited.has(path)),
  );
  return new Set(told.slice(0, mostDiffs));
};

/** What differs; of objects that are Secrets nothing is told. */
const differences = ({ before = '', content = '' }: FileChange, { colors }: Looks): readonly string[] => {
  if ([before, content].some((text) => /^kind: *["']?Secret\b/m.test(text)))
    return ['      (holds a Secret: not shown)'];
  const old = before.replace(/\n$/, '').split('\n');
  const now = content.replace(/\n$/, '').split('\n');
  const lines = diffLines(old, now).flatMap(hunkLines);
  const shown = lines.slice(0, mostDiffLines).map((line) => {
    if (typeof line === 'string') return `      ${colors.dim(line)}`;
    const { sign, index } = line;
    const text = withoutSecret(sign === '+' ? now : old, index)?.text ?? '';
    const paint = sign === '-' ? colors.red : sign === '+' ? colors.green : colors.dim;
    return `      ${paint(`${sign} ${visible(cut(text))}`.trimEnd())}`;
  });
  return lines.length > mostDiffLines ? [...shown, `      … and ${lines.length - mostDiffLines} more lines`] : shown;
};

/** Its heading, and its lines. */
const hunkLines = ({ line, lines }: Hunk): readonly (string | DiffLine)[] => {
  // The header's digest differs whenever anything does.
  const told = lines.filter(({ text }) => !/^(# )?sha256: [0-9a-f]{64}\r?$/.test(text));
  return told.every(({ sign }) => sign === ' ') ? [] : [`@@ line ${line}`, ...told];
};

const longestLine = 200;

const cut = (text: string): string => (text.length > longestLine ? `${text.slice(0, longestLine)}…` : text);
