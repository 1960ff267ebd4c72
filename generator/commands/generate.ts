import type { Command } from 'commander';
import type { ChartOptions, GenerateOptions } from '../generate.ts';
import { type Common, command, common, flag, repeatable } from './command.ts';

/** The formats that point at the lines to edit. */
export const checkFormats = ['sarif', 'github', 'gitlab', 'junit'] as const;

/** `reports` are `FORMAT=FILE`: what is written beside what is printed. */
export type RunGenerate = (flags: GenerateOptions, options: Common, reports: readonly string[]) => Promise<void>;

export const addGenerate = (root: Command, run: RunGenerate): void => {
  const options = [
    flag('--check', 'change nothing; a stale out/ is a problem'),
    flag('--force', 'overwrite and remove generated files that were edited by hand, or are read-only'),
    flag('--adopt', 'take over files without our header that stand where one is to be written'),
    flag('--allow-empty', 'let every release of a cluster vanish'),
  ];
  const named = command(root, 'generate', 'write out/ from the inputs', options, [
    'espalier generate                 write what changed',
    'espalier generate --check         change nothing; exit 1 if out/ is stale',
    'espalier generate --force         overwrite generated files that were edited by hand',
  ]);
  named.action(
    ({ check, ...flags }: Omit<GenerateOptions, 'command' | 'dryRun' | 'strict'> & { readonly check: boolean }) => {
      const { force, adopt, allowEmpty } = flags;
      const shared = common(named);
      const { strict } = shared;
      return run({ command: 'generate', dryRun: check, force, adopt, allowEmpty, strict }, shared, []);
    },
  );
};

export const addCheck = (root: Command, run: RunGenerate): void => {
  const named = command(
    root,
    'check',
    'check everything, and that out/ is current; changes nothing',
    [
      repeatable('--chart <NAME[@VERSION]=DIR|FILE>', 'a chart folder or archive that is at hand'),
      flag('--require-charts', 'render every chart: fetch what is not at hand'),
      repeatable('--report <FORMAT=FILE>', `write what is found to a file, too, as ${checkFormats.join(', ')}`),
    ],
    [
      'espalier check                    render the charts that are at hand, in the repository or in the cache',
      'espalier check --require-charts   what CI runs: render every chart',
      'espalier check --strict           warnings and notes fail too',
      'espalier check --json             for machines',
      'espalier check --report github=-  annotations of GitHub, too; FORMAT=FILE writes a file',
    ],
  );
  const flags = { command: 'check', dryRun: true, force: false, adopt: false, allowEmpty: false } as const;
  named.action(({ report, ...charts }: ChartOptions & { readonly report: readonly string[] }) => {
    const shared = common(named);
    return run({ ...flags, strict: shared.strict, charts }, shared, report);
  });
};
