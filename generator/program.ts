import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { Failure } from './failure.ts';
import { generate, type Told, type World } from './generate.ts';
import { contract, lock } from './prepare.ts';
import { reportJson } from './report/json.ts';
import { reportText } from './report/text.ts';

/** The process around a run, as `cli.ts` and the tests provide it. */
export interface Surroundings extends Omit<World, 'root'> {
  /** Where the user stands. */
  readonly directory: string;
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Options that every command has. */
interface Common {
  readonly directory: string;
  readonly json: boolean;
  readonly strict: boolean;
}

/** Runs one command line. Returns the exit code: 0 clean, 1 problems or a stale `out/`, 2 could not run. */
export const run = async (args: readonly string[], around: Surroundings): Promise<number> => {
  let code = 0;
  const finish = (told: Told, options: Common): void => {
    code = exitCode(told, options.strict);
    around.out(options.json ? reportJson(told.result) : reportText(told.result, { ...around, texts: told.texts }));
  };
  try {
    await program(around, finish).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (around.signal.aborted) {
      around.error('espalier: interrupted; the next run completes what is left\n');
      return 130;
    }
    around.error(`espalier: ${describe(error)}\n`);
    return 2;
  }
  return code;
};

/** A `Failure` says what happened in words for the user; anything else is a bug, and says so without a stack trace. */
const describe = (error: unknown): string => {
  if (error instanceof Failure) return error.message;
  const text = error instanceof Error ? error.message : String(error);
  return `this is a bug in espalier, please report it: ${text}`;
};

const exitCode = ({ result }: Told, strict: boolean): number =>
  result.problems.some((found) => strict || found.severity === 'problem') ? 1 : 0;

const version = (): string => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
};

const program = (around: Surroundings, finish: (told: Told, options: Common) => void): Command => {
  const root = new Command('espalier')
    .description('Merges environment overlays over Helm charts and writes what Argo CD and Flux reconcile.')
    .version(version(), '-V, --version')
    .exitOverride()
    .configureOutput({ writeOut: around.out, writeErr: around.error })
    .showSuggestionAfterError()
    .showHelpAfterError('(run with --help for examples)');
  const world = (options: Common): World => ({ ...around, root: resolve(around.directory, options.directory) });

  command(root, 'generate', 'write out/ from the inputs', [
    'espalier generate                 write what changed',
    'espalier generate --check         change nothing; exit 1 if out/ is stale',
    'espalier generate --force         overwrite generated files that were edited by hand',
  ])
    .option('--check', 'change nothing; a stale out/ is a problem', false)
    .option('--force', 'overwrite and remove generated files that were edited by hand', false)
    .option('--adopt', 'take over files without our header that stand where one is to be written', false)
    .option('--allow-empty', 'let every release of a cluster vanish', false)
    .action(async (options: Common & GenerateFlags) => {
      const { check, force, adopt, allowEmpty } = options;
      const told = await generate(world(options), { command: 'generate', dryRun: check, force, adopt, allowEmpty });
      finish(told, options);
    });

  command(root, 'check', 'check everything, and that out/ is current; changes nothing', [
    'espalier check                    what CI runs',
    'espalier check --strict           warnings and notes fail too',
    'espalier check --json             for machines',
  ]).action(async (options: Common) => {
    const told = await generate(world(options), {
      command: 'check',
      dryRun: true,
      force: false,
      adopt: false,
      allowEmpty: false,
    });
    finish(told, options);
  });

  command(root, 'lock', 'resolve chart references into charts.lock.yaml', [
    'espalier lock --index https://charts.example.com=index.yaml',
    'espalier lock --digest mimir-distributed@5.8.0=sha256:07f3…',
    'espalier lock --check             change nothing; exit 1 if the lock is missing something, stale or holds too much',
  ])
    .option('--check', 'change nothing; missing, stale and left-over entries are problems', false)
    .addOption(repeatable('--index <[URL=]FILE>', "a chart repository's index.yaml that was downloaded"))
    .addOption(repeatable('--digest <NAME@VERSION=sha256:…>', 'the digest of a chart that cannot be reached from here'))
    .option('--accept-republished', 'take a new digest for a version that is already locked', false)
    .action(async (options: Common & LockFlags) => finish(await lock(world(options), options), options));

  command(root, 'contract', 'write the typed key tree of locked charts', [
    'espalier contract                 say which contracts are missing or stale',
    'espalier contract --chart mimir-distributed=../charts/mimir-distributed',
    'espalier contract --chart mimir-distributed@5.8.0=mimir-distributed-5.8.0.tgz --hash-text',
  ])
    .argument('[NAME...]', 'only these charts')
    .addOption(repeatable('--chart <NAME[@VERSION]=DIR|FILE>', 'a chart folder or archive that is at hand'))
    .option('--hash-text', 'replace text defaults of more than one line by their sha256', false)
    .action(async (names: readonly string[], options: Common & ContractFlags) =>
      finish(await contract(world(options), names, options), options),
    );
  return root;
};

interface GenerateFlags {
  readonly check: boolean;
  readonly force: boolean;
  readonly adopt: boolean;
  readonly allowEmpty: boolean;
}

interface LockFlags {
  readonly check: boolean;
  readonly index: readonly string[];
  readonly digest: readonly string[];
  readonly acceptRepublished: boolean;
}

interface ContractFlags {
  readonly chart: readonly string[];
  readonly hashText: boolean;
}

const repeatable = (flags: string, description: string): Option =>
  new Option(flags, `${description} (repeatable)`)
    .default([], 'none')
    .argParser((value: string, earlier: readonly string[]) => [...earlier, value]);

/** A command with the options that all have, and examples below its help. */
const command = (root: Command, name: string, description: string, examples: readonly string[]): Command =>
  root
    .command(name)
    .description(description)
    .option('-C, --directory <DIR>', 'work in this repository', '.')
    .option('--json', 'report as JSON', false)
    .option('--strict', 'warnings and notes fail too', false)
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`);
