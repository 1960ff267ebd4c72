import { type Command, Option } from 'commander';
import { type Common, command, common, flag, repeatable } from './command.ts';

/** The formats of a comparison; those of findings point at the lines that were edited. */
export const diffFormats = ['text', 'markdown', 'html', 'json', 'sarif', 'github', 'gitlab', 'junit'] as const;

export type DiffFormat = (typeof diffFormats)[number];

/** What is compared. */
export type Compared =
  | { readonly kind: 'base'; readonly reference: string }
  | { readonly kind: 'folders'; readonly before: string; readonly after: string }
  | { readonly kind: 'report'; readonly file: string };

interface Flags {
  readonly base?: string;
  readonly from?: string;
  readonly format: DiffFormat;
  /** `FORMAT=FILE`: what is written beside what is printed. */
  readonly report: readonly string[];
  readonly reportUrl?: string;
  readonly chart: readonly string[];
  readonly requireCharts: boolean;
}

export type RunDiff = (compared: Compared, flags: Omit<Flags, 'base' | 'from'>, options: Common) => Promise<void>;

export const addDiff = (root: Command, run: RunDiff): void => {
  const options = [
    new Option('--base <REF>', 'compare with where HEAD left a branch, tag or commit (default: HEAD itself)'),
    new Option('--from <FILE>', 'read the JSON of another run, and compare nothing').conflicts('base'),
    new Option('--format <FORMAT>', 'how to print it').choices([...diffFormats]).default('text'),
    repeatable('--report <FORMAT=FILE>', 'write it to a file, too, - for the standard output'),
    new Option('--report-url <URL>', 'where the HTML report will be, for links from the Markdown'),
    repeatable('--chart <NAME[@VERSION]=DIR|FILE>', 'a chart folder or archive that is at hand'),
    flag('--require-charts', 'fetch the charts that are not at hand'),
  ];
  const named = command(root, 'diff', 'show what a change does to clusters, and what is dangerous about it', options, [
    'espalier diff                                     what the edits since the last commit do',
    'espalier diff --base origin/main                  what this branch does, and the working tree',
    'espalier diff --base origin/main --require-charts with the charts that are not in the cache yet',
    'espalier diff --base origin/main --report markdown=comment.md --report html=report.html --report sarif=diff.sarif',
    'espalier diff ../before .                         two folders, without Git',
    'espalier diff --from diff.json --format markdown  another format of a report that was made before',
  ])
    .argument('[OLD_DIR]', 'in place of --base: a folder with the repository as it was')
    .argument('[NEW_DIR]', 'a folder with the repository as it is to be');
  named.action((before: string | undefined, after: string | undefined, { base, from, ...flags }: Flags) => {
    const compared = comparedBy(before, after, base, from);
    if (compared === undefined) return named.error('error: give --base REF, --from FILE, or OLD_DIR and NEW_DIR');
    return run(compared, flags, common(named));
  });
};

/** What the arguments name, undefined where that is nothing or several things. */
const comparedBy = (
  before: string | undefined,
  after: string | undefined,
  reference: string | undefined,
  file: string | undefined,
): Compared | undefined => {
  if (before !== undefined)
    return after === undefined || reference !== undefined || file !== undefined
      ? undefined
      : { kind: 'folders', before, after };
  if (file !== undefined) return { kind: 'report', file };
  return { kind: 'base', reference: reference ?? 'HEAD' };
};
