import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { LockOptions } from './charts/lock-command.ts';
import type { GenerateOptions } from './generate.ts';
import type { ContractOptions } from './prepare.ts';

/** What every command is told. */
export interface Common {
  /** Where to work, each from the one before: `-C` may stand before the command, behind it, or both. */
  readonly directories: readonly string[];
  readonly json: boolean;
  /** Warnings and notes count as problems. */
  readonly strict: boolean;
}

/** What the commands do. */
export interface Commands {
  readonly generate: (flags: GenerateOptions, options: Common) => Promise<void>;
  readonly lock: (flags: LockOptions, options: Common) => Promise<void>;
  readonly contract: (names: readonly string[], flags: ContractOptions, options: Common) => Promise<void>;
}

/** Where help and complaints go. */
export interface Streams {
  readonly width: number;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** The commands with their options, help and examples. Throws a `CommanderError` when it has told what is wrong, or helped. */
export const commandLine = (streams: Streams, commands: Commands): Command => {
  const root = new Command('espalier')
    .description('Merges environment overlays over Helm charts and writes what Argo CD and Flux reconcile.')
    .enablePositionalOptions()
    .version(version, '-V, --version')
    .addOption(directory())
    .exitOverride()
    .configureHelp({ optionDescription: ({ description }) => description })
    .configureOutput({
      writeOut: streams.out,
      writeErr: streams.error,
      getOutHelpWidth: () => streams.width,
      getErrHelpWidth: () => streams.width,
      outputError: (text, write) => write(`espalier: ${text.replace(/^error: /, '')}`),
    })
    .showHelpAfterError('(--help shows what there is, with examples)');
  root.addHelpText('after', rootHelp);
  addGenerate(root, commands);
  addCheck(root, commands);
  addLock(root, commands);
  addContract(root, commands);
  return root;
};

const rootHelp = `
Exit codes: 0 clean, 1 problems or a stale out/, 2 could not run.

Examples:
  espalier generate                 write out/ after an edit
  espalier check                    what CI runs
  espalier generate --help          options and more examples`;

const version: string = (() => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
})();

const directory = (): Option =>
  new Option('-C, --directory <DIR>', 'work in the repository at DIR')
    .default([])
    .argParser((value: string, earlier: readonly string[]) => [...earlier, value]);

/** A command with its own options, those that all have, and examples below its help. */
const command = (
  root: Command,
  name: string,
  description: string,
  options: readonly Option[],
  examples: readonly string[],
): Command => {
  const named = root.command(name).description(description);
  for (const option of options) named.addOption(option);
  return named
    .optionsGroup('On every command:')
    .addOption(directory())
    .addOption(flag('--json', 'report as JSON (schemas/report.schema.json)'))
    .addOption(flag('--strict', 'warnings and notes fail too'))
    .version(version, '-V, --version')
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`);
};

const flag = (flags: string, description: string): Option => new Option(flags, description).default(false);

const common = (named: Command): Common => {
  const { directory: own, json, strict } = named.opts<{ directory: string[]; json: boolean; strict: boolean }>();
  const above = named.parent?.opts<{ directory: string[] }>().directory ?? [];
  return { directories: [...above, ...own], json, strict };
};

const addGenerate = (root: Command, commands: Commands): void => {
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
      return commands.generate({ command: 'generate', dryRun: check, force, adopt, allowEmpty, strict }, shared);
    },
  );
};

const addCheck = (root: Command, commands: Commands): void => {
  const named = command(
    root,
    'check',
    'check everything, and that out/ is current; changes nothing',
    [],
    [
      'espalier check                    what CI runs',
      'espalier check --strict           warnings and notes fail too',
      'espalier check --json             for machines',
    ],
  );
  const flags = { command: 'check', dryRun: true, force: false, adopt: false, allowEmpty: false } as const;
  named.action(() => {
    const shared = common(named);
    return commands.generate({ ...flags, strict: shared.strict }, shared);
  });
};

const addLock = (root: Command, commands: Commands): void => {
  const options = [
    flag('--check', 'change nothing; missing, stale and left-over entries are problems'),
    repeatable('--index <[URL=]FILE>', "a chart repository's index.yaml that was downloaded"),
    repeatable('--digest <NAME@VERSION=sha256:…>', 'the digest of a chart that cannot be reached from here'),
    flag('--accept-republished', 'take a new digest for a version that is already locked'),
  ];
  const named = command(root, 'lock', 'resolve chart references into charts.lock.yaml', options, [
    'espalier lock                     the charts of this repository need nothing more',
    'espalier lock --index https://charts.example.com=index.yaml',
    'espalier lock --digest mimir-distributed@5.8.0=sha256:07f3…',
    'espalier lock --check             change nothing; exit 1 if an entry is missing, stale or left over',
  ]);
  named.action((flags: LockOptions) => commands.lock(flags, common(named)));
};

const addContract = (root: Command, commands: Commands): void => {
  const options = [
    repeatable('--chart <NAME[@VERSION]=DIR|FILE>', 'a chart folder or archive that is at hand'),
    flag('--hash-text', 'replace text defaults of more than one line by their sha256'),
  ];
  const named = command(root, 'contract', 'write the typed key tree of locked charts', options, [
    'espalier contract                 say which contracts are missing or stale',
    'espalier contract --chart mimir-distributed=../charts/mimir-distributed',
    'espalier contract --chart mimir-distributed@5.8.0=mimir-distributed-5.8.0.tgz --hash-text',
  ]).argument('[NAME...]', 'only these charts');
  named.action((names: readonly string[], flags: ContractOptions) => commands.contract(names, flags, common(named)));
};

const repeatable = (flags: string, description: string): Option =>
  new Option(flags, `${description} (repeatable)`)
    .default([])
    .argParser((value: string, earlier: readonly string[]) => [...earlier, value]);
